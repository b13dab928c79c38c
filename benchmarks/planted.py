"""People of an invented company register, with duplicates planted among them, and people who only look like one.

Seeded: the same every time. A duplicate is the same person written down again: a letter typed wrong, spaces, another
order of the names, another spelling of the phone or of the address, a title, the name in Latin letters, the father's
name left out, a digit of the phone typed wrong. A lookalike is somebody else: brothers and sisters who share a phone,
father and son, colleagues with one mailbox and one switchboard, people of the same name.
"""

from dataclasses import dataclass, field, replace
from random import Random

from accounts.demo.names import FAMILIES, MEN, WOMEN
from lib.phones import NotAPhone, parse

PEOPLE_AT_AN_ACCOUNT = 10
HURRIED = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ة", "ه"), ("ى", "ي"))
TITLES = ("د. ", "م. ", "السيد ", "الأستاذ ", "المهندس ")
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
LETTERS = "ابتجحدرزسشصطعفقكلمنهوي"


@dataclass(frozen=True)
class Person:
    words: tuple[tuple[str, str], ...]  # Arabic and Latin, in the order in which they are written
    place: int
    phone: str = ""  # as typed
    email: str = ""
    name: str = ""
    further_phone: str = ""

    @property
    def name_ar(self) -> str:
        return self.name or " ".join(arabic for arabic, _latin in self.words)

    def fields(self) -> dict[str, str]:
        is_latin = self.name.isascii() and bool(self.name)
        return {
            "name_ar": "" if is_latin else self.name_ar,
            "name_en": self.name if is_latin else "",
            "phone_1": self.phone,
            "phone_1_e164": e164(self.phone),
            "phone_2": self.further_phone,
            "phone_2_e164": e164(self.further_phone),
            "email_1": self.email,
        }


def e164(typed: str) -> str:
    if not typed:
        return ""
    if typed.startswith("05") and typed.isascii() and len(typed) == 10 and typed.isdigit():
        return f"+966{typed[1:]}"
    try:
        return parse(typed, "SA").e164
    except NotAPhone:
        return ""


@dataclass
class Register:
    """So many people, of whom the last ones are duplicates and lookalikes of some before them."""

    people: list[Person]
    # Places in the list of the two that are one person.
    duplicates: set[tuple[int, int]] = field(default_factory=set)


