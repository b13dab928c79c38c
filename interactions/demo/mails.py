"""The demo's e-mail of today: sent, answered, not delivered, perhaps sent, and from people nobody knows yet."""

from datetime import timedelta
from email.message import EmailMessage

from django.utils import timezone

from accounts.models import Account
from interactions.mailing import write_mail
from messaging.models import OutgoingMail
from messaging.models.sender import LETTERS, SECRET_LENGTH
from messaging.parsing import parse
from messaging.receiving import keep
from messaging.sending import sender_of_workspace
from workspaces.demo import Stage

SIGNATURES = {
    "noor": ("شركة النور للتوريدات\nالرياض", "Al Noor Supplies\nRiyadh"),
    "bahr": ("بحر للتجارة\nدبي", "Bahr Trading\nDubai"),
}
# What we wrote, and what became of it: an answer, or the state in which it stands.
WRITTEN = {
    "noor": [
        (
            "عرض أسعار مواد التغليف",
            "السلام عليكم،\n\nهذا عرض الأسعار كما اتفقنا في زيارتنا الأخيرة. العرض ساري حتى نهاية الشهر.",
            "وعليكم السلام،\n\nوصلنا العرض، وسنرد عليكم بعد مراجعة الإدارة المالية.\n\nشكرًا لكم",
        ),
        (
            "موعد تسليم الطلبية",
            "السلام عليكم،\n\nنؤكد لكم أن التسليم سيكون صباح الأحد القادم.",
            "نشكركم، الموعد مناسب.",
        ),
        (
            "تجديد العقد السنوي",
            "السلام عليكم،\n\nيقترب موعد تجديد العقد، ويسعدنا أن نرتب لقاءً لمناقشة الشروط.",
            "no_such_address",
        ),
        (
            "دعوة إلى عرض الأصناف الجديدة",
            "السلام عليكم،\n\nيسرنا أن ندعوكم إلى عرض أصنافنا الجديدة يوم الأربعاء.",
            "cut",
        ),
    ],
    "bahr": [
        (
            "Your quotation",
            "Dear colleague,\n\nthese are the prices we agreed on. They hold until the end of the month.",
            "Thank you, we will come back to you this week.",
        ),
        ("Delivery on Sunday", "Dear colleague,\n\nwe confirm the delivery on Sunday morning.", "full"),
    ],
}
UNKNOWN = {
    "noor": [
        (
            "هند السالم",
            "hind@alwaha-foods.example",
            "طلب قائمة أسعار",
            "السلام عليكم،\n\nنحن شركة جديدة في جدة، ونرغب في الحصول على قائمة أسعاركم.\n\nهند السالم",
        ),
        (
            "Omar Khalid",
            "omar@gulf-events.example",
            "Packaging for an event",
            "Hello,\n\ncould you supply packaging for 2,000 guests in January?\n\nOmar",
        ),
    ],
    "bahr": [
        (
            "Lina Haddad",
            "lina@harbour.example",
            "Price list",
            "Hello,\n\nplease send us your price list.\n\nLina",
        )
    ],
}


def seed_mails(stage: Stage) -> None:
    slug, random = stage.workspace.slug, stage.random("mails")
    sender = sender_of_workspace()
    sender.mailbox = f"{slug}-" + "".join(random.choice(LETTERS) for _letter in range(SECRET_LENGTH))
    sender.signature_ar, sender.signature_en = SIGNATURES[slug]
    sender.save()
    found = Account.objects.kept().filter(owner__isnull=False, positions__contact__email_1__gt="")
    accounts = list(found.select_related("owner__user").distinct().order_by("number"))
    for number, (account, written) in enumerate(zip(accounts, WRITTEN[slug], strict=False)):
        _exchange(account, written, f"demo-{slug}-{number}")
    for number, (name, address, subject, text) in enumerate(UNKNOWN[slug]):
        _come_in(f"{name} <{address}>", subject, text, f"<unknown-{number}@demo.example>")


def _exchange(account, written, mark):
    subject, text, outcome = written
    contact = account.positions.exclude(contact__email_1="").order_by("-is_primary", "pk").first().contact
    made = write_mail(
        account=account,
        by=account.owner,
        fields={
            "channel": "email",
            "direction": "out",
            "subject": subject,
            "text": text,
            "is_visible_to_customer": True,
        },
        to_address=contact.email_1,
        to_name=contact.name,
        contact=contact,
    )
    mail, now = made.mail_entry.outgoing, timezone.now()
    mail.message_id, mail.due_at, mail.attempts, mail.handed_at = f"<{mark}@demo.example>", None, 1, now
    failed = outcome in OutgoingMail.Reason.values
    mail.reason = outcome if failed else ""
    states = OutgoingMail.State
    mail.state = states.UNCERTAIN if outcome == "cut" else states.FAILED if failed else states.SENT
    mail.sent_at = now if mail.state == states.SENT else None
    mail.save()
    if mail.state == states.FAILED:
        made.set_outcome("not_delivered", by=None)
    if not failed:
        who = f"{contact.name} <{contact.email_1}>"
        _come_in(who, f"Re: {subject}", outcome, f"<answer-{mark}@demo.example>", to=mail.message_id)


def _come_in(who, subject, text, message_id, to=""):
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = who, subject, message_id
    message["Date"] = timezone.now() - timedelta(minutes=5)
    if to:
        message["In-Reply-To"] = to
    message.set_content(text)
    raw = message.as_bytes()
    keep(parse(raw), raw)
