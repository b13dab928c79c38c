"""How alike two names are: of people and of companies, in Arabic and in Latin letters. No database.

A name is a set of folded words (lib.text.fold) with compound names joined («عبد الله» is «عبدالله»), without the
article, without titles and legal forms. Words are compared letter by letter; two spellings that differ by one
letter (Damerau: one typed wrong, left out, added, or two swapped) are the same word, except where both are common
names of their own («أحمد», «محمد»).
"""

from dataclasses import dataclass
from functools import lru_cache

from lib.text import fold, joined_names

SAME, TYPO, SCRIPT, PART, OTHER = "same", "typo", "script", "part", "other"

_LEGAL = """
شركه شركة موسسه المحدوده محدوده ذمم ذ م مساهمه مقفله قابضه القابضه company co corp corporation inc llc ltd limited
est establishment wll fze fzco jsc plc sarl gmbh holding holdings the and و
"""
_TRADES = """
تجاره تجاريه مقاولات خدمات صناعه صناعيه صناعات استيراد تصدير توريدات عامه دوليه وطنيه سعوديه عربيه حديثه متحده
مجموعه trading contracting services industries industrial international general national group arabia saudi modern
united
"""
_TITLES = """
السيد السيده الدكتور الدكتوره دكتور دكتوره المهندس المهندسه مهندس مهندسه الاستاذ الاستاذه استاذ استاذه الشيخ د م ا
mr mrs ms miss dr eng engineer prof sheikh
"""
_COMMON = """
أحمد محمد محمود حامد حمد حمود حميد علي عالي علا علياء سالم سليم سلمان سليمان سلمى سامي سامر سمير سمر سارة سعد سعيد
سعود مسعود هند هدى هادي هاني هناء منى مها ماهر منير منيرة منال نورة نور نواف ناصر نصر نايف خالد خلود وليد والد ماجد
مجد راشد رشيد رشا ريم رامي رنا رانيا دانة دانية لين لينا لمى لمياء عمر عمار عامر عمرو فهد فيصل فاطمة فاتن فارس فراس
حسن حسين حسان حصة عبير عبدالله عبيد ياسر ياسين يوسف زياد زيد زينب طارق طلال طلحة جود جواد هيا هيثم صالح صلاح إبراهيم
بدر بندر تركي مريم مرام أمل أمال شهد مشعل ahmad ahmed mohammed mahmoud hamad hamed ali alia salem salim salman sami
samer samir sara sarah saad saeed saud hind hani hana mona muna maha maher nasser nasr khaled majed rashid rami rana
omar amer amr fahd faisal hassan hussein zaid ziad yasser adam jana john joan jon jane mark marc maria marie paul paula
"""
LEGAL, TITLES = frozenset(_LEGAL.split()), frozenset(_TITLES.split())
# What a company does says little about which one it is.
TRADES = frozenset(_TRADES.split())
SLAVE_OF = "عبدال"  # of whom tells these names apart
# Names of their own that one letter makes of each other.
COMMON = frozenset(map(fold, _COMMON.split()))


@dataclass(frozen=True)
class Likeness:
    how: str
    # How many letters or words differ.
    differs: int = 0

    @property
    def is_alike(self) -> bool:
        return self.how != OTHER


@lru_cache(maxsize=200_000)
def words_of(name: str, *, is_company: bool) -> tuple[str, ...]:
    """The words that tell this name from another one, in their order; all of them where nothing else is left."""
    folded = fold(name)
    dropped = LEGAL if is_company else TITLES
    every = joined_names(" ".join(word for word in folded.split() if word not in dropped)).split()
    words = tuple(filter(None, map(_without_article, every)))
    kept = tuple(word for word in words if word not in dropped)
    return kept or words or tuple(folded.split())


def _without_article(word: str) -> str:
    for article, least in (("وال", 6), ("لل", 5), ("ال", 5), ("al", 5), ("el", 6)):
        if word.startswith(article) and len(word) >= least:
            return word[len(article) :]
    return word


def core_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """A company's words without what it does."""
    return tuple(word for word in words if word not in TRADES) or words


