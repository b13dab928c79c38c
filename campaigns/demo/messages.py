"""Messages by telephone in noor: one campaign by text message and one by WhatsApp that were sent through the file for
trials, with believable receipts.
"""

from datetime import datetime, time, timedelta

from accounts.models import Consent, Contact
from campaigns.channels.setting_up import keep_gateway
from campaigns.demo.campaigns import A_SECOND, parts_of
from campaigns.models import Campaign, ContentVersion, Recipient, Response, SendChunk
from campaigns.models.content import texts_of
from campaigns.starting import count
from campaigns.writing import OF_TEMPLATE, add_template
from timeline.models import Event
from workspaces.demo import Stage, past_event

State, Kind = Recipient.State, Response.Kind
PRICES = {"sms": 14, "whatsapp": 31}
HUNDREDTHS = {"sms": 200, "whatsapp": 100}
TEXTS = {
    "sms": {
        "name": "تذكير بأوقات العمل في رمضان",
        "body_ar": "{الاسم الأول}، نستقبلكم في رمضان من 10 صباحًا إلى 4 عصرًا. {شركتنا}",
        "body_en": "{first name}, in Ramadan we are open from 10 to 4. {company}",
    },
    "whatsapp": {
        "name": "تأكيد موعد زيارة المعرض",
        "body_ar": "أهلًا {الاسم الأول}، معرض {شركتنا} مفتوح لكم هذا الأسبوع.",
        "body_en": "Hello {first name}, the showroom of {company} is open for you this week.",
        "approved_name": "showroom_week", "approval_ar": "approved", "approval_en": "approved",
    },
}  # fmt: skip
DAYS_AGO = {"sms": 21, "whatsapp": 12}
# Of a hundred: that arrived, that were read, that could not be delivered.
ARRIVED, READ, GONE = 93, 64, 3


def seed_messages(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    huda, mona = stage.member("huda"), stage.member("mona")
    for channel, texts in TEXTS.items():
        said = {
            "provider": "file", "base_url": "", "account": "", "sender": "+966501110000",
            "price_minor": PRICES[channel], "currency": stage.workspace.currency, "per_second": 10,
        }  # fmt: skip
        keep_gateway(channel, by=huda, fields=said, secret="")
        add_sent(stage, channel, add_template(by=mona, channel=channel, **texts), by=mona)


def add_sent(stage: Stage, channel: str, template, *, by) -> None:
    day = stage.today - timedelta(days=DAYS_AGO[channel])
    at = datetime.combine(day, time(10), stage.zone)
    made = Campaign.objects.create(
        name=template.name, channel=channel, purpose="service", template=template, state="running", created_by=by,
        created_at=at - timedelta(days=1), send_at=at, started_at=at + 3 * A_SECOND,
    )  # fmt: skip
    price = {"price_minor": PRICES[channel], "currency": stage.workspace.currency}
    cost = {"cost": {"hundredths": HUNDREDTHS[channel], **price}}
    ContentVersion.objects.create(
        campaign=made, version=1, texts={**texts_of(template, OF_TEMPLATE), **cost}, blocks=[], domain="noor.example",
        at=at - timedelta(hours=3),
    )  # fmt: skip
    written, left = rows_of(made, at)
    Recipient.objects.bulk_create([*written, *left], batch_size=1000)
    SendChunk.objects.bulk_create(parts_of(made, written))
    made.recipient_count, made.left_out_count = len(written) + len(left), len(left)
    made.finished_at = max((row.settled_at for row in written), default=at) + A_SECOND
    made.counted, made.state = count(made), "done"
    made.save()
    Response.objects.bulk_create(receipts_of(stage, made, channel, written), batch_size=1000)
    told = (
        ("campaign.created", by, made.created_at),
        ("campaign.scheduled", by, at - timedelta(hours=3)),
        ("campaign.started", None, made.started_at),
        ("campaign.finished", None, made.finished_at),
    )
    Event.objects.bulk_create(past_event(verb, made, by=who, at=moment) for verb, who, moment in told)


def rows_of(made: Campaign, at) -> tuple[list[Recipient], list[Recipient]]:
    """Each number once; who refused service messages by this channel is left out."""
    refused = set(Consent.objects.refusing(made.channel, "service", at).values_list("contact_id", flat=True))
    written: list[Recipient] = []
    left: list[Recipient] = []
    seen: set[str] = set()
    for contact in Contact.objects.standing().kept().filter(created_at__lte=at).order_by("pk"):
        number = contact.phone_1_e164
        reason = "no_number" if not number else "no_consent" if contact.pk in refused else ""
        reason = reason or ("duplicate" if number in seen else "")
        row = Recipient(campaign=made, contact=contact, address=number)
        if reason:
            row.state, row.reason, row.settled_at = State.SKIPPED, reason, made.started_at
            left.append(row)
            continue
        seen.add(number)
        row.address_key, row.seq = number, len(written) + 1
        row.state, row.attempts = State.SENT, 1
        row.settled_at = made.started_at + len(written) * A_SECOND / 10
        written.append(row)
    return written, left


def receipts_of(stage: Stage, made: Campaign, channel: str, written: list[Recipient]) -> list[Response]:
    chance = stage.random(f"receipts {channel}")
    found = []
    for row in written:
        thrown, name = chance.uniform(0, 100), f"demo-{chance.getrandbits(64):x}"
        arrived = thrown < ARRIVED
        kinds = [Kind.DELIVERED] if arrived else [Kind.BOUNCED] if thrown > 100 - GONE else []
        kinds += [Kind.OPENED] if channel == "whatsapp" and thrown < READ else []
        for place, kind in enumerate(kinds, 1):
            found.append(
                Response(
                    campaign=made, recipient=row.pk, kind=kind, provider="meta" if channel == "whatsapp" else "twilio",
                    event_id=f"{kind}.{name}", at=row.settled_at + place * timedelta(minutes=chance.uniform(0.1, 40)),
                    answer="undelivered 30003" if kind == Kind.BOUNCED else "",
                )
            )  # fmt: skip
    return found
