"""Who gets a campaign: written down once, before the first message leaves.

One INSERT .. SELECT DISTINCT ON of those who are written to, each mailbox once, without who has not agreed, whose
address is suppressed here or everywhere, and whose customer has an open complaint. A second one writes down who was
left out, and why. From then on nothing is added: who joins the audience later was not meant.
"""

from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from accounts.models import Consent, Contact, KeptRefusal, Position
from accounts.models.contact import Channel
from campaigns.audience import agreed, audience_of
from campaigns.models import Recipient, SendChunk
from campaigns.splitting import has_control, kept_aside, parted
from complaints.marketing import holding_complaints
from lib.tenancy.state import require_workspace_id
from messaging.models import PlatformSuppression, Suppression

CHUNK = 500
Reason = Recipient.Reason

INTO = """
insert into campaigns_recipient
(workspace_id, campaign_id, contact_id, seq, address, address_key, state, reason, answer, attempts, settled_at, variant)
"""
WRITTEN_TO = """
select %s, %s, chosen.id, row_number() over (order by chosen.id), chosen.email_1, chosen.email_1_key,
'pending', '', '', 0, null, chosen.part from ({chosen}) chosen where chosen.part >= 0
"""
LEFT_OUT = """
select %s, %s, chosen.id, null, chosen.email_1, null, 'skipped', chosen.reason, '', 0, now(), 0
from ({chosen}) chosen
"""


KEPT_ASIDE = """
select %s, %s, chosen.id, null, chosen.email_1, null, 'skipped', 'control', '', 0, now(), 0
from ({chosen}) chosen where chosen.part < 0
"""


class Folded(models.Func):
    """As messaging.models.suppression.folded_address."""

    template = "lower(btrim(normalize(%(expressions)s, NFKC)))"
    output_field = models.TextField()


class Hashed(models.Func):
    """As messaging.models.suppression.hash_of_address, of a folded one."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = models.TextField()


def suppressed(purpose: str) -> Q:
    """Of contacts with their folded address: that it is one that nothing, or nothing of this, is sent to."""
    here = Suppression.objects.filter(address=OuterRef("folded"))
    everywhere = PlatformSuppression.objects.filter(address_hash=OuterRef("hashed"))
    refused = KeptRefusal.objects.filter(
        address_hash=OuterRef("hashed"), channel=Channel.EMAIL, purpose=purpose
    )
    return Q(Exists(here)) | Q(Exists(everywhere)) | Q(Exists(refused))


def held_back(purpose: str) -> Q:
    """Of contacts: that a customer they stand for waits for the end of a complaint, and is sent no offers."""
    if not Consent.is_advertising(purpose):
        return Q(pk__in=[])
    accounts = holding_complaints().values("account")
    return Q(Exists(Position.objects.filter(contact=OuterRef("pk"), account__in=accounts)))


def candidates_of(campaign) -> models.QuerySet[Contact]:
    """Everybody in its audience, with what decides about the address."""
    return audience_of(campaign).alias(folded=Folded(F("email_1"))).alias(hashed=Hashed(F("folded")))


def chosen_of(campaign, candidates) -> models.QuerySet[Contact]:
    """Those of them who are written to, each mailbox once."""
    chosen = candidates.filter(agreed(campaign.purpose)).exclude(email_1="")
    chosen = chosen.exclude(suppressed(campaign.purpose)).exclude(held_back(campaign.purpose))
    return chosen.order_by("email_1_key", "pk").distinct("email_1_key")


def take_snapshot(campaign) -> None:
    """Write down the recipients and their chunks of a campaign that is locked and has none yet."""
    candidates = candidates_of(campaign)
    once = parted(campaign, chosen_of(campaign, candidates)).values("id", "email_1", "email_1_key", "part")
    count = _insert(WRITTEN_TO, once, campaign)
    aside = _insert(KEPT_ASIDE, once, campaign) if has_control(campaign) else 0
    left = candidates.exclude(pk__in=Recipient.objects.filter(campaign=campaign).values("contact"))
    left = left.annotate(reason=why_left_out(campaign.purpose)).order_by("pk")
    campaign.left_out_count = aside + _insert(LEFT_OUT, left.values("id", "email_1", "reason"), campaign)
    campaign.recipient_count = count + campaign.left_out_count
    SendChunk.objects.bulk_create(
        [chunk_of(campaign, lo, min(lo + CHUNK - 1, count)) for lo in range(1, count + 1, CHUNK)],
        batch_size=1000,
    )


@dataclass(frozen=True)
class Numbers:
    """What the snapshot would write down now."""

    written_to: int
    # By reason; without those that nobody is left out for.
    left_out: dict[str, int]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """In words, in the order in which they are asked."""
        return [(str(each.label), self.left_out[each]) for each in Reason if each in self.left_out]

    @property
    def together(self) -> int:
        return self.written_to + sum(self.left_out.values())


def numbers_of(campaign) -> Numbers:
    """Counted over the very sets that take_snapshot() writes down. Who is not chosen and has no other reason is a
    duplicate of somebody who is.
    """
    candidates = candidates_of(campaign)
    written_to = chosen_of(campaign, candidates).count()
    reasons = candidates.annotate(reason=why_left_out(campaign.purpose)).order_by().values_list("reason")
    left_out = dict(reasons.annotate(count=models.Count("pk")))
    left_out[Reason.DUPLICATE] = left_out.get(Reason.DUPLICATE, 0) - written_to
    left_out[Reason.CONTROL] = aside = kept_aside(campaign, of=written_to)
    return Numbers(written_to - aside, {reason: count for reason, count in left_out.items() if count})


def why_left_out(purpose: str) -> Case:
    return Case(
        When(email_1="", then=Value(Reason.NO_ADDRESS)),
        When(~agreed(purpose), then=Value(Reason.NO_CONSENT)),
        When(suppressed(purpose), then=Value(Reason.SUPPRESSED)),
        When(held_back(purpose), then=Value(Reason.COMPLAINT)),
        default=Value(Reason.DUPLICATE),
    )


def chunk_of(campaign, lo: int, hi: int) -> SendChunk:
    return SendChunk(
        campaign=campaign, lo=lo, hi=hi, due_at=campaign.send_at, done_seq=lo - 1, intent_seq=lo - 1
    )


def _insert(select: str, chosen: models.QuerySet[Contact], campaign) -> int:
    sql, params = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        # The set as Django writes it, with its values as parameters.
        written = INTO + select.format(chosen=sql)  # nosec B608
        cursor.execute(written, [require_workspace_id(), campaign.pk, *params])
        return cursor.rowcount
