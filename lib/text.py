"""Text as people type it: cleaned for storing, folded for finding and sorting.

Three things that must not be mixed up:

* `clean` says what we store: the person's letters without what a screen or a database chokes on.
* `fold` says when two texts are the same: by it we sort names, look for parts and detect duplicates.
* `search_fold` is the text that a search looks into; `search_words` are the words it looks for.

`fold` and `search_fold` have twins in the database, `fold_text` and `search_text` (lib/sql/fold_text.sql),
with the same ranges letter by letter; lib/tests/test_fold_in_the_database.py compares every character.
Source of the rule: NFKD of Unicode Standard Annex 15, then the folding Arabic search engines use (hamza
seats, alef maqsura, teh marbuta, Persian and Urdu forms, tashkeel, tatweel).

No function here raises on any text. A fold may be longer than its text (one ligature is four words), so
folded columns are `text`, never `varchar(n)`. Sort them COLLATE "C": the order of the Arabic alphabet.
"""

import html
import re
import unicodedata

# Not seen, or not part of the letter: gone before the letters are taken apart.
# Zero-width and bidi marks, tatweel, tashkeel, variation selectors, tags, trade marks, apostrophes (Ma'aden).
IGNORED = (
    r"['\u0060\u02b9-\u02c1\u02ee\u034f\u0374\u0674\u1abe\u1fef\u20dd-\u20e0\u20e2-\u20e4\uff07\uff40"
    r"\u00ad\u00b4\u05f3\u05f4\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
    r"\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2018-\u201b\u202a-\u202e\u2060-\u206f\u2120\u2122\u3164\ufcf2-\ufcf4\ufe00-\ufe0f\ufe71\ufe77"
    r"\ufe79\ufe7b\ufe7d\ufe7f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
# What NFKD splits off a letter (accents, hamza, madda), and apostrophes.
MARKS = (
    r"['\u0060\u02b9-\u02c1\u02ee\u0300-\u036f\u064b-\u065f\u0670\u0674\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u20d0-\u20ff]+"
)
# Neither letter nor digit nor mark: categories P, S, Z, Cc and Cf of Unicode 14 as far as NFKD leaves them.
SEPARATORS = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02c2-\u02c5\u02d2-\u02eb"
    r"\u02ed\u02ef-\u02ff\u0375\u03f6\u0482\u055a-\u055f\u0589-\u058f\u05be\u05c0\u05c3\u05c6"
    r"\u05f3-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u06dd\u06de\u06e9\u06fd\u06fe\u0700-\u070f"
    r"\u07f6-\u07f9\u07fe\u07ff\u0830-\u083e\u085e\u0888\u0890\u0891\u08e2\u0964\u0965\u0970\u09f2"
    r"\u09f3\u09fa\u09fb\u09fd\u0a76\u0af0\u0af1\u0b70\u0bf3-\u0bfa\u0c77\u0c7f\u0c84\u0d4f\u0d79"
    r"\u0df4\u0e3f\u0e4f\u0e5a\u0e5b\u0f01-\u0f17\u0f1a-\u0f1f\u0f34\u0f36\u0f38\u0f3a-\u0f3d\u0f85"
    r"\u0fbe-\u0fc5\u0fc7-\u0fda\u104a-\u104f\u109e\u109f\u10fb\u1360-\u1368\u1390-\u1399\u1400\u166d"
    r"\u166e\u1680\u169b\u169c\u16eb-\u16ed\u1735\u1736\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a"
    r"\u1940-\u1945\u19de-\u19ff\u1a1e\u1a1f\u1aa0-\u1aa6\u1aa8-\u1aad\u1b5a-\u1b6a\u1b74-\u1b7e"
    r"\u1bfc-\u1bff\u1c3b-\u1c3f\u1c7e\u1c7f\u1cc0-\u1cc7\u1cd3\u2000-\u20c0\u2104-\u212e"
    r"\u213a-\u214d\u214f\u218a-\u244a\u2500-\u2775\u2794-\u2bff\u2ce5-\u2cea\u2cf9-\u2cfc\u2cfe"
    r"\u2cff\u2d70\u2e00-\u2e2e\u2e30-\u3004\u3008-\u3020\u3030\u3037\u303d-\u303f\u30a0\u30fb\u3190"
    r"\u3191\u31c0-\u31e3\u327f\u4dc0-\u4dff\ua490-\ua4c6\ua4fe\ua4ff\ua60d-\ua60f\ua673\ua67e"
    r"\ua6f2-\ua716\ua720\ua721\ua789\ua78a\ua828-\ua82b\ua836-\ua839\ua874-\ua877\ua8ce\ua8cf"
    r"\ua8f8-\ua8fa\ua8fc\ua92e\ua92f\ua95f\ua9c1-\ua9cd\ua9de\ua9df\uaa5c-\uaa5f\uaa77-\uaa79\uaade"
    r"\uaadf\uaaf0\uaaf1\uab5b\uab6a\uab6b\uabeb\ufbb2-\ufdff\ufe45\ufe46\ufeff-\ufffd"
    r"\U0001cf50-\U0001d15d\U0001d16a-\U0001d16c\U0001d173-\U0001d17a\U0001d183-\U0001d184"
    r"\U0001d18c-\U0001d1a9\U0001d1ae-\U0001d241\U0001d300-\U0001d356\U0001eef0-\U0001f0f5"
    r"\U0001f10d-\U0001fbca]+"
)
SPACES = r"[\u0001-\u0020\u007f-\u00a0\u1680\u2028\u2029]+"

