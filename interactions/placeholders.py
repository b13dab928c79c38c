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


def _with_surroundings(begin: str) -> re.Pattern:
    return re.compile(
        rf"(?P<begin>{begin}[ \t]*)?(?P<blank>[ \t]*)\{{(?P<word>[^{{}}\n]{{1,{LONGEST}}})\}}"
        r"(?P<after>[،,:؛;]?[ \t]*)",
        re.MULTILINE,
    )


# A line begins where it begins; in HTML also behind a tag.
_in_text, _in_html = _with_surroundings("^"), _with_surroundings("(?:^|(?<=>))")


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


@dataclass(frozen=True)
class Filled:
    text: str
    missing: tuple[Placeholder, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A place in a text that takes a value, with what stands round it: when there is a value, and when not."""

    placeholder: Placeholder
    before: str
    after: str
    otherwise: str


# A text that was read once and is filled many times: what stays, and the slots between.
Pieces = tuple[str | Slot, ...]


class Vocabulary:
    """The words that stand for something in one kind of text."""

    def __init__(self, *placeholders: Placeholder):
        self.placeholders = placeholders
        self._by_word = {fold(word): each for each in placeholders for word in (each.ar, each.en)}

    def unknown_in(self, text: str) -> list[str]:
        """What stands in braces and means nothing, as it was typed, each once."""
        found = [word for word in _in_braces.findall(text) if fold(word) and fold(word) not in self._by_word]
        return list(dict.fromkeys(found))

    def pieces(self, text: str, *, is_html=False) -> Pieces:
        """The text taken apart at its placeholders. Unknown words stay as they are."""
        found: list[str | Slot] = []
        end = 0
        for match in (_in_html if is_html else _in_text).finditer(text):
            meant = self._by_word.get(fold(match["word"]))
            if meant is None:
                continue
            begin, blank, after = match["begin"], match["blank"], match["after"]
            otherwise = after if begin is None else begin
            found += [text[end : match.start()], Slot(meant, f"{begin or ''}{blank}", after, otherwise)]
            end = match.end()
        return tuple(each for each in (*found, text[end:]) if each != "")

    def fill(self, text: str, values: Mapping[str, str]) -> Filled:
        """The text with the values by key; an empty or absent one is not known."""
        return filled(self.pieces(text), values)


def filled(pieces: Pieces, values: Mapping[str, str]) -> Filled:
    texts: list[str] = []
    missing: dict[str, Placeholder] = {}
    for each in pieces:
        if isinstance(each, str):
            texts.append(each)
        elif value := values.get(each.placeholder.key, ""):
            texts.append(f"{each.before}{value}{each.after}")
        else:
            missing[each.placeholder.key] = each.placeholder
            texts.append(each.otherwise)
    return Filled("".join(texts), tuple(missing.values()))


READY = Vocabulary(*PLACEHOLDERS)
unknown_in, fill = READY.unknown_in, READY.fill
