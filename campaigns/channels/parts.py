"""How many parts a text message takes, as networks count and charge them. Pure.

Units: septets of the GSM 7-bit alphabet (3GPP TS 23.038, tables 6.2.1 and 6.2.1.1), else 16-bit units of UCS-2, where
a character beyond the first plane takes two. One part holds 160 septets or 70 units; in a message of several each
holds 153 or 67, since the rest names its place. A character that takes two is never cut in half.
"""

from dataclasses import dataclass
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("\f^{}\\[~]|€")
GSM, UCS2 = "gsm", "ucs2"
ALONE: Final = {GSM: 160, UCS2: 70}
TOGETHER: Final = {GSM: 153, UCS2: 67}


@dataclass(frozen=True)
class Length:
    characters: int
    # In units of its alphabet.
    units: int
    parts: int
    alphabet: str

    @property
    def is_plain(self) -> bool:
        """Whether it is of the small alphabet, of which more goes into a part."""
        return self.alphabet == GSM

    @property
    def left(self) -> int:
        """Units until one more part is needed."""
        room = ALONE[self.alphabet] if self.parts <= 1 else self.parts * TOGETHER[self.alphabet]
        return max(room - self.units, 0)


def length_of(text: str) -> Length:
    is_plain = all(each in BASIC or each in EXTENDED for each in text)
    alphabet = GSM if is_plain else UCS2
    sizes = [1 + (each in EXTENDED if is_plain else ord(each) > 0xFFFF) for each in text]
    units = sum(sizes)
    return Length(len(text), units, _parts(sizes, units, alphabet), alphabet)


def _parts(sizes: list[int], units: int, alphabet: str) -> int:
    if not units:
        return 0
    if units <= ALONE[alphabet]:
        return 1
    count, used, room = 1, 0, TOGETHER[alphabet]
    for size in sizes:
        if used + size > room:
            count, used = count + 1, 0
        used += size
    return count