# One letter for one letter. Capitals outside ASCII are listed because lower() of a database depends on its
# collation (Turkish lowers I to dotless i). Scripts not listed keep their capitals, the same on both sides.
ARABIC_FROM = "ىةٱکڪیےہھەۃ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
ARABIC_TO = "يهاككييهههه01234567890123456789"
LATIN_FROM = "ÆŒẞÞØøŁłĐđÐðĦħŦŧŊŋıĸƏƁƊƎƐƔƖƘƆƲƳ"
LATIN_TO = "æœßþoollddddhhttnnikəɓɗǝɛɣɩƙɔʋƴ"
OTHER_FROM = (
    "ςΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"
    "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏѢѲѴҐҒҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾ"
    "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ"
    "ᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿ"
)
OTHER_TO = "σ" + OTHER_FROM[1:].lower()
LIGATURES = (("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th"))

# Compound names are written with and without their space: عبد الله and عبدالله, Al Rajhi and Alrajhi.
JOINS_NEXT = "عبد|ابو|ابا|ابي|ابن|بن|ام|ال|بو|al|el|abd|abdul|abdel|abu|abou|bin|ibn|ben"
JOINS_PREVIOUS = "الدين|الله"

_ignored, _marks, _separators, _spaces = map(re.compile, (IGNORED, MARKS, SEPARATORS, SPACES))
_unstorable = re.compile(r"[\x00\ud800-\udfff]+")
_letters = str.maketrans(ARABIC_FROM + LATIN_FROM + OTHER_FROM, ARABIC_TO + LATIN_TO + OTHER_TO)
_letters |= {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_joins_next, _joins_previous = frozenset(JOINS_NEXT.split("|")), frozenset(JOINS_PREVIOUS.split("|"))


def fold(text: str) -> str:
    """The form by which two texts are the same: «عُمَر» and «عمر», «منى» and «مني», Al-Rajhi and AL RAJHI.

    Letters lose accents, tashkeel, hamza and case; digits become ASCII; apostrophes vanish (Ma'aden is
    Maaden); every other run of signs or white space is one space. So an e-mail or a host becomes its words,
    and a search for a part of one finds it however it was punctuated. A text of signs alone keeps them: two
    names must not be the same because nothing is left of either.
    """
    text = _unstorable.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", _ignored.sub("", text))
    letters = _marks.sub("", text).translate(_letters)
    for ligature, plain in LIGATURES:
        letters = letters.replace(ligature, plain)
    return _separators.sub(" ", letters).strip(" ") or _spaces.sub(" ", letters).strip(" ")


def search_fold(text: str) -> str:
    """What a search looks into: the folded text and, where that differs, its compound names joined."""
    folded = fold(text)
    joined = joined_names(folded)
    return folded if joined == folded else f"{folded} {joined}"


def joined_names(folded: str) -> str:
    """A folded text with its compound names as one word each: «عبد الله» as «عبدالله»."""
    joined = ""
    previous = ""
    for word in folded.split(" "):
        together = previous in _joins_next or word in _joins_previous
        joined += word if together or not previous else " " + word
        previous = word
    return joined


SEARCH_CHARACTERS = 100
SEARCH_WORDS = 8
_scheme = re.compile(r"\s*[a-z]{2,10}://(?:www\.)?([^/\s]+).*", re.IGNORECASE | re.DOTALL)
_phone = re.compile(r"\+?[0-9][0-9 ()./\u2010-\u2015-]*|\([0-9][0-9 ()./\u2010-\u2015-]*")


def search_words(query: str) -> list[str]:
    """The folded words that a found text must all contain, in any order; none when only signs were typed.

    At most 100 characters and 8 words of the query count. A phone number in any spelling is one word without
    the zeros and plus that only dialling needs, so that it is a part of the stored E.164 digits.
    """
    query = query[:SEARCH_CHARACTERS]
    phone = _phone_digits(query)
    if phone:
        return [phone]
    words = _separators.sub(" ", fold(_scheme.sub(r"\1", query))).split()
    return list(dict.fromkeys(map(_without_trunk, words)))[:SEARCH_WORDS]


def _phone_digits(query: str) -> str:
    """Digits of a query that is nothing but a phone number, else an empty text.

    Short numbers written in parts (2024 2025 is long enough to be one, 12 2024 is not) stay words.
    """
    plain = unicodedata.normalize("NFKC", _ignored.sub("", _unstorable.sub("", query))).translate(_letters)
    plain = " ".join(plain.split())
    if not _phone.fullmatch(plain):
        return ""
    digits = re.sub(r"[^0-9]", "", plain.replace("(0)", ""))
    in_parts = not plain.lstrip("+").isdigit()
    if in_parts and len(digits) < 7 and not plain.startswith(("+", "0")):
        return ""
    return _without_trunk(digits)


def _without_trunk(word: str) -> str:
    """0501234567 and 00966501234567 without their zeros; 007 stays a name."""
    return word.lstrip("0") or word if len(word) >= 4 and word.isascii() and word.isdigit() else word


# Cleaning: what must not be stored.
_bidi_and_invisible = re.compile(
    r"[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    r"\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+"
)
_direction = re.compile(r"[\u200c-\u200f\u061c\u0640]+")
_line_end = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_edges = "\u200c\u200d\u200e\u200f\u061c \t"
_looks_empty = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_entity = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
MARKS_ON_A_LETTER = 8
_tower = re.compile(r"[^\w\s]{9}")  # a mark is no letter: only such a run can hold nine of them


def clean(text: str, *, lines: bool = False) -> str:
    """What a person typed or a file carried, as we store it.

    Control characters, byte-order marks, NUL, lone surrogates and bidi overrides go; runs of combining marks
    are cut at 8; white space is one space, trimmed. With `lines` the ends of lines stay (at most one empty
    line in a row). Joiners inside words stay (Persian and emoji need them); text that shows nothing is empty.
    """
    if text.isprintable() and "  " not in text:  # nearly every cell of a file; nothing below would touch it
        text = text.strip(" ")
        return text if text.isascii() else _shown(text)
    text = _bidi_and_invisible.sub("", text)
    rows = [" ".join(row.split()).strip(_edges) for row in _line_end.split(text)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(rows).strip("\n")) if lines else " ".join(filter(None, rows))
    return text if text.isascii() else _shown(text)


def _shown(text: str) -> str:
    if not any(map(_shows, text)):
        return ""
    return _with_few_marks(text) if _tower.search(text) else text


def typed_number(text: str) -> str:
    """A number, date or phone as typed, ready to be read: cleaned, digits of any script in ASCII, no marks
    of direction, the Arabic comma as a comma."""
    text = clean(text)
    if text.isascii():
        return text
    text = _direction.sub("", text.replace("،", ","))
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def decode_entities(text: str) -> str:
    """HTML entities of a file as the characters they mean, also when encoded twice; clean() comes after.

    Only complete entities: «AT&T» and «a&copy=1» stay as they are.
    """
    if "&" not in text:
        return text
    for _round in range(3):
        decoded = _entity.sub(lambda entity: html.unescape(entity[0]), text)
        if decoded == text:
            break
        text = decoded
    return text


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in _unseen_categories and character not in _looks_empty


_unseen_categories = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me", "Mc"))


def _with_few_marks(text: str) -> str:
    """Not more than 8 combining marks in a row: a tower of them covers the lines above and below."""
    run, kept = 0, []
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= MARKS_ON_A_LETTER:
            kept.append(character)
    return "".join(kept)
