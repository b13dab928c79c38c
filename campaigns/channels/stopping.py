"""Whether an answer means «stop». Pure: the whole answer has to be such a word, in Arabic or English."""

from typing import Final

from lib.text import fold

# As carriers and providers take them for English, and what people write in Arabic.
WORDS: Final = frozenset(
    fold(each)
    for each in (
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out", "revoke",
        "إيقاف", "ايقاف", "إلغاء", "الغاء", "إلغاء الاشتراك", "الغاء الاشتراك", "توقف", "أوقف", "اوقفوا", "قف",
        "كفى", "stop ايقاف",
    )
)  # fmt: skip
_AROUND = " \t\r\n.,!?;:«»\"'()[]{}*_-،؛؟…"
LONGEST = 40


def means_stop(said: str) -> bool:
    calm = " ".join(said.split()).strip(_AROUND)
    return 0 < len(calm) <= LONGEST and fold(calm) in WORDS
