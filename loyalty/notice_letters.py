"""What a letter about points says: facts in, subject and text out, in the language in force."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interactions.mailing import LINK
from lib import formats
from loyalty.words import terms_of


@dataclass
class Facts:
    """What there is to tell one member today."""

    earned_points: int = 0
    usable_points: int = 0
    # (the last day on which they can be used, points), the next first
    expiring: Sequence[tuple[date, int]] = ()
    reached: Any = None  # the loyalty tier
    falling: Any = None
    falls_on: date | None = None
    vouchers: Sequence[Any] = ()
    keys: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.earned_points or self.expiring or self.reached or self.falling or self.vouchers)


def written(facts: Facts, *, name: str, called: str) -> tuple[str, str]:
    """`name` is that of the programme, `called` that of the member."""
    parts = [_("Dear %(name)s,") % {"name": called}, *filter(None, sections(facts))]
    parts.append(
        _(
            "Here you see your points and what you can have for them. There you can also choose to get no such letters:"
        )
    )
    return f"{subject(facts)} · {name}"[:200], "\n\n".join([*parts, LINK])


def subject(facts: Facts) -> str:
    if facts.reached is not None:
        return _("You have reached %(tier)s") % {"tier": facts.reached.name}
    if facts.expiring:
        return _("Points that are about to expire")
    if facts.falling is not None:
        return _("Your tier %(tier)s") % {"tier": facts.falling.name}
    if facts.vouchers:
        return _("A voucher that is about to end")
    return _("You have earned points")


def sections(facts: Facts) -> list[str]:
    return [earned(facts), reached(facts), falling(facts), expiring(facts), vouchers(facts)]


def points_told(points: int) -> str:
    return ngettext("%(shown)s point", "%(shown)s points", points) % {"shown": formats.number(points)}


def earned(facts: Facts) -> str:
    if not facts.earned_points:
        return ""
    told = {"points": points_told(facts.earned_points), "usable": points_told(facts.usable_points)}
    return _("You have earned %(points)s. You can use %(usable)s now.") % told


def reached(facts: Facts) -> str:
    if facts.reached is None:
        return ""
    text = _("You have reached the tier %(tier)s. Thank you for your loyalty.") % {"tier": facts.reached.name}
    return "\n".join(filter(None, [text, facts.reached.privileges]))


def falling(facts: Facts) -> str:
    if facts.falling is None or facts.falls_on is None:
        return ""
    told = {"tier": facts.falling.name, "day": formats.day(facts.falls_on)}
    return _("Your tier %(tier)s ends on %(day)s, unless enough points that count come by then.") % told


def expiring(facts: Facts) -> str:
    if not facts.expiring:
        return ""
    lines = [
        _("%(points)s: until %(day)s") % {"points": points_told(points), "day": formats.day(day)}
        for day, points in facts.expiring
    ]
    return "\n".join([_("These points can be used for a short time only:"), *lines])


def vouchers(facts: Facts) -> str:
    if not facts.vouchers:
        return ""
    lines = [
        _("%(terms)s, code %(code)s: until %(day)s")
        % {"terms": terms_of(each), "code": each.shown_code, "day": formats.day(each.valid_until)}
        for each in facts.vouchers
    ]
    return "\n".join([_("These vouchers can be used for a short time only:"), *lines])
