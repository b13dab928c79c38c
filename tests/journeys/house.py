"""A workspace as people leave it after some months, for the tests that walk through every page."""

import io
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import services
from accounts.bulk.work import change_selected
from accounts.consents import write_consent
from accounts.custom import settings as custom_fields
from accounts.imports import steps
from accounts.models import Account, Consent, Industry, Region
from conftest import make_member
from interactions.calling import make_sheet
from interactions.library import add_article
from interactions.models import Handover
from interactions.ready_answers import add_answer
from interactions.scheduling import set_schedule
from interactions.services import add_follow_up, log_interaction
from interactions.sharing import share
from lib.tenancy.state import workspace
from lib.tokens import hash_of
from messaging.parsing import parse
from messaging.receiving import keep
from timeline.attaching import attach
from workspaces.models import Invitation, Membership
from workspaces.models.saved_view import save_view
from workspaces.roles import Role
from workspaces.working_hours import add_period

INVITATION = "token-of-the-walk"
SHARED = "file-of-the-walk-of-every-page-" + "0" * 12
LONG_NAME = "مجموعة شركات عبدالرحمن بن عبدالعزيز السليماني وأولاده للتجارة والمقاولات والنقليات"
TRADE = "التجزئة"
UNKNOWN_MAIL = (
    b"From: A stranger <a.very.long.address.that.no.line.can.break@subsidiary-of-a-group.example>\r\n"
    b"Subject: Prices\r\nMessage-ID: <walk@stranger.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p>Please send your <b>prices</b>.</p>"
)
UNBROKEN = "a.very.long.address.that.no.line.can.break@subsidiary-of-a-group.example"
CUSTOMERS = """اسم العميل;الهاتف;المدينة;الحالة
شركة الأفق;0112345678;الرياض;نشط
;0112345679;جدة;نشط
مصنع الواحة;12;الدمام;محتمل
شركة الأفق;0112345678;الرياض;نشط
شركة الأفق;0119999999;أبها;خامل
"""
NO_TABLE = b"%PDF-1.7 not a table at all"


def furnish(noor, bahr, *, salem, huda, karim, work, further):
    """A customer that holds everything, thirty plain ones, imports at each stage, colleagues who come and go.

    `further` are the furnishings of the rooms that the walk comes to: each is called with salem and huda.
    """
    with workspace(bahr.pk), transaction.atomic():
        Membership.objects.create(user=huda.user, role=Role.VIEWER)
    make_former(noor)
    with workspace(noor.pk), transaction.atomic():
        add_custom_fields(huda)
        keep_hours(huda)
        add_rich_customer(salem)
        for number in range(2, 33):
            kept = services.add_account(
                by=salem,
                fields={"name_ar": f"مؤسسة {number}", "city": "جدة", "owner": salem},
                status="active",
            )
        kept.archive(by=salem)
        change_selected(by=huda, list_key="accounts", verb="tier", value="B", numbers=[3, 4])
        log_interactions(salem, huda)
        plan_contacts(salem, huda)
        add_ready_answers(huda)
        share_files(salem, huda)
        for fill in further:
            fill(salem, huda)
        keep(parse(UNKNOWN_MAIL), UNKNOWN_MAIL)
        save_view(
            by=salem,
            list_key="accounts",
            name="عملاء الرياض النشطون",
            query="status=active",
            columns=["owner", "city", "tag", "created"],
            density="compact",
            is_shared=True,
        )
        Invitation.objects.create(
            email="new@noor.example", role=Role.AGENT, invited_by=huda, token_hash=hash_of(INVITATION)
        )
    for begin in (False, True):
        with workspace(noor.pk), transaction.atomic():
            bring(salem, begin=begin)
    work()


def make_former(noor):
    gone = make_member(noor, Role.ACCOUNT_MANAGER, "gone@noor.example", "عادل")
    with workspace(noor.pk), transaction.atomic():
        Membership.objects.filter(pk=gone.pk).update(ended_at=gone.started_at)


def keep_hours(huda):
    day = timezone.localdate() + timedelta(days=3)
    for name, first, rule, hours in (
        ("رمضان 1448 هـ", day, "hours", [[600, 960]]),
        ("جرد المستودعات في الفروع كلها قبل نهاية السنة المالية", day, "open", [[480, 720], [780, 1020]]),
        ("إغلاق", day - timedelta(days=90), "closed", []),
    ):
        last = first + timedelta(days=20)
        add_period(by=huda, name=name, first_on=first, last_on=last, rule=rule, working_hours=hours)


def add_custom_fields(huda):
    for kind, label_ar, label_en, choices in (
        ("text", "رقم السجل التجاري لدى وزارة التجارة", "Commercial registration", ()),
        ("day", "تجديد العقد", "", ()),
        ("choice", "مستوى الخدمة", "Service level", ("ذهبي", "فضي")),
    ):
        custom_fields.add_field(
            by=huda,
            form_token=None,
            of="account",
            kind=kind,
            label_ar=label_ar,
            label_en=label_en,
            is_required=False,
            is_searchable=kind == "text",
            choices=[{"label_ar": choice, "label_en": ""} for choice in choices],
        )


