"""The board: open complaints in columns by state, the most severe of each first."""

from dataclasses import dataclass, field

from django.db.models import Count

from complaints.models import Complaint
from complaints.models.complaint import STATES
from complaints.states import STEPS, State

MOST_CARDS = 20
COLUMNS = (
    State.NEW,
    State.ACKNOWLEDGED,
    State.ASSESSED,
    State.INVESTIGATING,
    State.WAITING,
    State.DECIDED,
    State.COMMUNICATED,
)


@dataclass
class Column:
    """One state: its cards as far as they fit, and how many there are."""

    state: State
    cards: list[Complaint] = field(default_factory=list)
    count: int = 0

    @property
    def label(self):
        return STATES[self.state]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.cards)


def columns_of(complaints) -> list[Column]:
    """Of these complaints, as a filter has narrowed them, in three queries whatever their number."""
    columns = {state: Column(state) for state in COLUMNS}
    counted = complaints.open().order_by().values_list("state").annotate(count=Count("pk"))
    for state, count in counted:
        columns[State(state)].count = count
    firsts = [
        complaints.filter(state=state.value)
        .order_by("-severity", "filed_at", "pk")
        .values_list("pk", flat=True)[:MOST_CARDS]
        for state, column in columns.items()
        if column.count
    ]
    keys = list(firsts[0].union(*firsts[1:], all=True)) if firsts else []
    cards = Complaint.objects.filter(pk__in=keys).order_by("-severity", "filed_at", "pk")
    for card in cards.select_related("account", "owner__user", "category"):
        columns[State(card.state)].cards.append(card)
    return list(columns.values())


def step_to(complaint, state: str) -> str | None:
    """The step that leads from where it stands to that state; None when none does."""
    return next((name for name in complaint.steps if STEPS[name].ends == state), None)
