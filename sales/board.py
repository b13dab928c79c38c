"""The board: open opportunities in columns by stage, those won and lost lately beside them."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from sales.models import Opportunity, OpportunityStage

MOST_CARDS = 20
CLOSED_DAYS = 30


@dataclass
class Column:
    """One stage: its cards as far as they fit, how many there are, and what they sum up to by currency."""

    stage: OpportunityStage
    cards: list[Opportunity] = field(default_factory=list)
    count: int = 0
    sums: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.cards)


def columns_of(opportunities) -> list[Column]:
    """Of these opportunities, as a filter has narrowed them, in four queries whatever their number."""
    since = timezone.now() - timedelta(days=CLOSED_DAYS)
    is_open, is_shown = Q(state="open"), Q(state="open") | Q(closed_at__gte=since)
    rows = [Column(each) for each in OpportunityStage.objects.standing()]
    columns = {each.stage.pk: each for each in rows}
    counted = opportunities.filter(is_shown).order_by().values_list("stage", "currency")
    for stage, currency, count, amount in counted.annotate(count=Count("pk"), amount=Sum("amount_minor")):
        columns[stage].count += count
        if amount:
            columns[stage].sums.append((amount, currency))
    # The first of each stage by an index of its own; a window over all of them would put all of them in order.
    firsts = [
        opportunities.filter(is_open if each.stage.is_open else Q(closed_at__gte=since), stage=each.stage)
        .order_by("expected_on", "pk")
        .values_list("pk", flat=True)[:MOST_CARDS]
        for each in rows
        if each.count
    ]
    keys = list(firsts[0].union(*firsts[1:], all=True)) if firsts else []
    cards = Opportunity.objects.filter(pk__in=keys).order_by("expected_on", "pk")
    for card in cards.select_related("account", "owner__user", "next_step"):
        column = columns[card.stage_id]
        card.stage = column.stage
        column.cards.append(card)
    return [each for each in rows if each.count or not each.stage.is_archived]
