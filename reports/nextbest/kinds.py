"""What may be proposed for a customer: a registry, to which each part of reports adds its own kinds.

A kind finds the customers of a batch for whom it holds, and says in words why and what is to be done. Its `find` is
called with (Batch) and answers {account id: facts}, facts being what the words are made of, ready for JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Complaint
from interactions.models import Interaction
from lib import formats
from lib.registry import Registry
from loyalty.models import Lot
from planning.models import AccountPlan
from reports.health.measuring import end_of
from reports.health.scoring import Facts
from reports.health.words import LABELS, days
from reports.models import AccountForesight, Risk
from surveys.models import SurveyAnswer


@dataclass(frozen=True)
class Batch:
    """Customers by key, with what is known of each on the day."""

    day: date
    facts: Mapping[int, Facts]
    fell: Mapping[int, tuple[int, int, str]]  # the score before, now, and the part that costs the most

    @property
    def pks(self) -> list[int]:
        return list(self.facts)


@dataclass(frozen=True)
class Kind:
    """`why` and `what` make a sentence of the facts: the reason, and the text of the follow-up. Highest rank first."""

    label: Any
    rank: int
    find: Callable[[Batch], Mapping[int, dict]]
    why: Callable[[dict], str]
    what: Callable[[dict], str]


action_kinds = Registry("kinds of proposed actions")

LOW_WITHIN = timedelta(days=60)
CLOSED_FROM, CLOSED_UNTIL = timedelta(days=14), timedelta(days=2)
EXPIRES_WITHIN = timedelta(days=30)
SLIPPED = 15
# Of the usual interval: from here on somebody may buy again, until there they are rather slipping away.
DUE_FROM, DUE_UNTIL = 0.9, 1.6
QUIET_FROM = 1.25


def quiet(batch: Batch) -> dict[int, dict]:
    return {
        pk: {"ago": facts.contact_days, "rhythm": facts.rhythm_days}
        for pk, facts in batch.facts.items()
        if facts.rhythm_days and facts.contact_days and facts.contact_days > QUIET_FROM * facts.rhythm_days
    }


def due_again(batch: Batch) -> dict[int, dict]:
    return {
        pk: {"ago": facts.days_since, "usual": facts.usual_days}
        for pk, facts in batch.facts.items()
        if facts.usual_days
        and facts.days_since is not None
        and DUE_FROM * facts.usual_days <= facts.days_since <= DUE_UNTIL * facts.usual_days
    }


def slipped(batch: Batch) -> dict[int, dict]:
    return {
        pk: {"before": before, "now": now, "part": part}
        for pk, (before, now, part) in batch.fell.items()
        if before - now >= SLIPPED
    }


def spoken_since(path: str, moment: str):
    """Somebody has reached the customer since."""
    return Exists(
        Interaction.objects.kept().contacts().filter(account=OuterRef(path), at__gt=OuterRef(moment))
    )


def low_answers(batch: Batch) -> dict[int, dict]:
    until = end_of(batch.day)
    rows = SurveyAnswer.objects.filter(
        is_low=True, at__gte=until - LOW_WITHIN, at__lt=until, invitation__account__in=batch.pks
    ).exclude(spoken_since("invitation__account", "at"))
    latest = rows.order_by().values("invitation__account_id").annotate(last_at=Max("at"))
    return {row["invitation__account_id"]: {"ago": (until - row["last_at"]).days} for row in latest}


def closed_complaints(batch: Batch) -> dict[int, dict]:
    until = end_of(batch.day)
    rows = Complaint.objects.filter(
        state="closed",
        closed_at__gte=until - CLOSED_FROM,
        closed_at__lt=until - CLOSED_UNTIL,
        account__in=batch.pks,
    ).exclude(spoken_since("account", "closed_at"))
    latest = rows.order_by().values("account_id").annotate(number=Max("number"), last_at=Max("closed_at"))
    return {
        row["account_id"]: {"number": row["number"], "ago": (until - row["last_at"]).days} for row in latest
    }


def plan_reviews(batch: Batch) -> dict[int, dict]:
    rows = AccountPlan.objects.active().filter(account__in=batch.pks, next_review_on__lte=batch.day)
    first = rows.order_by().values("account_id").annotate(on=Min("next_review_on"))
    return {row["account_id"]: {"late": (batch.day - row["on"]).days} for row in first}


def expiring_points(batch: Batch) -> dict[int, dict]:
    until = end_of(batch.day)
    rows = Lot.objects.usable(at=until).filter(
        expires_at__lte=until + EXPIRES_WITHIN,
        remaining_points__gt=F("held_points"),
        wallet__account__in=batch.pks,
    )
    first = rows.order_by().values("wallet__account_id").annotate(at=Min("expires_at"))
    return {row["wallet__account_id"]: {"in": max((row["at"] - until).days, 0)} for row in first}


def leaving(batch: Batch) -> dict[int, dict]:
    """Whose risk of being lost is high, as it was foreseen last; nobody who has bought since."""
    rows = AccountForesight.objects.filter(account__in=batch.pks, risk=Risk.HIGH)
    found = {}
    for row in rows:
        silent = batch.facts[row.account_id].days_since
        if row.rhythm_days and silent is not None and silent >= (row.as_of - row.last_on).days:
            found[row.account_id] = {"rhythm": max(round(row.rhythm_days), 1), "ago": silent}
    return found


KINDS = {
    "low_answer": Kind(
        gettext_lazy("Answer a low rating"), 90, low_answers,
        lambda facts: _("Gave a low rating %(ago)s ago, and nobody has talked to the customer since.")
        % {"ago": days(facts["ago"])},
        lambda facts: _("Call about the low rating, and say what becomes of it"),
    ),
    "slipped": Kind(
        gettext_lazy("Win the customer back"), 80, slipped,
        lambda facts: _("Health fell from %(before)s to %(now)s within a month, most of all: %(part)s.")
        % {"before": formats.number(facts["before"]), "now": formats.number(facts["now"]),
           "part": LABELS.get(facts["part"], "")},
        lambda facts: _("Talk about what has changed: the customer is slipping away"),
    ),
    "leaving": Kind(
        gettext_lazy("Keep the customer"), 75, leaving,
        lambda facts: _("Bought every %(rhythm)s, silent for %(ago)s: the risk of losing the customer is high.")
        % {"rhythm": days(facts["rhythm"]), "ago": days(facts["ago"])},
        lambda facts: _("Ask why there has been no purchase for %(ago)s") % {"ago": days(facts["ago"])},
    ),
    "complaint_closed": Kind(
        gettext_lazy("Ask after a complaint"), 70, closed_complaints,
        lambda facts: _("Complaint %(number)s was closed %(ago)s ago, and nobody has talked to the customer since.")
        % {"number": formats.digits(facts["number"]), "ago": days(facts["ago"])},
        lambda facts: _("Ask whether complaint %(number)s is settled well") % {
            "number": formats.digits(facts["number"])},
    ),
    "quiet": Kind(
        gettext_lazy("Call"), 60, quiet,
        lambda facts: _("Last contact %(ago)s ago, planned is every %(rhythm)s.")
        % {"ago": days(facts["ago"]), "rhythm": days(facts["rhythm"])},
        lambda facts: _("Call: nobody has talked to the customer for %(ago)s") % {"ago": days(facts["ago"])},
    ),
    "buy_again": Kind(
        gettext_lazy("Make an offer"), 50, due_again,
        lambda facts: _("Buys every %(usual)s, last %(ago)s ago: about to buy again.")
        % {"usual": days(facts["usual"]), "ago": days(facts["ago"])},
        lambda facts: _("Make an offer for the next purchase"),
    ),
    "points": Kind(
        gettext_lazy("Remind of points"), 45, expiring_points,
        lambda facts: _("Points of the customer expire in %(days)s.") % {"days": days(facts["in"])},
        lambda facts: _("Remind of the points that are about to expire"),
    ),
    "plan_review": Kind(
        gettext_lazy("Review the plan"), 40, plan_reviews,
        lambda facts: _("The review of the plan has been due for %(days)s.") % {"days": days(facts["late"])},
        lambda facts: _("Review the plan of the account"),
    ),
}  # fmt: skip


def why(row) -> str:
    kind = action_kinds.get(row.kind)
    return kind.why(row.facts) if kind else ""


def label(row) -> str:
    kind = action_kinds.get(row.kind)
    return str(kind.label) if kind else row.kind