def add_rich_customer(salem):
    account = services.add_account(
        by=salem,
        fields={
            "name_ar": LONG_NAME,
            "name_en": "Al-Sulaimani Group of Companies for Trading, Contracting and Transport",
            "phone": "+966 11 424 5383",
            "phone_e164": "+966114245383",
            "email": UNBROKEN,
            "website": "https://www.al-sulaimani-group-of-companies.example/about",
            "annual_revenue_minor": 1_250_000_000,
            "tier": "A",
            "city": "الرياض",
            "owner": salem,
            "industry": Industry.objects.named(TRADE),
            "region": Region.objects.named(TRADE),
            "description": "سطر أول.\nA second line, in English.",
        },
        tags=["مهم", "VIP"],
        status="active",
    )
    services.add_account(by=salem, fields={"name_ar": "فرع جدة", "parent": account, "owner": salem})
    for name, title in (
        ("نورة بنت عبدالله العتيبي", "مديرة المشتريات"),
        ("John Smith", "Head of Procurement"),
    ):
        contact = services.add_contact(
            by=salem,
            fields={
                "name_ar" if title[0] > "z" else "name_en": name,
                "phone_1": "0501234567",
                "phone_1_e164": "+966501234567",
                "email_1": UNBROKEN,
                "birth_on": date(1990, 5, 1),
            },
            interests=["معارض"],
            account=account,
            title=title,
        )
    for state in ("given", "withdrawn"):
        write_consent(
            contact,
            by=salem,
            channel=Consent._meta.get_field("channel").choices[0][0],
            purpose=Consent.Purpose.MARKETING,
            state=state,
            wording="By phone",
            source="call",
        )


def log_interactions(salem, huda):
    """One with everything, long and visible to the customer; one that was removed."""
    account = Account.objects.get(number=1)
    told = "سطر طويل يحكي ما دار في الاجتماع وما اتفقنا عليه. " * 12
    fields = {
        "channel": "meeting",
        "direction": "in",
        "outcome": "held",
        "minutes": 45,
        "subject": LONG_NAME,
        "text": f"{told}\n{UNBROKEN}",
        "is_visible_to_customer": True,
    }
    present = [position.contact for position in account.positions.select_related("contact")]
    log_interaction(account=account, by=salem, fields=fields, contacts=present)
    add_steps(salem, huda, account)
    removed = log_interaction(
        account=account, by=salem, fields={"channel": "note", "direction": "internal", "text": "س"}
    )
    removed.remove(by=salem)


def add_steps(salem, huda, account):
    """One that is late and long, one for today that repeats, one of the customer, one that is done."""
    today = timezone.localdate()
    contact = account.positions.select_related("contact").first().contact
    for days, fields in (
        (-3, {"reason": f"{LONG_NAME} {UNBROKEN}", "priority": "high", "contact": contact}),
        (0, {"reason": "إرسال عرض السعر", "repeat_unit": "hijri_month", "repeat_every": 2}),
        (5, {"reason": "أمر الشراء", "owed_by": "customer"}),
    ):
        due = {"due_on": today + timedelta(days=days), "owner": huda}
        step = add_follow_up(account=account, by=salem, fields={**due, **fields})
    done = add_follow_up(account=account, by=salem, fields={**due, "reason": "تم"})
    done.finish(by=salem)
    step.hand_over(to=salem, by=huda)


def plan_contacts(salem, huda):
    """A rhythm with topics; a customer handed over to huda with a long note, another one to reem."""
    account = Account.objects.get(number=1)
    given = {
        "is_by_hand": True,
        "unit": "week",
        "every": 2,
        "channel": "call",
        "topics": f"{LONG_NAME}\nالعقد",
    }
    set_schedule(account, by=salem, read_version=0, fields=given)
    reem = Membership.objects.get(user__email="reem@noor.example")
    for number, to in ((5, huda), (6, reem)):
        given_away = Account.objects.get(number=number)
        given_away.owner, given_away.avoid = to, f"{LONG_NAME} {UNBROKEN}"
        services.change_account(
            given_away, by=salem, read_version=given_away.version, changed=["owner", "avoid"]
        )
    handover = Handover.objects.get(to_member=huda)
    handover.write_note(f"{LONG_NAME}\n{UNBROKEN}", by=salem)


def share_files(salem, huda):
    """A file with a long name on the first interaction, shared by a link; an article; a sheet of calls."""
    account = Account.objects.get(number=1)
    interaction = account.interactions.order_by("pk").first()
    file = attach(interaction, b"%PDF-1.7\n%%EOF\n", name=f"{LONG_NAME} {UNBROKEN}.pdf", by=salem)
    contact = account.positions.select_related("contact").first().contact
    to = {"account": account, "contact": contact, "language": "ar", "days": 7}
    share(attachment=file, token=SHARED, by=salem, **to)
    written = {"title": LONG_NAME, "language": "ar", "text": f"فوائد المعارض. {UNBROKEN}", "link": ""}
    add_article(by=huda, interests=["معارض"], **written)
    make_sheet(by=huda, customers=[account, Account.objects.get(number=2)])


def add_ready_answers(huda):
    """A long one in both languages, one for another channel, one that was archived."""
    long_text = "السلام عليكم {جهة الاتصال}، نشكركم على تواصلكم. " * 12
    add_answer(
        by=huda, name=LONG_NAME[:80], text_ar=long_text, text_en=UNBROKEN, channels=["call", "whatsapp"]
    )
    add_answer(
        by=huda, name="Working hours", text_ar="", text_en="We are open, {customer}.", channels=["email"]
    )
    archived = add_answer(by=huda, name="قديم", text_ar="س", text_en="", channels=[])
    archived.archive(by=huda)


def bring(salem, *, begin):
    content = CUSTOMERS.encode("windows-1256")
    origin = steps.bring_file(io.BytesIO(content), name="عملاء.csv", size=len(content), by=salem)
    if begin:
        steps.start_import(origin, by=salem)