def register(count: int, *, planted: int, seed: int = 1) -> Register:
    """`count` people in all, with `planted` duplicates and as many lookalikes among them."""
    random = Random(seed)
    base = count - 2 * planted
    people = [somebody(random, place // PEOPLE_AT_AN_ACCOUNT) for place in range(base)]
    chosen = random.sample(range(base), 2 * planted)
    found = Register(people)
    for origin in chosen[:planted]:
        found.duplicates.add((origin, len(people)))
        people.append(again(random, people[origin]))
    for origin in chosen[planted:]:
        people[origin], other = lookalikes(random, people[origin])
        people.append(other)
    return found


def somebody(random: Random, place: int) -> Person:
    first = random.choice(MEN if random.random() < 0.6 else WOMEN)
    words = (
        first,
        *(random.choice(MEN) for _each in range(random.choice((1, 1, 1, 2)))),
        random.choice(FAMILIES),
    )
    email = (
        f"{words[0][1]}.{words[-1][1]}{random.randrange(10**6)}@mail{random.randrange(50)}.example".lower()
    )
    phone = mobile(random)
    has_both = random.random()
    return Person(words, place, phone if has_both < 0.93 else "", email if has_both > 0.3 else "")


def mobile(random: Random) -> str:
    return f"05{random.choice('034569')}{random.randrange(10**7):07d}"


# The same person again
def again(random: Random, person: Person) -> Person:
    if not person.phone or (person.email and random.random() < 0.12):
        reached = {"phone": "", "email": other_spelling_of_address(random, person.email)}
    elif random.random() < 0.05:
        return replace(
            person, phone=one_digit_wrong(random, person.phone), email="", name=hurried(person.name_ar)
        )
    elif random.random() < 0.05:
        return replace(person, phone="", email="", name=written_again(random, person, most=1))
    elif random.random() < 0.1:
        reached = {
            "phone": mobile(random),
            "further_phone": other_spelling(random, person.phone),
            "email": "",
        }
    else:
        reached = {"phone": other_spelling(random, person.phone), "email": ""}
    place = person.place if random.random() < 0.6 else random.randrange(max(person.place, 1) + 1)
    return replace(person, place=place, name=written_again(random, person, most=2), **reached)


def written_again(random: Random, person: Person, *, most: int) -> str:
    """The name once more: another script or without the father, or else up to `most` slips of the pen."""
    drawn = random.random()
    if drawn < 0.08:
        return " ".join(latin for _arabic, latin in person.words)
    if drawn < 0.16:
        return f"{person.words[0][0]} {person.words[-1][0]}"
    words = [arabic for arabic, _latin in person.words]
    slips = random.sample((typo, spaces, turned, hurried_words, titled), random.randint(1, most))
    for slip in sorted(slips, key=lambda slip: slip is titled):
        words = slip(random, words)
    return "".join(words) if words[0] == "" else " ".join(words)


def typo(random: Random, words: list[str]) -> list[str]:
    long = [place for place, word in enumerate(words) if len(word) >= 5]
    if not long:
        return words
    place = random.choice(long)
    word = words[place]
    at = random.randrange(2 if word.startswith("ال") else 1, len(word) - 1)
    kind = random.randrange(4)
    letter = random.choice(LETTERS)
    if kind == 0:
        word = word[:at] + letter + word[at + 1 :]
    elif kind == 1:
        word = word[:at] + word[at + 1 :]
    elif kind == 2:
        word = word[:at] + letter + word[at:]
    else:
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return [*words[:place], word, *words[place + 1 :]]


def spaces(random: Random, words: list[str]) -> list[str]:
    """عبد الله as one word, or two words with no space between, or with too many."""
    for place, word in enumerate(words):
        if " " in word:
            return [*words[:place], word.replace(" ", ""), *words[place + 1 :]]
    place = random.randrange(len(words) - 1)
    sign = random.choice(("", "  ", " ـ ".replace(" ", "")))
    return [*words[:place], words[place] + sign + words[place + 1], *words[place + 2 :]] if sign == "" else [
        *words[:place], f"{words[place]} ", *words[place + 1 :]
    ]  # fmt: skip


def turned(random: Random, words: list[str]) -> list[str]:
    return [words[-1], *words[:-1]]


def hurried_words(random: Random, words: list[str]) -> list[str]:
    return [hurried(word) for word in words]


def hurried(text: str) -> str:
    for letter, plain in HURRIED:
        text = text.replace(letter, plain)
    return text


def titled(random: Random, words: list[str]) -> list[str]:
    return [random.choice(TITLES) + words[0], *words[1:]]


def other_spelling(random: Random, phone: str) -> str:
    rest = phone[1:]
    return random.choice(
        (
            f"+966 {rest[:2]} {rest[2:5]} {rest[5:]}",
            f"00966{rest}",
            f"{phone[:3]} {phone[3:6]} {phone[6:]}",
            f"{phone[:4]}-{phone[4:]}",
            phone.translate(ARABIC_DIGITS),
            f"(+966) {rest}",
        )
    )


def other_spelling_of_address(random: Random, address: str) -> str:
    name, _at, domain = address.partition("@")
    return random.choice((address.title(), f"{name}+sila@{domain}", address.upper(), address))


def one_digit_wrong(random: Random, phone: str) -> str:
    at = random.randrange(4, 10)
    other = str((int(phone[at]) + random.randrange(1, 10)) % 10)
    return phone[:at] + other + phone[at + 1 :]


# Somebody else
def lookalikes(random: Random, person: Person) -> tuple[Person, Person]:
    """This person, perhaps with something of the other's, and the other."""
    person = replace(person, phone=person.phone or mobile(random))
    kind = random.randrange(5)
    if kind == 0:  # brothers and sisters
        names = [each for each in (*MEN, *WOMEN) if each != person.words[0]]
        return person, replace(person, words=(random.choice(names), *person.words[1:]), email="")
    if kind == 1 and person.words[0] != person.words[1]:  # father and son
        words = (person.words[1], person.words[0], *person.words[2:])
        return person, replace(person, words=words, email="")
    if kind == 2:  # colleagues
        shared = replace(
            person, email=f"info@company{person.place}.example", phone=f"05000{person.place:05d}"
        )
        other = somebody(random, person.place)
        return shared, replace(other, email=shared.email, phone=shared.phone)
    if kind == 3:  # one name, two people
        return person, replace(
            person, place=person.place + 7, phone=mobile(random), email=f"x{random.random()}@a.example"
        )
    other = replace(somebody(random, person.place + 3), phone=one_digit_wrong(random, person.phone))
    return person, other


def quality(found: set[tuple[int, int]], planted: set[tuple[int, int]]) -> tuple[float, float]:
    """Recall and precision of found pairs."""
    right = len(found & planted)
    return right / len(planted), right / len(found) if found else 0.0
