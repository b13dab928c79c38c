"""One form, one record: sent twice, or sent again after somebody went back to it."""

from django.db import IntegrityError, transaction

from lib.text import fold


class MadeBefore(Exception):
    """The form made this record before, with something else written in it."""

    def __init__(self, record):
        super().__init__(f"{record._meta.model_name} {record.number}")
        self.record = record


def add_once(add, model, *, form_token, **written):
    """What `add` makes, or what the same form made before: a double click makes one record.

    Raises MadeBefore when somebody went back to the form, wrote other `fields` or labels and sent it once more.
    """
    made = model.objects.filter(form_token=form_token)
    if form_token and (found := made.first()):
        return _as_written(found, written)
    try:
        with transaction.atomic():
            return add(form_token=form_token, **written)
    except IntegrityError:
        found = made.first() if form_token else None
        if found is None:
            raise
        return _as_written(found, written)


def _as_written(found, written):
    fields = written.get("fields", {})
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
