"""How far a campaign is: counts that add up, its speed, how long it will take yet, and why it stands."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Lane, Recipient
from campaigns.starting import tally
from campaigns.states import STOPPED, State

WAITING = "waiting"
# In the order of the page; "waiting" are those that nothing is known of yet.
SHOWN = (
    Recipient.State.SENT,
    WAITING,
    Recipient.State.SKIPPED,
    Recipient.State.FAILED,
    Recipient.State.AMBIGUOUS,
)
# Speed is looked at over so long: parts are counted in steps.
LOOKED_BACK_SECONDS, LEAST_SECONDS, STEP_SECONDS = 120, 10, 2
MOVES = frozenset({State.SNAPSHOTTING, State.RUNNING})
WHAT_TO_DO: dict[str, Any] = {
    Campaign.Why.ERRORS: _(
        "Look at who was refused and why. When the addresses are old, ask customers for new ones first; "
        "then go on, or cancel it."
    ),
    Campaign.Why.SENDER_REFUSED: _(
        "Check the address of the sender in the settings of e-mail, or ask whoever runs Sila for you; then go on."
    ),
    Campaign.Why.PROVIDER: _(
        "Look at the settings of this channel: is its access still valid, and may its sender write? Send yourself "
        "one from there; then go on."
    ),
    Campaign.Why.WORKERS: _(
        "Tell whoever runs Sila for you. Then go on: nobody who got it gets it once more."
    ),
    Campaign.Why.SLOW: _("Ask for less in its segment, then schedule a copy."),
    Campaign.Why.AUDIENCE: _("Put its segment right, then schedule a copy."),
    Campaign.Why.CONTENT: _("Put the template right, then schedule a copy."),
}


@dataclass
class Progress:
    counts: dict[str, int]
    total: int
    # Messages a minute; None while nothing can be said.
    a_minute: int | None = None
    minutes_left: int | None = None
    rests_until: datetime | None = None
    is_moving: bool = False
    figures: list[dict] = field(default_factory=list)

    @property
    def settled(self) -> int:
        return self.total - self.counts.get(WAITING, 0)


def progress_of(campaign) -> Progress:
    counts = dict(campaign.counted) if campaign.counted is not None else tally(campaign)
    found = Progress(counts, campaign.recipient_count, is_moving=changes_by_itself(campaign))
    if campaign.state == State.RUNNING:
        speed = _speed(campaign, found.settled)
        if speed:
            found.a_minute = max(1, round(speed))
            found.minutes_left = max(1, round(counts.get(WAITING, 0) / speed))
        lane = Lane.objects.filter(channel=campaign.channel, blocked_until__gt=timezone.now()).first()
        found.rests_until = lane.blocked_until if lane else None
    found.figures = [
        {"key": key, "label": label_of(key), "count": counts.get(key, 0)}
        for key in SHOWN
        if counts.get(key) or key in (Recipient.State.SENT, WAITING)
    ]
    return found


def label_of(key: str) -> str:
    return str(Recipient.State.PENDING.label if key == WAITING else Recipient.State(key).label)


def changes_by_itself(campaign) -> bool:
    """Whether its page has to look again."""
    is_winding_up = campaign.state in STOPPED and campaign.finished_at is None
    return campaign.state in MOVES | {State.SCHEDULED} or is_winding_up


def _speed(campaign, settled: int) -> float | None:
    """By what pages saw in the last minutes, or by the whole way while they saw too little."""
    now = timezone.now()
    at, key = now.timestamp(), f"campaign-pace:{campaign.pk}"
    seen = [each for each in cache.get(key) or [] if at - each[0] <= LOOKED_BACK_SECONDS]
    if not seen or at - seen[-1][0] >= STEP_SECONDS:
        cache.set(key, [*seen, [at, settled]], LOOKED_BACK_SECONDS)
    first = seen[0] if seen else [at, settled]
    if at - first[0] >= LEAST_SECONDS and settled > first[1]:
        return 60 * (settled - first[1]) / (at - first[0])
    passed = (now - campaign.started_at).total_seconds() if campaign.started_at else 0
    sent = settled - campaign.left_out_count
    return 60 * sent / passed if passed >= LEAST_SECONDS and sent > 0 else None