@lru_cache(maxsize=200_000)
def distance(one: str, other: str) -> int:
    """Letters typed wrong, left out, added or swapped with the next, at most 2; 3 means more."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > 2:
        return 3
    one, other = _where_they_differ(one, other)
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, sign in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > 2:
            return 3
        before, last = last, row
    return min(last[-1], 3)


def _where_they_differ(one: str, other: str) -> tuple[str, str]:
    """Without what both begin with and what both end with: two phones of a country are alike for half their length."""
    shorter = min(len(one), len(other))
    begin = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    one, other, shorter = one[begin:], other[begin:], shorter - begin
    end = next((at for at in range(shorter) if one[-1 - at] != other[-1 - at]), shorter)
    return one[: len(one) - end], other[: len(other) - end]


def is_one_off(one: str, other: str) -> bool:
    """Whether their distance is 1, at a glance."""
    if abs(len(one) - len(other)) > 1:
        return False
    left, right = _where_they_differ(one, other)
    return left != right and (max(len(left), len(right)) == 1 or (len(left) == 2 and left == right[::-1]))


def is_misspelt(one: str, other: str) -> bool:
    """Whether these two are one word typed twice. Short words and common names are what they are."""
    if one.startswith(SLAVE_OF) and other.startswith(SLAVE_OF):
        return is_misspelt(one.removeprefix(SLAVE_OF), other.removeprefix(SLAVE_OF))
    shorter = min(len(one), len(other))
    if shorter < 3 or (one in COMMON and other in COMMON):
        return False
    if one.isdigit() or other.isdigit():
        return False
    off = distance(one, other)
    if shorter == 3:
        return off == 1 and len(one) != len(other)
    return off == 1 or (off == 2 and shorter >= 8)


def compare(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    """How alike two names are, whichever word comes first."""
    if not one or not other:
        return Likeness(OTHER)
    if is_turned(one, other) or "".join(one) == "".join(other):
        return Likeness(SAME)
    if sorted(one) == sorted(other):
        return Likeness(OTHER)  # «محمد خالد» is the father of «خالد محمد», or his son
    left, right = _without_shared(one, other)
    if len(left) == len(right) and len(left) <= 2:
        off = _misspelt_pairs(left, right)
        if off is not None:
            return Likeness(TYPO, off)
    if len(one) != len(other) and (off := _apart_from_spaces(one, other)) is not None:
        return Likeness(TYPO, off)
    if min(len(one), len(other)) >= 2 and _is_part(left, right, one, other):
        return Likeness(PART, max(len(left), len(right)))
    return Likeness(OTHER)


def is_turned(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same words in the same round: the family's name comes first or last."""
    return len(one) == len(other) and any(one[at:] + one[:at] == other for at in range(len(one)))


def _apart_from_spaces(one: tuple[str, ...], other: tuple[str, ...]) -> int | None:
    """Letters that differ where spaces were put in or left out, at most one; None when more do."""
    written = glued(other)
    if min(len(written), len(glued(one))) < 7:
        return None
    offs = [distance(glued(one[at:] + one[:at]), written) for at in range(len(one))]
    offs += [distance(glued(one), glued(other[at:] + other[:at])) for at in range(1, len(other))]
    return min(offs) if min(offs) <= 1 else None


def glued(words: tuple[str, ...]) -> str:
    """Without spaces, and without the articles that stand inside where two words became one."""
    return "".join(words).replace("ال", "")


def _without_shared(one, other) -> tuple[list[str], list[str]]:
    left, right = list(one), list(other)
    for word in one:
        if word in right:
            right.remove(word)
            left.remove(word)
    return left, right


def _misspelt_pairs(left: list[str], right: list[str]) -> int | None:
    """How many letters tell these words from those; None when they are other words."""
    free, off = list(right), 0
    for word in left:
        near = next((each for each in free if is_misspelt(word, each)), None)
        if near is None:
            return None
        free.remove(near)
        off += distance(word, near)
    return off


def _is_part(left, right, one, other) -> bool:
    """One name holds the whole other: the father's name is left out. The first name is never what is left out."""
    if (left and right) or one[0] != other[0]:
        return False
    return len(left) + len(right) <= 2


# Across scripts: what is left when both are written with the consonants that both have.
_ARABIC = {
    "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "k", "د": "t", "ذ": "t", "ر": "r", "ز": "z", "س": "s",
    "ش": "s", "ص": "s", "ض": "t", "ط": "t", "ظ": "t", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m",
    "ن": "n", "ه": "h", "پ": "b", "چ": "j", "گ": "g", "ڤ": "f",
}  # fmt: skip
_DIGRAPHS = (
    ("kh", "k"),
    ("gh", "g"),
    ("sh", "s"),
    ("th", "t"),
    ("dh", "t"),
    ("ch", "s"),
    ("ph", "f"),
    ("ck", "k"),
)
_LATIN = {
    **{letter: letter for letter in "bfghjklmnrstz"},
    "d": "t",
    "c": "k",
    "q": "k",
    "p": "b",
    "v": "f",
    "x": "ks",
}


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, the same for «محمد» and «Mohammed»; without a last h."""
    if any("\u0600" <= sign <= "\u06ff" for sign in word):
        bones = "".join(_ARABIC.get(sign, "") for sign in word)
    else:
        for pair, letter in _DIGRAPHS:
            word = word.replace(pair, letter)
        bones = "".join(_LATIN.get(sign, "") for sign in word)
    single = "".join(sign for place, sign in enumerate(bones) if place == 0 or bones[place - 1] != sign)
    return single.removesuffix("h") if len(single) > 1 else single


def same_across_scripts(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one is the other in Latin letters. Consonants alone say little: it takes two words, and another sign."""
    if len(one) < 2 or len(one) != len(other) or _is_arabic(one) == _is_arabic(other):
        return False
    bones, others = [tuple(map(skeleton, words)) for words in (one, other)]
    return bones == others and sum(map(len, bones)) >= 5


def _is_arabic(words: tuple[str, ...]) -> bool:
    return any("\u0600" <= sign <= "\u06ff" for sign in words[0])
