"""Invented people: their names in several spellings, how to reach them, what they agreed to."""

import itertools
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.demo import names
from accounts.demo.draw import Draw
from accounts.demo.places import Place

CHANNELS = ["whatsapp", "phone", "email", "sms", ""]


@dataclass
class Agreement:
    channel: str
    purpose: str
    state: str
    wording: str
    source: str
    at: datetime


@dataclass
class Person:
    fields: dict[str, Any]  # of the contact
    created_at: datetime
    interests: list[str]
    agreements: list[Agreement]
    title: str = ""
    decision_role: str = ""
    archived_at: datetime | None = None
    # Where else the same person works, beside the first account.
    other_accounts: list[Any] = field(default_factory=list)

    @property
    def changed_at(self) -> list[datetime]:
        return [self.archived_at] if self.archived_at else []


@dataclass(frozen=True)
class Name:
    arabic: str
    latin: str
    is_woman: bool
    language: str
    in_mail: str  # the Latin spelling, also of somebody whose record has only the Arabic one


def draw_name(draw: Draw) -> Name:
    is_foreign = draw.chance(draw.market.foreigners_percent)
    is_woman = draw.chance(36)
    arabic, latin, language = _foreign_name(draw, is_woman) if is_foreign else _gulf_name(draw, is_woman)
    spelled = arabic.replace("عبد ", "عبد") if draw.chance(45) else arabic
    if draw.chance(8):
        spelled = spelled.translate(names.HURRIED)
    if draw.market.language == "ar":
        known = (spelled, latin if draw.chance(55) else "")
        if is_foreign and draw.chance(20):
            known = ("", latin)
    else:
        known = (spelled if draw.chance(15 if is_foreign else 50) else "", latin)
    return Name(*known, is_woman, language, latin)


def _gulf_name(draw: Draw, is_woman: bool) -> tuple[str, str, str]:
    """Two to four parts, with or without «son of»."""
    first = draw.pick(names.WOMEN if is_woman else names.MEN)
    father, grandfather = draw.random.sample(names.MEN, 2)
    family = draw.pick(names.FAMILIES)
    son, latin_son = ("بنت", "bint") if is_woman else ("بن", "bin")
    parts = draw.pick(
        [
            [first, family],
            [first, father, family],
            [first, father, grandfather, family],
            [first, (son, latin_son), father, family],
            [first, (son, latin_son), father, ("بن", "bin"), grandfather, family],
        ],
        [34, 30, 18, 13, 5],
    )
    return " ".join(part[0] for part in parts), " ".join(part[1] for part in parts), "ar"


def _foreign_name(draw: Draw, is_woman: bool) -> tuple[str, str, str]:
    culture = draw.pick(names.FROM_ELSEWHERE, [culture.weight for culture in names.FROM_ELSEWHERE])
    first = draw.pick(culture.women if is_woman else culture.men)
    family = draw.pick(culture.families)
    return f"{first[0]} {family[0]}", f"{first[1]} {family[1]}", culture.language


def mail_address(draw: Draw, name: Name, domain: str) -> str:
    """initial.family@domain or longer; with a number where somebody has it already."""
    latin = re.sub(r"[^a-z ]", "", name.in_mail.lower()).split()
    local = draw.pick([f"{latin[0][0]}.{latin[-1]}", f"{latin[0]}.{latin[-1]}", latin[0]])
    numbers = itertools.chain([""], itertools.count(2))
    return draw.once(lambda: f"{local}{next(numbers)}@{domain}")


def draw_person(draw: Draw, place: Place, domain: str, since: datetime) -> Person:
    """Somebody at a company whose mail goes to `domain`, known some time after `since`."""
    name = draw_name(draw)
    created_at = draw.between(since) if draw.chance(55) else since
    fields = {
        "name_ar": name.arabic,
        "name_en": name.latin,
        "phone_1": draw.as_typed(draw.mobile()) if draw.chance(93) else "",
        "phone_2": draw.as_typed(draw.landline(place)) if draw.chance(14) else "",
        "email_1": mail_address(draw, name, domain) if draw.chance(72) else "",
        "email_2": mail_address(draw, name, "mail.example") if draw.chance(6) else "",
        "birth_on": draw.birth_date() if draw.chance(66) else None,
        "gender": ("female" if name.is_woman else "male") if draw.chance(92) else "",
        "city": place.city if draw.chance(88) else draw.place().city,
        "country": draw.market.country,
        "language": name.language,
        "preferred_channel": draw.pick(CHANNELS, [40, 24, 18, 4, 14]),
        "description": draw.pick(draw.market.person_remarks) if draw.chance(5) else "",
    }
    person = Person(fields, created_at, draw_interests(draw), draw_agreements(draw, created_at))
    person.title, person.decision_role = draw_title(draw, name.is_woman)
    return person


def draw_title(draw: Draw, is_woman: bool) -> tuple[str, str]:
    if draw.chance(8):
        return "", ""
    for_man, for_woman, decision_role, _often = draw.pick(
        draw.market.titles, [title[3] for title in draw.market.titles]
    )
    return (for_woman if is_woman else for_man), decision_role


def draw_interests(draw: Draw) -> list[str]:
    return draw.random.sample(list(draw.market.interests), draw.pick([0, 1, 2, 3], [62, 20, 13, 5]))


def draw_agreements(draw: Draw, since: datetime) -> list[Agreement]:
    """What the person agreed to, each in its own words, and sometimes took back later."""
    if not draw.chance(44):
        return []
    kinds = list(draw.market.wordings)
    agreements = []
    for purpose, channel in draw.random.sample(kinds, draw.pick([1, 2, 3], [60, 30, 10])):
        wording, given_at = draw.market.wordings[purpose, channel], draw.between(since)
        source = draw.pick(draw.market.consent_sources)
        agreements.append(Agreement(channel, purpose, "given", wording, source, given_at))
        if draw.chance(9):
            withdrawn_at = draw.between(given_at)
            source = draw.market.withdrawal
            agreements.append(Agreement(channel, purpose, "withdrawn", wording, source, withdrawn_at))
    return agreements
