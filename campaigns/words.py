"""The words in braces that a campaign fills in for whoever it is written to; interactions/placeholders.py."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from interactions.placeholders import PLACEHOLDERS, Placeholder, Vocabulary

# Names that mean nothing without the next one: Abd Allah, Abu Bakr, Umm Kulthum.
COMPOUNDS: Final = frozenset(
    {"عبد", "أبو", "ابو", "أبي", "أم", "ام", "ابن", "بنت", "abd", "abu", "umm", "bin", "ibn"}
)
SHARED: Final = ("contact", "customer", "manager", "city", "today", "company")
OWN: Final = (
    Placeholder("first_name", "الاسم الأول", "first name", _("Their first name")),
    Placeholder("points", "النقاط", "points", _("The points that the customer can use")),
    Placeholder("expiring", "نقاط تنتهي", "points expiring", _("The points that expire next")),
    Placeholder("expires_on", "تاريخ الانتهاء", "expiry date", _("The day on which they expire")),
)
CAMPAIGN: Final = Vocabulary(*(each for each in PLACEHOLDERS if each.key in SHARED), *OWN)
# What a letter is filled with besides, by us alone: where one says what one wants to receive.
PREFERENCES: Final = Placeholder("preferences", "sila:preferences", "sila:preferences", "")
# And the tokens of its links and of its picture, by which it is known who reads it (campaigns/following.py).
MOST_LINKS: Final = 60
PICTURE: Final = Placeholder("picture", "sila:picture", "sila:picture", "")
LINKS: Final = tuple(
    Placeholder(f"link{number}", f"sila:link{number}", f"sila:link{number}", "")
    for number in range(1, MOST_LINKS + 1)
)
LETTER: Final = Vocabulary(*CAMPAIGN.placeholders, PREFERENCES, PICTURE, *LINKS)


def first_name(name: str) -> str:
    """How somebody is spoken to: the first part of a name, with the second where it does not stand alone."""
    parts = name.split()
    count = 2 if parts and parts[0].casefold() in COMPOUNDS else 1
    return " ".join(parts[:count])
