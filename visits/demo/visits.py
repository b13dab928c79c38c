"""The demo's visits: contacts of noor who agreed, what they looked at in the last weeks, and some carts left behind."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import Consent, ConsentWording, Contact
from accounts.models.consent import WEB
from interactions.demo.seed import contacts_of_accounts
from sales.models import Product
from visits.counting import count_days
from visits.models import Visit, VisitKey
from visits.receiving import begin_days
from workspaces.demo import Stage

MOST_PEOPLE, WEEKS, BATCH = 24, 10, 500
SITE = "https://shop.noor.example"
PAGES = [
    ("/", "متجر النور"),
    ("/offers", "عروض الموسم"),
    ("/services/maintenance", "عقود الصيانة"),
    ("/branches/riyadh", "فرع الرياض"),
    ("/about", "من نحن"),
]
WORDS = (
    "أوافق على أن تعرفوا ما أتصفحه في موقعكم وأنا مسجّل الدخول، ويمكنني التراجع متى شئت.",
    "I agree that you see what I look at on your website while I am signed in. I can take this back at any time.",
)


def seed_visits(stage: Stage) -> None:
    """Only in noor: bahr shows how a workspace looks whose website tells nothing."""
    if stage.workspace.slug != "noor":
        return
    random, head = stage.random("visits"), stage.member("huda")
    since = stage.today - timedelta(weeks=WEEKS)
    begun_at = datetime.combine(since, time(9), stage.zone)
    # Nobody has its secret: whoever tries the demo makes a key of their own.
    key = VisitKey.objects.create(
        name="متجر النور", token_hash="0" * 64, ending="demo", created_by=head, created_at=begun_at
    )
    worded = ConsentWording.objects.create(
        purpose=Consent.VISITS, version=1, text_ar=WORDS[0], text_en=WORDS[1], at=begun_at, by=head
    )
    people = [
        each[0]
        for _account, each in sorted(contacts_of_accounts().items())
        if each and each[0].email_1 and each[0].created_at < begun_at
    ]
    agreed = sorted(random.sample(people, min(MOST_PEOPLE, len(people))), key=lambda each: each.number)
    Consent.objects.bulk_create(given(stage, contact, worded, begun_at, random) for contact in agreed)
    products = list(Product.objects.in_use().exclude(sku="").order_by("number"))
    rows: list[Visit] = []
    for contact in agreed:
        for _each in range(random.randrange(1, 7)):
            day = since + timedelta(days=random.randrange(3, WEEKS * 7))
            rows += one_stay(stage, contact, day, products, random)
    keep(rows, key)


def given(stage: Stage, contact: Contact, worded, begun_at, random) -> Consent:
    language = contact.language[:2] if contact.language[:2] in {"ar", "en"} else "ar"
    return Consent(
        contact=contact,
        channel=WEB,
        purpose=Consent.VISITS,
        state=Consent.State.GIVEN,
        wording=worded.text(language),
        worded=worded,
        language=language,
        source=f"/p/{stage.workspace.slug}/preferences/",
        ip_address=f"192.0.2.{random.randrange(1, 255)}",
        at=begun_at + timedelta(minutes=random.randrange(60, 2 * 24 * 60)),
    )


def one_stay(stage: Stage, contact: Contact, day, products, random) -> list[Visit]:
    """A few pages, some products, perhaps a cart, and mostly the order after it."""
    at = datetime.combine(day, time(random.randrange(8, 22), random.randrange(60)), stage.zone)
    rows = [
        visit(contact, at, "page", address=SITE + path, title=title) for path, title in draw_pages(random)
    ]
    seen = random.sample(products, min(len(products), random.randrange(0, 4)))
    rows += [
        visit(
            contact,
            at,
            "product",
            address=f"{SITE}/p/{each.sku}",
            title=each.name,
            product=each,
            sku=each.sku,
        )
        for each in seen
    ]
    if seen and random.random() < 0.45:
        amount = {"amount_minor": sum(each.price_minor for each in seen), "currency": seen[0].currency}
        reference = f"N-{random.randrange(10_000, 99_999)}"
        rows.append(visit(contact, at, "cart", address=f"{SITE}/cart", reference=reference, **amount))
        if random.random() < 0.6:
            rows.append(visit(contact, at, "order", address=f"{SITE}/thanks", reference=reference, **amount))
    for place, row in enumerate(rows):
        row.at += timedelta(minutes=place * 2, seconds=random.randrange(50))
    return [row for row in rows if row.at < timezone.now()]


def draw_pages(random) -> list:
    return random.sample(PAGES, random.randrange(1, 4))


def visit(contact, at, kind, **fields) -> Visit:
    return Visit(contact=contact, at=at, kind=kind, **fields)


def keep(rows: list[Visit], key: VisitKey) -> None:
    rows.sort(key=lambda row: row.at)
    for place, row in enumerate(rows):
        row.on, row.key = timezone.localdate(row.at), key
        row.event_id, row.received_at = f"demo-{place}", row.at + timedelta(seconds=2)
    Visit.objects.bulk_create(rows, BATCH)
    days = {(row.contact_id, row.on) for row in rows}
    begin_days(days, rows)
    count_days(days)
    if rows:
        key.used_at = rows[-1].received_at
        key.save(update_fields=["used_at"])
