"""Account health in words of whoever reads: what each part says, and why somebody slips away."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lib import formats
from reports.health import scoring
from reports.health.scoring import Facts, Score

LABELS = {
    scoring.RECENCY: gettext_lazy("Last purchase"),
    scoring.FREQUENCY: gettext_lazy("Trend of purchases"),
    scoring.SATISFACTION: gettext_lazy("Satisfaction"),
    scoring.COMPLAINTS: gettext_lazy("Complaints"),
    scoring.PAYMENT: gettext_lazy("Payment"),
    scoring.CONTACT: gettext_lazy("Regular contact"),
}
HEALTHY, WATCH, AT_RISK, UNKNOWN = "healthy", "watch", "risk", "unknown"
BANDS = {
    HEALTHY: pgettext_lazy("health of a customer", "Healthy"),
    WATCH: pgettext_lazy("health of a customer", "To be watched"),
    AT_RISK: pgettext_lazy("health of a customer", "At risk"),
    UNKNOWN: pgettext_lazy("health of a customer", "Not known yet"),
}
BADGES = {HEALTHY: "done", WATCH: "waiting", AT_RISK: "late", UNKNOWN: "neutral"}
# From which score to which one, both included.
RANGES = {
    HEALTHY: (scoring.HEALTHY_FROM, scoring.WHOLE),
    WATCH: (scoring.WATCH_FROM, scoring.HEALTHY_FROM - 1),
    AT_RISK: (0, scoring.WATCH_FROM - 1),
}


def band_of(total: int | None) -> str:
    if total is None:
        return UNKNOWN
    return next(band for band, (least, most) in RANGES.items() if least <= total <= most)


@dataclass(frozen=True)
class Line:
    """One part as a page shows it: so many points of at most so many, and why."""

    part: str
    label: Any
    mark: int | None
    points: int
    share: int
    why: str


def days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": formats.number(count)}


def of_recency(facts: Facts) -> str:
    if facts.days_since is None:
        return _("Has bought nothing yet.")
    if facts.usual_days is None:
        return _("Last bought %(ago)s ago; %(usual)s is taken as usual, since there are few purchases.") % {
            "ago": days(facts.days_since), "usual": days(scoring.usual_interval(facts)),
        }  # fmt: skip
    return _("Last bought %(ago)s ago, usually every %(usual)s.") % {
        "ago": days(facts.days_since), "usual": days(scoring.usual_interval(facts)),
    }  # fmt: skip


def of_frequency(facts: Facts) -> str:
    if facts.days_known is None:
        return _("Has bought nothing yet.")
    if facts.days_known < scoring.STRETCH_DAYS:
        return _("A customer for less than half a year: nothing to compare with.")
    return _("%(lately)s purchases in the last half year, %(before)s in the one before.") % {
        "lately": formats.number(facts.bought_lately), "before": formats.number(facts.bought_before),
    }  # fmt: skip


def of_satisfaction(facts: Facts) -> str:
    if facts.satisfaction is None:
        return _("No answer to a survey within a year.")
    text = ngettext(
        "%(mark)s of 100 on average, from %(count)s answer within a year.",
        "%(mark)s of 100 on average, from %(count)s answers within a year.",
        facts.ratings,
    )
    return text % {"mark": formats.number(facts.satisfaction), "count": formats.number(facts.ratings)}


def of_complaints(facts: Facts) -> str:
    told = []
    if facts.open_complaints:
        text = ngettext("%(count)s open complaint", "%(count)s open complaints", facts.open_complaints)
        told.append(text % {"count": formats.number(facts.open_complaints)})
    if facts.late_complaints:
        text = ngettext("%(count)s of them late", "%(count)s of them late", facts.late_complaints)
        told.append(text % {"count": formats.number(facts.late_complaints)})
    if facts.closed_complaints:
        text = ngettext(
            "%(count)s closed within three months",
            "%(count)s closed within three months",
            facts.closed_complaints,
        )
        told.append(text % {"count": formats.number(facts.closed_complaints)})
    return _("%(list)s.") % {"list": formats.listed(told)} if told else _("No open complaint.")


def of_payment(facts: Facts) -> str:
    return _("Sila does not know how customers pay.")


def of_contact(facts: Facts) -> str:
    if facts.rhythm_days is None:
        return _("No regular contact is planned.")
    if facts.contact_days is None:
        return _("Nobody has talked to the customer yet; planned is every %(rhythm)s.") % {
            "rhythm": days(facts.rhythm_days)
        }
    return _("Last contact %(ago)s ago, planned is every %(rhythm)s.") % {
        "ago": days(facts.contact_days), "rhythm": days(facts.rhythm_days),
    }  # fmt: skip


WHY = {
    scoring.RECENCY: of_recency,
    scoring.FREQUENCY: of_frequency,
    scoring.SATISFACTION: of_satisfaction,
    scoring.COMPLAINTS: of_complaints,
    scoring.PAYMENT: of_payment,
    scoring.CONTACT: of_contact,
}


def lines(score: Score, facts: Facts) -> list[Line]:
    """Every part in its order, also those that are not known."""
    return [
        Line(
            part, LABELS[part], score.marks[part], score.points.get(part, 0), score.shares.get(part, 0),
            WHY[part](facts),
        )
        for part in scoring.PARTS
    ]  # fmt: skip


def weakest(score: Score, facts: Facts) -> Line | None:
    """The part that costs the most points; None where nothing is lost."""
    known = [line for line in lines(score, facts) if line.mark is not None]
    worst = max(known, key=lambda line: line.share - line.points, default=None)
    return worst if worst is not None and worst.share > worst.points else None
