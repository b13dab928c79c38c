"""Writing templates and their blocks. Archiving stands with Template, moving and removing with its blocks."""

from typing import Any

from django.db import transaction

from campaigns.models import Template, TemplateBlock
from campaigns.models.template import has_room
from timeline.services import record

OF_BLOCK = ("kind", "text_ar", "text_en", "more_ar", "more_en", "link", "picture", "code")
OF_LETTER = ("name", "subject_ar", "subject_en", "preview_ar", "preview_en")
OF_MESSAGE = ("name", "body_ar", "body_en")
OF_APPROVED = (*OF_MESSAGE, "approved_name", "code_ar", "code_en", "approval_ar", "approval_en")
OF_TEMPLATE = (*OF_LETTER, *OF_APPROVED[1:])


@transaction.atomic
def add_template(*, by, form_token=None, **written) -> Template:
    """IntegrityError when the form was sent before, or when one in use has this name."""
    made = Template.objects.create(created_by=by, form_token=form_token, **written)
    record("template.created", made, by=by)
    return made


@transaction.atomic
def change_template(template, *, by, read_version, changed) -> Template:
    """Its name and subjects; `changed` names the fields, none of them means nothing. Raises Stale and NameInUse."""
    if changed:
        template.save_version(read_version=read_version)
        record("template.changed", template, by=by, fields=sorted(changed))
    return template


@transaction.atomic
def copy_template(template, *, name: str, by) -> Template:
    """Another one with the same subjects and blocks; IntegrityError when one in use has this name."""
    texts = {field: getattr(template, field) for field in ("channel", *OF_TEMPLATE)}
    made = add_template(by=by, **{**texts, "name": name})
    for block in template.in_order():
        add_block(made, by=by, fields={field: getattr(block, field) for field in OF_BLOCK})
    return made


@transaction.atomic
def add_block(template, *, by, fields: dict[str, Any], form_token=None) -> TemplateBlock:
    """At the end. IntegrityError when the form was sent before, TooManyBlocks when nothing more fits."""
    template.wait_to_change()
    has_room(template)
    block = TemplateBlock(template=template, **fields, form_token=form_token)
    block.put_last()
    block.save()
    record("template.changed", template, by=by)
    return block


@transaction.atomic
def change_block(block, *, by, fields: dict[str, Any]) -> None:
    block.template.wait_to_change()
    block.refresh_from_db()
    if all(getattr(block, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(block, name, value)
    block.save()
    record("template.changed", block.template, by=by)
