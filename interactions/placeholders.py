"""Ready answers: the words in braces that stand for something known of a customer, and their filling.

Pure: texts and values in, text out. What stands between braces is compared folded (lib/text.py), so «{العميل}»,
“{Customer}” and “{ customer }” are one. A text is filled in one go: braces inside a value stay what they are, and
nothing that people typed is ever taken for a format. Braces with nothing in them, or never closed, are plain text.

A value that is not known leaves no hole: the placeholder goes with the blank before it; at the beginning of a line
with the comma and the blank after it. Which ones were missing is told beside the text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.text import fold

LONGEST = 60
_in_braces = re.compile(rf"\{{([^{{}}\n]{{1,{LONGEST}}})\}}")
_filled = re.compile(
    rf"(?P<begin>^[ \t]*)?(?P<blank>[ \t]*)\{{(?P<word>[^{{}}\n]{{1,{LONGEST}}})\}}(?P<after>[،,:؛;]?[ \t]*)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Placeholder:
    key: str
    ar: str
    en: str
    meaning: str | Promise

    def written(self, language: str) -> str:
        return f"{{{self.ar if language == 'ar' else self.en}}}"

    @property
    def in_both(self) -> list[str]:
        return [self.written("ar"), self.written("en")]


PLACEHOLDERS: Final = (
    Placeholder("customer", "العميل", "customer", _("The name of the customer")),
    Placeholder("contact", "جهة الاتصال", "contact", _("Who is written to")),
    Placeholder("manager", "مدير الحساب", "manager", _("The customer's account manager")),
    Placeholder("phone", "الهاتف", "phone", _("The customer's phone number")),
    Placeholder("email", "البريد", "email", _("The customer's e-mail address")),
    Placeholder("city", "المدينة", "city", _("The customer's city")),
    Placeholder("complaint", "الشكوى", "complaint", _("The number of the complaint, in answers to one")),
    Placeholder("today", "اليوم", "today", _("The day on which it is written")),
    Placeholder("me", "اسمي", "me", _("Who writes")),
    Placeholder("company", "شركتنا", "company", _("The name of this workspace")),
)
_by_word: Final = {fold(word): each for each in PLACEHOLDERS for word in (each.ar, each.en)}


@dataclass(frozen=True)
class Filled:
    text: str
    missing: tuple[Placeholder, ...] = ()


def unknown_in(text: str) -> list[str]:
    """What stands in braces and means nothing, as it was typed, each once."""
    found = [word for word in _in_braces.findall(text) if fold(word) and fold(word) not in _by_word]
    return list(dict.fromkeys(found))


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The text with the values by key; an empty or absent one is not known. Unknown words stay as they are."""
    missing: dict[str, Placeholder] = {}

    def put(match: re.Match) -> str:
        found = _by_word.get(fold(match["word"]))
        if found is None:
            return match[0]
        value = values.get(found.key, "")
        if value:
            return f"{match['begin'] or ''}{match['blank']}{value}{match['after']}"
        missing[found.key] = found
        return match["begin"] or "" if match["begin"] is not None else match["after"]

    return Filled(_filled.sub(put, text), tuple(missing.values()))
