"""Who gets a campaign: written down once, before the first message leaves.

Of each range of contacts (campaigns/gathering.py) one INSERT .. SELECT DISTINCT ON of those who are written to, each
mailbox once, without who has not agreed, whose address is suppressed here or everywhere, and whose customer has an open
complaint. A second one writes down who was left out, and why. From then on nothing is added: who joins the audience
later was not meant.
"""

from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When

from accounts.models import Consent, Contact, KeptRefusal, Position
from campaigns.audience import EVERYBODY, Range, agreed, audience_of
from campaigns.channels.addresses import reached_by
from campaigns.models import Recipient
from campaigns.sending_hours import capped
from campaigns.splitting import has_control, kept_aside, parted
from complaints.marketing import holding_complaints
from lib.tenancy.state import require_workspace_id
from messaging.models import PlatformSuppression, Suppression

Reason = Recipient.Reason

INTO = """
insert into campaigns_recipient
(workspace_id, campaign_id, contact_id, seq, address, address_key, state, reason, answer, attempts, settled_at, variant)
"""
WRITTEN_TO = """
select %s, %s, chosen.id, %s + row_number() over (order by chosen.part = 0, chosen.id), chosen.reached,
chosen.reached_key, 'pending', '', '', 0, null, chosen.part from ({chosen}) chosen where chosen.part >= 0
"""
LEFT_OUT = """
select %s, %s, chosen.id, %s, chosen.reached, null, 'skipped', chosen.reason, '', 0, now(), 0
from ({chosen}) chosen
"""


# With their mailbox: nobody else is written to there instead.
KEPT_ASIDE = """
select %s, %s, chosen.id, %s, chosen.reached, chosen.reached_key, 'skipped', 'control', '', 0, now(), 0
from ({chosen}) chosen where chosen.part < 0
"""
# What has just been written down is in no statistics yet: PostgreSQL would take it for a handful, and look each of a
# hundred thousand up among as many. And what it sorts is to stay in memory.
PLANNED = "select set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)"


class Folded(models.Func):
    """As messaging.models.suppression.folded_address."""

    template = "lower(btrim(normalize(%(expressions)s, NFKC)))"
    output_field = models.TextField()


