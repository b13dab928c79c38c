"""The custom fields themselves: added, changed, put in order, archived; and the choices of those that have some."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.custom.definitions import VALUES, Definition, Of
from accounts.custom.finding import refresh_field
from accounts.custom.labels import check_choices, check_labels, check_room
from accounts.models import CustomChoice, CustomField
from lib.tenancy.state import require_workspace_id
from timeline.services import record
from workspaces.models import Workspace


def is_used(field: CustomField) -> bool:
    """Whether any record holds a value in it: then the kind of the field stands."""
    return VALUES[Of(field.of)].objects.filter(field=field).exists()


def one_change_of_fields() -> None:
    """One at a time in a workspace until the transaction ends: labels and limits are counted before they are kept."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=require_workspace_id()).values_list("pk"))


@transaction.atomic
def add_field(*, by, form_token, of, kind, choices=(), **fields) -> CustomField:
    """At the end of the list of its kind of record. ValueError for a kind that there is not."""
    of, kind = CustomField.Of(of), CustomField.Kind(kind)
    one_change_of_fields()
    check_room(of)
    check_labels(of, fields)
    place = CustomField.objects.filter(of=of).count()
    made = CustomField.objects.create(of=of, kind=kind, place=place, form_token=form_token, **fields)
    record("customfield.created", made, by=by)
    if kind == CustomField.Kind.CHOICE:
        _append(made, choices)
    return made


@transaction.atomic
def change_field(field: CustomField, *, by, changed: Iterable[str]) -> None:
    """Keep the changed labels and rules. The kind cannot change once a record holds a value."""
    changed = sorted(changed)
    if not changed:
        return
    one_change_of_fields()
    standing = CustomField.objects.select_for_update().get(pk=field.pk)
    check_labels(field.of, {"label_ar": field.label_ar, "label_en": field.label_en}, but=field.pk)
    if field.kind != standing.kind and is_used(field):
        raise ValidationError({"kind": _("Records hold values in this field, so its kind stands.")})
    field.save(update_fields=changed)
    record("customfield.changed", field, by=by, fields=changed)
    if field.is_searchable or standing.is_searchable:
        refresh_field(field, by=by)


@transaction.atomic
def move_field(field: CustomField, *, by, step: int) -> None:
    """One place up (-1) or down (1) among the fields in use of its kind of record."""
    one_change_of_fields()
    row = list(CustomField.objects.filter(of=field.of, archived_at=None))
    was = row.index(field) if field in row else None
    if was is None or not 0 <= was + step < len(row):
        return
    row.insert(was + step, row.pop(was))
    for place, each in enumerate(row):
        each.place = place
    CustomField.objects.bulk_update(row, ["place"])
    record("customfield.moved", field, by=by)


@transaction.atomic
def ask_of_leads(asked: Mapping[Definition, str]) -> None:
    """Whether the form for leads asks for these fields of accounts, and whether they must be filled in."""
    for definition, how in asked.items():
        CustomField.objects.filter(pk=definition.pk, of=Of.ACCOUNT).update(asked_of_leads=how)


@transaction.atomic
def archive_field(field: CustomField, *, by) -> None:
    """Nowhere shown any more; every value is kept. The opposite is restore_field()."""
    one_change_of_fields()
    if CustomField.objects.filter(pk=field.pk, archived_at=None).update(archived_at=timezone.now()):
        record("customfield.archived", field, by=by)
        if field.is_searchable:
            refresh_field(field, by=by)


@transaction.atomic
def restore_field(field: CustomField, *, by) -> None:
    one_change_of_fields()
    check_room(field.of)
    if CustomField.objects.filter(pk=field.pk).exclude(archived_at=None).update(archived_at=None):
        record("customfield.restored", field, by=by)
        if field.is_searchable:
            refresh_field(field, by=by)


@transaction.atomic
def add_choices(field: CustomField, *, by, choices: list[dict[str, str]]) -> None:
    one_change_of_fields()
    _append(field, choices)
    names = ", ".join(each["label_ar"] or each["label_en"] for each in choices)
    record("customfield.choices_added", field, by=by, choices=names[:200])


@transaction.atomic
def change_choice(choice: CustomChoice, *, by) -> None:
    """Another label: wherever the choice stands it is read anew."""
    one_change_of_fields()
    others = list(choice.field.choices.exclude(pk=choice.pk))
    check_choices([{"label_ar": choice.label_ar, "label_en": choice.label_en}], others)
    choice.save(update_fields=["label_ar", "label_en"])
    record("customchoice.changed", choice, by=by, context=choice.field, fields=["label_ar", "label_en"])
    if choice.field.is_searchable:
        refresh_field(choice.field, by=by)


@transaction.atomic
def retire_choice(choice: CustomChoice, *, by, is_back=False) -> None:
    """Nobody chooses it any more; where it stands it stays. With `is_back` it is offered again."""
    retired_at = None if is_back else timezone.now()
    rows = CustomChoice.objects.filter(pk=choice.pk, retired_at__isnull=not is_back)
    if rows.update(retired_at=retired_at):
        verb = "customchoice.offered" if is_back else "customchoice.retired"
        record(verb, choice, by=by, context=choice.field)


def _append(field: CustomField, choices: Iterable[dict[str, str]]) -> None:
    held = list(field.choices.all())
    choices = list(choices)
    check_choices(choices, held)
    for place, each in enumerate(choices, len(held)):
        CustomChoice.objects.create(field=field, place=place, **each)
