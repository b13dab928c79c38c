"""What a colleague writes of a segment besides its rules, and people put in by hand."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from accounts.models.lookups import NEEDS_A_LETTER, says_something
from accounts.models.segment import LONGEST_NAME, LONGEST_NOTE
from lib import formats
from lib.formfields import CleanCharField, FormTokenField
from lib.phones import NotAPhone, parse
from lib.text import typed_number

MOST_PASTED, LONGEST_PASTED = 2_000, 200_000


class SegmentForm(forms.Form):
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = CleanCharField(max_length=LONGEST_NAME, label=_("Name"))
    note = CleanCharField(max_length=LONGEST_NOTE, label=_("What it is for"), required=False)

    def __init__(self, data=None, *, segment=None):
        names = ("name", "note", "version")
        super().__init__(data, initial={name: getattr(segment, name) for name in names} if segment else {})

    @classmethod
    def as_typed(cls, data):
        """With what was typed, which nobody judges while the rules are being built."""
        form = cls()
        form.initial = {name: data[name] for name in form.fields if name in data}
        return form

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not says_something(name):
            raise ValidationError(NEEDS_A_LETTER)
        return name

    @property
    def written(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "note")}


class PeopleForm(forms.Form):
    """E-mail addresses, mobiles or numbers of contacts, one a line, as they are copied from a table."""

    people = forms.CharField(
        label=_("E-mail addresses, mobile numbers or numbers of contacts"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=LONGEST_PASTED,
        help_text=_("One on each line, as you copy them from a table."),
    )

    def clean_people(self) -> list[str]:
        words = [word.strip() for word in re.split(r"[\n\r\t;,]+", self.cleaned_data["people"])]
        words = list(dict.fromkeys(filter(None, words)))
        if len(words) > MOST_PASTED:
            most = {"most": formats.number(MOST_PASTED)}
            raise ValidationError(gettext("Put in at most %(most)s at once.") % most)
        return words


def found_by(words: list[str], membership) -> tuple[set[int], list[str]]:
    """Keys of the contacts that a member sees and these words name, and the words that name nobody."""
    seen = Contact.objects.visible_to(membership).kept()
    country = membership.workspace.country
    by_word = {word: (word.casefold(), phone(word, country), number(word)) for word in words}
    mails = {mail for mail, _phone, _number in by_word.values() if "@" in mail}
    phones = {each for _mail, each, _number in by_word.values() if each}
    numbers = {each for _mail, _phone, each in by_word.values() if each}
    rows: dict[object, int] = {}
    for pk, key in seen.filter(email_1_key__in=mails).values_list("pk", "email_1_key"):
        rows[key] = pk
    for pk, key in seen.filter(phone_1_e164__in=phones).values_list("pk", "phone_1_e164"):
        rows[key] = pk
    for pk, key in seen.filter(number__in=numbers).values_list("pk", "number"):
        rows[key] = pk
    keys, unknown = set(), []
    for word, names in by_word.items():
        hit = next((rows[name] for name in names if name in rows), None)
        keys.add(hit) if hit else unknown.append(word)
    return keys, unknown


def phone(word: str, country: str) -> str:
    try:
        return parse(word, country).e164
    except NotAPhone:
        return ""


def number(word: str) -> int:
    digits = typed_number(word)
    return int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else 0
