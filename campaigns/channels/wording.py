"""What a text message says: the words of its template in one language, and how one says no to the next one.

Pure but for translations: a template with the texts of both languages in, text out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Consent
from campaigns.words import LETTER
from interactions.placeholders import Pieces, filled


@dataclass(frozen=True)
class Wording:
    language: str
    pieces: Pieces

    def needs(self, *keys: str) -> bool:
        """Whether any of these placeholders stands in it."""
        return any(not isinstance(each, str) and each.placeholder.key in keys for each in self.pieces)

    @property
    def keys(self) -> list[str]:
        """What is filled in, in the order in which it first stands there: the numbers of its parameters."""
        slots = (each.placeholder.key for each in self.pieces if not isinstance(each, str))
        return list(dict.fromkeys(slots))

    @property
    def numbered(self) -> str:
        """With {{1}}, {{2}} … where something is filled in, as Meta wants it."""
        numbers = {key: f"{{{{{place}}}}}" for place, key in enumerate(self.keys, 1)}
        return filled(self.pieces, numbers).text.strip()

    def parameters(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """One line each, in the order of their numbers; LookupError when one is not known."""
        found = tuple(" ".join(values.get(key, "").split()) for key in self.keys)
        if not all(found):
            raise LookupError("a parameter is not known")
        return found

    def fill(self, values: Mapping[str, str]) -> str:
        """With the values by the key of their placeholder, in its language."""
        return filled(self.pieces, values).text.strip()


def wording_of(template, language: str, *, purpose: str, takes_answers: bool) -> Wording:
    """Of a Template or a ContentVersion."""
    text = template.body(language)
    is_approved = bool(template.approved_name)  # then not a letter of it may differ
    hint = "" if is_approved else hint_in(language, purpose=purpose, takes_answers=takes_answers)
    return Wording(language, LETTER.pieces(f"{text}\n{hint}" if hint else text))


def hint_in(language: str, *, purpose: str, takes_answers: bool) -> str:
    """How to stop advertising; the rest says nothing of it, and stops the same way."""
    if not Consent.is_advertising(purpose):
        return ""
    with override(language):
        return _("To stop, answer: STOP") if takes_answers else _("To stop: %(link)s") % {"link": PREFERENCES}


PREFERENCES = "{sila:preferences}"
