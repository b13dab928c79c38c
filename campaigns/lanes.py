"""The speed of a sender, and whose turn it is.

A lane holds a bucket of tokens, one for each message, that fills at its speed. When the mail server asks for patience
the lane rests and its speed is halved; each part that goes well raises it again by one message a second.

Turns are by a virtual time, that of the clock for who sent nothing lately. What is sent moves it ahead of the clock,
but never by more than LONGEST_DEBT: so a long campaign and a short one of another workspace are served in turn, part
by part, and who was alone for an hour owes nobody that hour.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models.contact import Channel
from campaigns.models import Gateway, Lane
from messaging.sending import sender_of_workspace

REST = timedelta(seconds=60)
# However long a server asks for: somebody may look into it by then.
LONGEST_REST = timedelta(hours=1)
SLOWEST = 1.0
COST = timedelta(milliseconds=10)
LONGEST_DEBT = timedelta(seconds=10)
# A bucket holds a second's worth, and a whole group at least.
LEAST_BURST = 20


@transaction.atomic
def lane_of_workspace(channel=Channel.EMAIL) -> Lane:
    """The lane of the open workspace's sender by this channel, no faster than its server may be used; made with the
    first campaign.
    """
    sender = sender_of_workspace()
    speed = sender.per_second or settings.CAMPAIGN_MAILS_PER_SECOND
    if channel != Channel.EMAIL:
        gateway = Gateway.objects.filter(channel=channel).first()
        speed = gateway.per_second if gateway else LEAST_BURST
    fresh = {"per_second": speed, "most_per_second": speed, "tokens": max(speed, LEAST_BURST)}
    lane, _is_new = Lane.objects.get_or_create(sender=sender, channel=channel, defaults=fresh)
    if lane.most_per_second != speed:
        lane = _held(channel)
        lane.most_per_second = lane.per_second = speed
        lane.save(update_fields=["most_per_second", "per_second"])
    return lane


@transaction.atomic
def take_tokens(most: int, channel=Channel.EMAIL) -> int:
    """How many messages may leave now, `most` at most. By itself: workers of one lane do not wait for one another, and
    tokens that a dead one had taken come back with time.
    """
    lane = _held(channel)
    now = timezone.now()
    passed = max((now - lane.tokens_at).total_seconds(), 0.0)
    burst = max(lane.per_second, LEAST_BURST)
    there = min(burst, lane.tokens + passed * lane.per_second)
    taken = min(most, int(there))
    if _rests(lane, now) or taken <= 0:
        return 0
    Lane.objects.filter(pk=lane.pk).update(tokens=there - taken, tokens_at=now)
    return taken


@transaction.atomic
def rest(channel=Channel.EMAIL, *, is_asked: bool, least=timedelta()) -> None:
    """Leave the server alone for a while; more slowly afterwards when it asked for that."""
    lane = _held(channel)
    lane.blocked_until = timezone.now() + min(max(REST, least), LONGEST_REST)
    if is_asked:
        lane.per_second = min(max(lane.per_second / 2, SLOWEST), lane.most_per_second)
    lane.save(update_fields=["blocked_until", "per_second"])


def note_served(count: int, channel=Channel.EMAIL, *, is_well: bool) -> None:
    """A worker is through with a part: the lane's turn moves on. Before the part itself is locked."""
    lane = _held(channel)
    now = timezone.now()
    lane.vtime = min(max(lane.vtime, now) + COST * count, now + LONGEST_DEBT)
    if is_well:
        lane.per_second = min(lane.per_second + 1, lane.most_per_second)
    lane.hinted_at = None
    lane.save(update_fields=["vtime", "per_second", "hinted_at"])


def resting() -> list[str]:
    """Channels by which nothing is sent at this moment."""
    return list(Lane.objects.filter(blocked_until__gt=timezone.now()).values_list("channel", flat=True))


def _rests(lane: Lane, now) -> bool:
    return lane.blocked_until is not None and lane.blocked_until > now


def _held(channel) -> Lane:
    return Lane.objects.select_for_update(no_key=True).order_by("pk").get(channel=channel)
