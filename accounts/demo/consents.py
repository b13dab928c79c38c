"""Purposes of the demo workspaces, their words, and customers who chose and unsubscribed by their own links."""

from datetime import datetime, time, timedelta

from accounts.consents import Standing
from accounts.models import Consent, ConsentPurpose, ConsentWording, Contact
from lib.tenancy.models import take_numbers
from timeline.models import Event
from workspaces.demo import Stage, past_event

OWN = {
    "النشرة الشهرية": (
        "Monthly newsletter",
        "أوافق على أن تصلني النشرة الشهرية، ويمكنني إلغاء الاشتراك متى شئت.",
        "I agree to receive the monthly newsletter. I can unsubscribe at any time.",
    ),
    "العروض والتخفيضات": (
        "Offers and discounts",
        "أوافق على أن تصلني العروض والتخفيضات، ويمكنني إلغاء الاشتراك متى شئت.",
        "I agree to receive offers and discounts. I can unsubscribe at any time.",
    ),
}
FIRST_WORDS = ("أوافق على أن تصلني النشرة الشهرية.", "I agree to receive the monthly newsletter.")
WORDED_DAYS_AGO, REWORDED_DAYS_AGO = 300, 120
MOST_CHOOSING = 60


def seed_consents(stage: Stage) -> None:
    """Only in noor: bahr shows how a workspace looks that has the usual purposes alone."""
    if stage.workspace.slug != "noor":
        return
    random = stage.random("consents")

    def moment(days):
        clock = time(random.randrange(7, 22), random.randrange(60))
        return datetime.combine(stage.today - timedelta(days=days), clock, stage.zone)

    head, rows, events, worded = stage.member("huda"), [], [], {}
    number = take_numbers(ConsentPurpose, len(OWN))
    for place, (label_ar, (label_en, *words)) in enumerate(OWN.items()):
        own = ConsentPurpose.objects.create(
            number=number + place, code=f"p{number + place}", label_ar=label_ar, label_en=label_en
        )
        events.append(
            past_event(
                "consentpurpose.added", own, by=head, at=moment(310), purpose=own.code, named=labels(own)
            )
        )
        versions = (
            [(FIRST_WORDS, WORDED_DAYS_AGO), (words, REWORDED_DAYS_AGO)] if not place else [(words, 200)]
        )
        for version, ((text_ar, text_en), days) in enumerate(versions, 1):
            worded[own.code] = ConsentWording.objects.create(
                purpose=own.code, version=version, text_ar=text_ar, text_en=text_en, at=moment(days), by=head
            )
    reached = (
        Contact.objects.exclude(email_1="")
        .filter(archived_at=None, created_at__lt=moment(112))
        .prefetch_related("consents")
    )
    for contact in reached.order_by("number")[:MOST_CHOOSING]:
        if Standing(contact.consents.all()).has("withdrawn", "email", "marketing") or random.random() < 0.4:
            continue
        code, days = random.choice(sorted(worded)), random.randrange(20, 110)
        rows.append(chosen(stage, contact, worded[code], "given", moment(days), random))
        if random.random() < 0.2:
            rows.append(
                chosen(stage, contact, worded[code], "withdrawn", moment(random.randrange(1, 19)), random)
            )
    rows.sort(key=lambda row: row.at)
    Consent.objects.bulk_create(rows)
    named = {}
    for own in ConsentPurpose.objects.all():
        named |= labels(own)
    for row in rows:
        told = {"channel": row.channel, "purpose": row.purpose, "named": named}
        verb = "consent.confirmed" if row.state == "given" else "consent.unsubscribed"
        events.append(past_event(verb, row.contact, by=None, at=row.at, **told))
    Event.objects.bulk_create(sorted(events, key=lambda event: event.at))


def labels(own) -> dict[str, list[str]]:
    return {own.code: [own.label_ar, own.label_en]}


def chosen(stage, contact, words, state, at, random) -> Consent:
    language = contact.language[:2] if contact.language[:2] in {"ar", "en"} else "ar"
    page = "confirm" if state == "given" else "unsubscribe"
    return Consent(
        contact=contact,
        channel="email",
        purpose=words.purpose,
        state=state,
        wording=words.text(language),
        worded=words,
        language=language,
        source=f"/p/{stage.workspace.slug}/{page}/",
        address=contact.email_1,
        ip_address=f"192.0.2.{random.randrange(1, 255)}",
        at=at,
    )
