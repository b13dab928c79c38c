"""What custom fields and their choices may be called, and how many there may be."""

from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.custom.definitions import Of
from accounts.imports.columns import COLUMNS, OPT_OUT_SIGNS
from accounts.models import CustomChoice, CustomField
from lib.text import fold, search_words

MOST_FIELDS = 50  # in use, of one kind of record
MOST_CHOICES = 100  # of one field, the retired ones too


def check_room(of: str) -> None:
    if CustomField.objects.filter(of=of, archived_at=None).count() >= MOST_FIELDS:
        raise ValidationError(
            _("There are %(most)s fields already. Archive one of them first.") % {"most": MOST_FIELDS}
        )


def check_labels(of: str, labels: dict[str, str], *, but: int | None = None) -> None:
    """A label means one field, in whichever language it is read, on a page and as the heading of a file."""
    others = CustomField.objects.filter(of=of).exclude(pk=but)
    taken = {fold(label): each for each in others for label in (each.label_ar, each.label_en) if label}
    built_in = built_in_headings()
    for name in ("label_ar", "label_en"):
        label = labels.get(name, "")
        if not label:
            continue
        if not search_words(label):
            raise ValidationError({name: _("Write a label with letters or digits.")})
        if other := taken.get(fold(label)):
            raise ValidationError({name: other_field_text(other)})
        if any(fold(heading) in built_in for heading in headings(of, label)):
            raise ValidationError({name: _("Sila has a field of this name already. Choose another label.")})
        if any(sign in fold(label) for sign in OPT_OUT_SIGNS):
            raise ValidationError(
                {name: _("Whoever does not want to be contacted is written down under consents, not here.")}
            )


def other_field_text(other: CustomField) -> str:
    if other.is_archived:
        return _("An archived field has this label. Restore it, or choose another label.")
    return _("Another field has this label already.")


def headings(of: str, label: str) -> Iterator[str]:
    """What files call a field with this label, in every language."""
    if of == Of.ACCOUNT:
        yield label
        return
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield _("Contact: %(label)s") % {"label": label}


@cache
def built_in_headings() -> frozenset[str]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.update(fold(str(column.label)) for column in COLUMNS)
    return frozenset(found)


def check_choices(choices: list[dict[str, str]], held: list[CustomChoice]) -> None:
    if len(choices) + len(held) > MOST_CHOICES:
        raise ValidationError(
            {"choices": _("A field has %(most)s choices at most.") % {"most": MOST_CHOICES}}
        )
    taken = {fold(label) for each in held for label in (each.label_ar, each.label_en) if label}
    for each in choices:
        mine = {fold(label) for label in (each["label_ar"], each["label_en"]) if label}
        label = each["label_ar"] or each["label_en"]
        if "" in mine:
            raise ValidationError({"choices": _("Write a label with letters or digits.")})
        if mine & taken:
            raise ValidationError(
                {"choices": _("Two choices have the label “%(label)s”.") % {"label": label}}
            )
        taken |= mine
