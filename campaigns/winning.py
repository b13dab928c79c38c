"""A test of two to four letters: after some hours the one that people liked best goes to the rest of the audience.

The rest waits in parts of its own, due in a far year, until the winner is decided; both are written in one transaction,
so whoever dies in between has done neither. What programs do never counts. Too few people, or a difference that may as
well be chance (Newcombe's interval of two proportions, 95 per cent), and the first letter goes to the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from campaigns.credited import buyers_by_variant
from campaigns.lift import Group, of_shares
from campaigns.models import Campaign, Recipient, SendChunk, Split, Variant
from campaigns.models.variant import FIRST, LETTERS
from campaigns.states import NotNow, State
from campaigns.variant_figures import people_by_variant, sent_by_variant
from lib.tenancy.state import require_workspace_id
from timeline.services import record

# Until when the rest waits while nothing is decided.
FAR: Final = datetime(2999, 1, 1, tzinfo=UTC)
# Of each letter; with fewer nothing is said.
LEAST_SENT: Final = 50
GOING: Final = (State.RUNNING, State.PAUSED)
Verdict, Measure = Split.Verdict, Split.Measure

# Runs of places of one kind; ranges of contacts are written down one after the other, each with both.
RUNS = """
select min(seq), max(seq), is_rest from (
    select seq, variant = 0 as is_rest, seq - row_number() over (partition by variant = 0 order by seq) as run
    from campaigns_recipient where workspace_id = %s and campaign_id = %s and seq is not null
) placed group by is_rest, run order by 1
"""


class Decided(Exception):
    """Its winner goes to the rest already."""


class NoSuchLetter(Exception):
    """The test has no letter of this name."""


def trial_of(campaign) -> Split | None:
    """None where the audience tests nothing."""
    return Split.objects.filter(campaign=campaign, hours__isnull=False).first()


def runs_of(campaign, count: int) -> Iterator[tuple[int, int, bool]]:
    """(first place, last place, whether it waits for the winner) of those who are written to."""
    if not count:
        return
    if trial_of(campaign) is None:
        yield 1, count, False
        return
    with connection.cursor() as cursor:
        cursor.execute(RUNS, [require_workspace_id(), campaign.pk])
        yield from cursor.fetchall()


def start_clock(campaign) -> None:
    """From now on the letters have their hours."""
    split = trial_of(campaign)
    if split is not None and split.hours is not None:
        split.decide_at = timezone.now() + timedelta(hours=split.hours)
        split.save(update_fields=["decide_at"])


@dataclass(frozen=True)
class OfLetter:
    place: int
    sent: int
    # Who opened, pressed or bought, as the test asks.
    did: int

    @property
    def group(self) -> Group:
        return Group(self.sent, min(self.did, self.sent))


def letters_of(campaign, measure: str) -> list[OfLetter]:
    sent = sent_by_variant(campaign)
    if measure == Measure.PURCHASES:
        did = {place: buyers for place, (_orders, buyers) in buyers_by_variant(campaign).items()}
    else:
        which = 0 if measure == Measure.OPENS else 1
        did = {place: people[which] for place, people in people_by_variant(campaign).items()}
    places = Variant.objects.filter(campaign=campaign, percent__isnull=False).order_by("place")
    return [OfLetter(each.place, sent.get(each.place, 0), did.get(each.place, 0)) for each in places]


def judge(letters: list[OfLetter]) -> tuple[int, str]:
    """The place of the winner, and what makes it that: the best, or the first for want of anything certain."""
    if len(letters) < 2 or min(each.sent for each in letters) < LEAST_SENT:
        return FIRST, Verdict.TOO_FEW
    best, second, *_others = sorted(letters, key=lambda each: (-each.group.share, each.place))
    if of_shares(best.group, second.group).at_least <= 0:
        return FIRST, Verdict.TIE
    return best.place, Verdict.BEST


def decide_next() -> int:
    """Of one campaign whose letters had their hours."""
    with transaction.atomic():
        due = Split.objects.filter(winner=None, decide_at__lte=timezone.now(), campaign__state__in=GOING)
        found = due.select_related("campaign").order_by("decide_at", "pk").first()
    if found is None:
        return 0
    try:
        decide(found.campaign, by=None)
    except (Decided, NotNow):  # somebody was there first
        return 1
    return 1


@transaction.atomic
def decide(campaign: Campaign, *, by, place: int | None = None) -> Split:
    """The winner goes to the rest from now on: the named letter, or the one that the figures say. Once."""
    campaign.wait_to_change()
    split = (
        Split.objects.select_for_update()
        .filter(campaign=campaign, hours__isnull=False)
        .order_by("pk")
        .first()
    )
    if split is None or campaign.state not in GOING:
        raise NotNow("decide", campaign.state)
    if split.winner is not None:
        raise Decided
    if place is None:
        split.winner, split.verdict = judge(letters_of(campaign, split.measure))
    elif not campaign.variants.filter(place=place, percent__isnull=False).exists():
        raise NoSuchLetter
    else:
        split.winner, split.verdict = place, Verdict.BY_HAND
    split.decided_at, split.decided_by = timezone.now(), by
    split.save()
    release(campaign)
    record("campaign.won", campaign, by=by, letter=LETTERS[split.winner], verdict=str(split.verdict))
    return split


def release(campaign) -> None:
    SendChunk.objects.filter(campaign=campaign, due_at=FAR).update(due_at=timezone.now())


def waiting_of(campaign) -> int:
    """How many wait for the winner."""
    waiting = SendChunk.objects.filter(campaign=campaign, due_at=FAR)
    return sum(chunk.size for chunk in waiting)


def is_waiting(recipient: Recipient) -> bool:
    chunks = SendChunk.objects.filter(campaign=recipient.campaign_id, due_at=FAR)
    return chunks.filter(lo__lte=recipient.seq, hi__gte=recipient.seq).exists() if recipient.seq else False
