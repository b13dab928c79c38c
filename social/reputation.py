"""What is said about us week by week, how it is meant, and how soon we answer.

Weeks begin as interactions.week counts them, by the clocks of the workspace; a mention belongs to the week in which it
was written. Net: of a hundred mentions so many more are positive than negative, (positive - negative) / all. Answered:
of those that needed an answer, that is all but what was put aside. Time to answer: from what was written to the answer
that a colleague kept here, as time passes; answers that a file brought tell no time of their own.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F
from django.db.models.functions import TruncDate

from interactions.week import DAYS, week_of
from lib.dates import start_of_day
from lib.percentile import Percentile
from social.models import Network, Sentiment, SocialMention

WEEKS = 10
FEW = 5  # fewer tell nothing about many: shown greyed
State = SocialMention.State


@dataclass
class Week:
    first: date
    meant: Counter = field(default_factory=Counter)
    states: Counter = field(default_factory=Counter)
    # (network, how it is meant) -> how many
    networks: Counter = field(default_factory=Counter)
    median: timedelta | None = None
    stars: float | None = None

    @property
    def last(self) -> date:
        return self.first + timedelta(days=DAYS - 1)

    @property
    def total(self) -> int:
        return self.meant.total()

    @property
    def is_few(self) -> bool:
        return self.total < FEW

    @property
    def net_percent(self) -> float | None:
        if not self.total:
            return None
        return 100 * (self.meant[Sentiment.POSITIVE] - self.meant[Sentiment.NEGATIVE]) / self.total

    @property
    def asked(self) -> int:
        return self.states[State.ANSWERED] + self.states[State.WAITING]

    @property
    def answered_percent(self) -> float | None:
        return 100 * self.states[State.ANSWERED] / self.asked if self.asked else None

    @property
    def bars(self) -> list[dict]:
        """Each meaning with its count, in the order in which they are stacked."""
        return [{"key": key, "label": key.label, "count": self.meant[key]} for key in Sentiment]

    @property
    def lines(self) -> list[dict]:
        """Each network that has something to show, the fullest first: its counts by meaning and their sum."""
        found = [
            {
                "key": network.value,
                "label": network.label,
                "counts": [
                    {"key": key.value, "label": key.label, "count": self.networks[network, key]}
                    for key in Sentiment
                ],
                "total": sum(self.networks[network, key] for key in Sentiment),
            }
            for network in Network
        ]
        return sorted((line for line in found if line["total"]), key=lambda line: -line["total"])


def weeks_until(day: date, *, member, hours, count=WEEKS) -> list[Week]:
    """The week of this day and those before it, the oldest first; the last two with their times and stars."""
    first = week_of(day, hours)[0]
    found = {
        first - timedelta(days=DAYS * back): Week(first - timedelta(days=DAYS * back))
        for back in reversed(range(count))
    }
    rows = SocialMention.objects.visible_to(member)
    span = rows.filter(at__gte=start_of_day(min(found)), at__lt=start_of_day(first + timedelta(days=DAYS)))
    by_day = span.annotate(day=TruncDate("at")).order_by().values("day", "sentiment", "network", "state")
    for row in by_day.annotate(count=Count("pk")):
        week = found[week_of(row["day"], hours)[0]]
        week.meant[row["sentiment"]] += row["count"]
        week.states[row["state"]] += row["count"]
        week.networks[row["network"], row["sentiment"]] += row["count"]
    weeks = list(found.values())
    for week in weeks[-2:]:
        measure(week, rows)
    return weeks


def measure(week: Week, rows) -> None:
    inside = rows.filter(
        at__gte=start_of_day(week.first), at__lt=start_of_day(week.first + timedelta(days=DAYS))
    ).order_by()
    week.stars = inside.aggregate(stars=Avg("rating"))["stars"]
    took = ExpressionWrapper(F("closed_at") - F("at"), output_field=DurationField())
    ours = inside.answered().filter(closed_by__isnull=False)
    week.median = ours.aggregate(median=Percentile(took, share=0.5))["median"]
