"""Campaigns of noor: three that were sent, one that waits, one that is written, one that goes out at the start; one of
bahr. What became of those of the past is drawn, who was written to is who had agreed by then.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from accounts.models import Consent, Contact
from campaigns.following import links_of
from campaigns.gathering import CHUNK
from campaigns.lanes import lane_of_workspace
from campaigns.models import Campaign, CampaignCost, ContentVersion, Recipient, SendChunk, Split, Template
from campaigns.models.content import texts_of
from campaigns.scheduling import add_campaign, schedule
from campaigns.splitting import Lot, share
from campaigns.starting import count
from campaigns.writing import OF_BLOCK, OF_TEMPLATE
from messaging.sending import sender_of_workspace
from timeline.models import Event
from workspaces.demo import Stage, past_event

State, Reason = Recipient.State, Recipient.Reason
A_SECOND = timedelta(seconds=1)
# How slowly the one that goes out at the start begins; parts that go well make it faster.
FIRST_SPEED = 1.0
# What mail servers say, and how often among a thousand.
REFUSALS = (
    (Reason.FULL, "552 5.2.2 Mailbox full", 9),
    (Reason.BLOCKED, "550 5.7.1 Message rejected as spam by content filter", 7),
    (Reason.REFUSED, "554 5.0.0 Transaction failed", 4),
    (Reason.UNREACHABLE, "451 4.3.0 Temporary server error", 3),
)


@dataclass(frozen=True)
class Past:
    name: str
    template: str
    days_ago: int
    at: time
    unknown: int = 0
    purpose: str = "marketing"
    control_percent: int = 0
    cost_minor: int = 0
    # The template of a second letter, tested on a quarter of the audience each; the second one won.
    second: str = ""


PAST = {
    "noor": (
        Past("إطلاق خدمة التوصيل السريع", "أخبار الشهر", 74, time(10), purpose="service"),
        Past("افتتاح معرض جدة", "أخبار الشهر", 33, time(9, 30), unknown=3, purpose="service"),
        Past(
            "تذكير بمعرض جدة",
            "أخبار الشهر",
            31,
            time(10),
            purpose="service",
            control_percent=20,
            cost_minor=240_000,
        ),
        Past(
            "زيارة المعرض: أي عنوان أفضل؟",
            "أخبار الشهر",
            17,
            time(10),
            purpose="service",
            second="شكر بعد أول عملية شراء",
        ),
        Past("عرض نهاية الموسم: الدفعة الأولى", "عرض نهاية الموسم", 9, time(11), cost_minor=95_000),
    ),
    "bahr": (Past("Eid greetings", "تهنئة العيد", 41, time(9)),),
}
BY = {"noor": "mona", "bahr": "owner"}


def seed_campaigns(stage: Stage) -> None:
    slug = stage.workspace.slug
    by, random = stage.member(BY[slug]), stage.random("campaigns")
    templates = {each.name: each for each in Template.objects.with_blocks()}
    for past in PAST[slug]:
        made = add_past(stage, past, templates[past.template], by=by, random=random)
        if past.second:
            add_trial(made, [templates[past.template], templates[past.second]])
    if slug != "noor":
        return
    add_campaign(
        by=by,
        name="تهنئة اليوم الوطني",
        purpose="marketing",
        template=templates["تهنئة اليوم الوطني (مسودة)"],
    )
    later = add_campaign(
        by=by, name="عرض نهاية الموسم: كبار العملاء", purpose="marketing", template=templates["عرض نهاية الموسم"],
        audience={"accounts": {"tier": ["A", "B"], "status": ["active"]}},
    )  # fmt: skip
    day = datetime.combine(stage.today + timedelta(days=5), time(10), stage.zone)
    schedule(later, by=by, send_at=day, expire_at=day + timedelta(hours=9))
    now = add_campaign(by=by, name="افتتاح معرض الدمام", purpose="service", template=templates["أخبار الشهر"])
    schedule(now, by=by)
    lane = lane_of_workspace()
    lane.per_second, lane.tokens = min(FIRST_SPEED, lane.most_per_second), 0
    lane.save(update_fields=["per_second", "tokens"])


def add_past(stage: Stage, past: Past, template: Template, *, by, random: Random) -> Campaign:
    at = datetime.combine(stage.today - timedelta(days=past.days_ago), past.at, stage.zone)
    made = Campaign.objects.create(
        name=past.name, purpose=past.purpose, template=template, state="running", created_by=by,
        created_at=at - timedelta(days=2), send_at=at, started_at=at + 4 * A_SECOND,
    )  # fmt: skip
    ContentVersion.objects.create(
        campaign=made,
        version=1,
        texts=texts_of(template, OF_TEMPLATE),
        blocks=[texts_of(block, OF_BLOCK) for block in template.in_order()],
        links=links_of(template, template.in_order()),
        is_followed=True,
        domain=sender_of_workspace().address.rpartition("@")[2] or "localhost",
        at=at - timedelta(days=1),
    )
    written, left = drawn(made, at, random, past.unknown)
    if past.control_percent:
        Split.objects.create(campaign=made, control_percent=past.control_percent)
        written = keep_aside(made, written, left, past.control_percent)
    if past.cost_minor:
        cost = {"amount_minor": past.cost_minor, "currency": stage.workspace.currency}
        CampaignCost.objects.create(campaign=made, by=by, **cost)
    Recipient.objects.bulk_create([*written, *left], batch_size=1000)
    SendChunk.objects.bulk_create(parts_of(made, written))
    made.recipient_count, made.left_out_count = len(written) + len(left), len(left)
    made.finished_at = max((row.settled_at for row in written), default=at) + 2 * A_SECOND
    made.counted, made.state = count(made), "done"
    made.save()
    told = (
        ("campaign.created", by, made.created_at),
        ("campaign.scheduled", by, at - timedelta(days=1)),
        ("campaign.started", None, made.started_at),
        ("campaign.finished", None, made.finished_at),
    )
    Event.objects.bulk_create(past_event(verb, made, by=who, at=moment) for verb, who, moment in told)
    return made


def add_trial(made: Campaign, letters: list[Template]) -> None:
    """A quarter got each letter, by lot; four hours later the second one went to the rest."""
    written = Recipient.objects.filter(campaign=made, seq__isnull=False)
    drawn_ones = list(
        written.annotate(lot=Lot(made.pk, "contact_id")).order_by("lot").values_list("pk", flat=True)
    )
    quarter, own = share(len(drawn_ones), 25), made.contents.saying(made)
    for place, template in enumerate(letters, 1):
        made.variants.create(place=place, template=template, percent=25)
        told = drawn_ones[(place - 1) * quarter : place * quarter]
        written.filter(pk__in=told).update(variant=place)
        blocks = template.in_order()
        ContentVersion.objects.create(
            campaign=made, version=1, variant=place, texts=texts_of(template, OF_TEMPLATE), is_followed=True,
            blocks=[texts_of(block, OF_BLOCK) for block in blocks], links=links_of(template, blocks),
            domain=own.domain, at=own.at,
        )  # fmt: skip
    decided_at = made.started_at + timedelta(hours=4)
    written.filter(variant=0).update(settled_at=decided_at + timedelta(minutes=1))
    made.finished_at = decided_at + timedelta(minutes=2)
    made.save(update_fields=["finished_at"])
    Split.objects.create(
        campaign=made,
        hours=4,
        measure="opens",
        decide_at=decided_at,
        decided_at=decided_at,
        winner=2,
        verdict="best",
    )


def drawn(made: Campaign, at: datetime, random: Random, unknown: int) -> tuple[list, list]:
    """Its rows: who is written to, with what became of each, and who was left out at once."""
    asked, said = ("email", made.purpose, at), Consent.objects
    is_offer = Consent.is_advertising(made.purpose)
    spoke = said.consenting(*asked) if is_offer else said.refusing(*asked)
    spoken = set(spoke.values_list("contact_id", flat=True))
    written: list[Recipient] = []
    left: list[Recipient] = []
    seen: set[str] = set()
    for contact in Contact.objects.standing().kept().filter(created_at__lte=at).order_by("pk"):
        key = contact.email_1_key or ""
        reason = ""
        if not contact.email_1:
            reason = Reason.NO_ADDRESS
        elif (contact.pk in spoken) != is_offer:
            reason = Reason.NO_CONSENT
        elif key in seen:
            reason = Reason.DUPLICATE
        row = Recipient(campaign=made, contact=contact, address=contact.email_1)
        if reason:
            row.state, row.reason, row.settled_at = State.SKIPPED, reason, made.started_at
            left.append(row)
            continue
        seen.add(key)
        row.address_key, row.seq = key, len(written) + 1
        settle(row, made.started_at + len(written) * A_SECOND / 8, random)
        written.append(row)
    for row in written[-unknown:] if unknown else ():
        row.state, row.reason, row.answer = State.AMBIGUOUS, Reason.DIED, ""
    return written, left


def keep_aside(made: Campaign, written: list, left: list, percent: int) -> list:
    """Those with the lowest lots, as campaigns/splitting.py draws them; the others close up."""
    lots = dict(Contact.objects.annotate(lot=Lot(made.pk)).values_list("pk", "lot"))
    drawn_ones = sorted(written, key=lambda row: lots[row.contact_id])[: share(len(written), percent)]
    for row in drawn_ones:
        row.seq = row.address_key = None
        row.state, row.reason, row.answer, row.attempts = State.SKIPPED, Reason.CONTROL, "", 0
        row.settled_at = made.started_at
    left += drawn_ones
    kept = [row for row in written if row.seq is not None]
    for place, row in enumerate(kept, 1):
        row.seq = place
    return kept


def settle(row: Recipient, at: datetime, random: Random) -> None:
    row.state, row.settled_at, row.attempts = State.SENT, at, 1
    thrown = random.random() * 1000
    for reason, answer, often in REFUSALS:
        thrown -= often
        if thrown < 0:
            row.state, row.reason, row.answer = State.FAILED, reason, answer
            return


def parts_of(made: Campaign, written: list[Recipient]) -> list[SendChunk]:
    parts = []
    for lo in range(1, len(written) + 1, CHUNK):
        rows = written[lo - 1 : lo - 1 + CHUNK]
        counts = {
            f"{state}_count": sum(row.state == state for row in rows)
            for state in (State.SENT, State.FAILED, State.SKIPPED, State.AMBIGUOUS)
        }
        chunk = SendChunk(campaign=made, lo=lo, hi=lo + len(rows) - 1, state="done", **counts)
        chunk.done_seq = chunk.intent_seq = lo - 1
        parts.append(chunk)
    return parts
