"""One form, one record: sent twice, or sent again after somebody went back to it."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from lib.formats import isolated
from lib.text import fold


class MadeBefore(Exception):
    """The form made this record before, with something else written in it."""

    def __init__(self, record):
        super().__init__(f"{record._meta.model_name} {record.number}")
        self.record = record


def add_once(add, model, *, form_token, **written):
    """What `add` makes, or what the same form made before: a double click makes one record.

    Raises MadeBefore when somebody went back to the form, wrote other fields or labels and sent it once more.
    """
    try:
        with transaction.atomic():
            return add(form_token=form_token, **written)
    except Exception:
        # Whatever the second time is refused for (its name is taken, it was archived since): the first time stands.
        found = model.objects.filter(form_token=form_token).first() if form_token else None
        if found is None:
            raise
        return _as_written(found, written)


def refuse_sent_before(form, made) -> None:
    """Tell so on the form, and give it a token of its own: whoever saves once more means another record."""
    form.data = form.data.copy()
    form.data["form_token"] = str(uuid.uuid4())
    text = _(
        "This form was sent before and added %(name)s. What you changed since is not saved: "
        "change it there, or save again to add another one."
    )
    form.add_error(None, text % {"name": isolated(made)})


def refuse_stale(form, version) -> None:
    """Tell so on the form, and let it stand on what was saved meanwhile: whoever saves once more means it."""
    form.data = form.data.copy()
    form.data["version"] = version
    text = _(
        "A colleague saved this while you were editing. What you typed still stands here: save again to put it "
        "in the place of theirs."
    )
    form.add_error(None, text)


def _as_written(found, written):
    columns = {field.name for field in found._meta.concrete_fields}
    fields = written.get("fields", {name: value for name, value in written.items() if name in columns})
    stands = {name: getattr(found, name) for name in fields}
    for name, labels in (("tags", "taggings"), ("interests", "interests")):
        if name in written:
            fields = {**fields, name: sorted(map(fold, written[name]))}
            stands[name] = sorted(
                fold(each.tag.name) for each in getattr(found, labels).select_related("tag")
            )
    if stands != fields:
        raise MadeBefore(found)
    return found