class Hashed(models.Func):
    """As messaging.models.suppression.hash_of_address, of a folded one."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = models.TextField()


def suppressing(purpose: str, channel: str) -> list[Exists]:
    """Of contacts with their folded address: what keeps everything, or all of this, from it."""
    here = Suppression.objects.filter(channel=channel, address=OuterRef("folded"))
    everywhere = PlatformSuppression.objects.filter(address_hash=OuterRef("hashed"))
    refused = KeptRefusal.objects.filter(channel=channel, purpose=purpose)
    hashed = OuterRef("hashed")
    return [Exists(here), Exists(everywhere), Exists(refused.filter(address_hash=hashed))]


def suppressing_now(purpose: str, channel: str) -> list[Exists]:
    """Of these what is not empty: to hash the address of everybody costs more than all else that is asked of them."""
    refused = KeptRefusal.objects.filter(channel=channel, purpose=purpose)
    behind = (Suppression.objects.filter(channel=channel), PlatformSuppression.objects.all(), refused)
    found = zip(suppressing(purpose, channel), behind, strict=True)
    return [keeps for keeps, rows in found if rows.exists()]


def suppressed(purpose: str, channel: str) -> Q:
    """Of contacts with their folded address: that it is one that nothing, or nothing of this, is sent to."""
    here, everywhere, refused = suppressing(purpose, channel)
    return Q(here) | Q(everywhere) | Q(refused)


def held_back(purpose: str) -> Q:
    """Of contacts: that a customer they stand for waits for the end of a complaint, and is sent no offers."""
    if not Consent.is_advertising(purpose):
        return Q(pk__in=[])
    accounts = holding_complaints().values("account")
    return Q(Exists(Position.objects.filter(contact=OuterRef("pk"), account__in=accounts)))


def candidates_of(campaign, here: Range = EVERYBODY, rules=None) -> models.QuerySet[Contact]:
    """Everybody in its audience, with what decides about the address."""
    # As accounts.consents.Standing.deciding(): the newest of what may decide.
    words = Consent.objects.about(campaign.channel, campaign.purpose).exclude(state=Consent.State.ASKED)
    said = Subquery(words.filter(contact=OuterRef("pk")).order_by("-pk").values("state")[:1])
    found = audience_of(campaign, here, rules).alias(said=said)
    return found.alias(folded=Folded(F(reached_by(campaign.channel).field))).alias(hashed=Hashed(F("folded")))


def chosen_of(campaign, candidates, here: Range = EVERYBODY) -> models.QuerySet[Contact]:
    """Those of them who are written to, each mailbox and each number once."""
    reached = reached_by(campaign.channel)
    chosen = candidates.filter(agreed(campaign.purpose, campaign.channel, here=here))
    chosen = chosen.exclude(**{reached.field: ""})
    chosen = chosen.exclude(held_back(campaign.purpose)).exclude(capped(campaign, here))
    for keeps in suppressing_now(
        campaign.purpose, campaign.channel
    ):  # one by one: so each is joined once, not looked up for each contact
        chosen = chosen.filter(~keeps)
    return chosen.order_by(reached.key, "pk").distinct(reached.key)


def with_address(campaign, contacts) -> models.QuerySet[Contact]:
    """Where this campaign reaches each of them."""
    reached = reached_by(campaign.channel)
    return contacts.annotate(reached=F(reached.field), reached_key=F(reached.key))


def write_down(campaign, here: Range, *, after: int, rules=None) -> tuple[int, int]:
    """The recipients of a range, their places beginning behind `after`; how many are written to, and left out."""
    with connection.cursor() as cursor:
        cursor.execute(PLANNED)
    candidates = candidates_of(campaign, here, rules)
    once = chosen_of(campaign, candidates, here)
    if after:  # a mailbox that an earlier range has
        mine = Recipient.objects.filter(campaign=campaign)
        once = once.exclude(Exists(mine.filter(address_key=OuterRef(reached_by(campaign.channel).key))))
    once = with_address(campaign, parted(campaign, once)).values("id", "reached", "reached_key", "part")
    count = _insert(WRITTEN_TO, once, campaign, after)
    here_now = Recipient.objects.filter(campaign=campaign, contact=OuterRef("pk"))
    left, aside = candidates.filter(~Exists(here_now.filter(seq__gt=after))), 0
    if has_control(campaign):
        aside = _insert(KEPT_ASIDE, once, campaign, None)
        left = left.filter(~Exists(here_now.filter(reason=Reason.CONTROL)))
    left = with_address(campaign, left.annotate(reason=why_left_out(campaign, here))).order_by("pk")
    return count, aside + _insert(LEFT_OUT, left.values("id", "reached", "reason"), campaign, None)


@dataclass(frozen=True)
class Numbers:
    """What the snapshot would write down now."""

    written_to: int
    # By reason; without those that nobody is left out for.
    left_out: dict[str, int]
    # Else those are left to be counted who were added after some of the first.
    is_whole: bool = True

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """In words, in the order in which they are asked."""
        return [(str(each.label), self.left_out[each]) for each in Reason if each in self.left_out]

    @property
    def together(self) -> int:
        return self.written_to + sum(self.left_out.values())


def numbers_of(campaign, here: Range = EVERYBODY) -> Numbers:
    """Counted over the very sets that write_down() writes. Who is not chosen and has no other reason is a duplicate of
    somebody who is.
    """
    candidates = candidates_of(campaign, here)
    written_to = chosen_of(campaign, candidates, here).count()
    reasons = candidates.annotate(reason=why_left_out(campaign, here)).order_by()
    left_out = dict(reasons.values_list("reason").annotate(count=models.Count("pk")))
    left_out[Reason.DUPLICATE] = left_out.get(Reason.DUPLICATE, 0) - written_to
    left_out[Reason.CONTROL] = aside = kept_aside(campaign, of=written_to)
    counted = {reason: count for reason, count in left_out.items() if count}
    return Numbers(written_to - aside, counted, is_whole=here == EVERYBODY)


def why_left_out(campaign, here: Range = EVERYBODY) -> Case:
    """Of candidates; asked of each by itself, since a set of all who agreed may be too large for memory."""
    purpose, reached = campaign.purpose, reached_by(campaign.channel)
    states = Consent.State
    is_silent = Q(said=None) | ~Q(said=states.GIVEN)
    has_refused = is_silent if Consent.is_advertising(purpose) else Q(said=states.WITHDRAWN)
    return Case(
        When(**{reached.field: ""}, then=Value(reached.missing)),
        When(has_refused, then=Value(Reason.NO_CONSENT)),
        When(suppressed(purpose, campaign.channel), then=Value(Reason.SUPPRESSED)),
        When(held_back(purpose), then=Value(Reason.COMPLAINT)),
        When(capped(campaign, here), then=Value(Reason.CAPPED)),
        default=Value(Reason.DUPLICATE),
    )


def _insert(select: str, chosen: models.QuerySet[Contact], campaign, after: int | None) -> int:
    sql, params = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        # The set as Django writes it, with its values as parameters.
        written = INTO + select.format(chosen=sql)  # nosec B608
        cursor.execute(written, [require_workspace_id(), campaign.pk, after, *params])
        return cursor.rowcount
