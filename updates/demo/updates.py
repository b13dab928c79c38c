"""The demo's updates: sent with a change asked for, approved, drafts with something and nothing, left out."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from interactions.demo.seed import contacts_of_accounts
from interactions.services import log_interaction
from lib.tokens import hash_of, new_token
from updates.answering import take_answers
from updates.drafting import draft_update
from updates.models import CustomerUpdate, UpdateItem, UpdateLink
from updates.rhythms import set_rhythm
from updates.sending import NobodyToSendTo, send_update
from workspaces.demo import Stage

SUNDAY, MONDAY = 6, 0
DONE = {
    "noor": [
        "سلّمنا دفعة شهر نوفمبر كاملة إلى مستودع الرياض",
        "أرسلنا عرض أسعار مواد التغليف بعد التعديل",
        "درّبنا فريقكم على بوابة الطلبات الجديدة",
    ],
    "bahr": [
        "We delivered the whole of November to your warehouse",
        "We sent the revised quotation for packaging",
        "We trained your team on the new ordering page",
    ],
}
DECIDED = {
    "noor": ("اجتماع المتابعة الشهري", "اتفقنا على التوريد الأسبوعي كل أحد، وعلى مراجعة الأسعار في يناير."),
    "bahr": ("Monthly review", "We agreed on weekly deliveries on Sundays, and to review prices in January."),
}
CHANGE = {
    "noor": "نرجو أن يكون التسليم صباح الإثنين بدلًا من الأحد.",
    "bahr": "Please deliver on Monday morning instead of Sunday.",
}


def seed_updates(stage: Stage) -> None:
    slug = stage.workspace.slug
    owned = Account.objects.kept().filter(owner__isnull=False, status="active").select_related("owner__user")
    people = contacts_of_accounts()
    reachable = [
        each
        for each in owned.order_by("number")[:120]
        if people[each.pk] and people[each.pk][0].email_1 and speaks(people[each.pk][0], stage)
    ]
    for place, account in enumerate(reachable[:5]):
        by = account.owner
        set_rhythm(
            account, by=by, is_on=True, weekday=SUNDAY if place < 3 else MONDAY, every_weeks=1 + place % 2
        )
        if place != 3:
            tell_something(account, slug, by=by)
        made = draft_update(account, by=None if place > 1 else by)
        if place < 2:
            send(made, by=by, change=CHANGE[slug] if place == 0 else "")
        elif place == 4:
            made.skip(by=by)


def speaks(contact, stage: Stage) -> bool:
    """The language in which the demo's texts are written."""
    return contact.language in ("", stage.workspace.language)


def tell_something(account, slug, *, by):
    """What the customer may see of the last days."""
    now = timezone.now()
    for days, text in enumerate(DONE[slug], 1):
        fields = {"channel": "whatsapp", "direction": "out", "subject": text, "is_visible_to_customer": True}
        log_interaction(account=account, by=by, fields=fields, at=now - timedelta(days=days), notice="")
    subject, text = DECIDED[slug]
    fields = {"channel": "meeting", "direction": "out", "subject": subject, "text": text, "outcome": "held"}
    fields["is_visible_to_customer"] = True
    log_interaction(account=account, by=by, fields=fields, at=now - timedelta(days=2), notice="")


def send(made: CustomerUpdate, *, by, change: str) -> None:
    """Sent, and answered by the link: as a whole, or with a change asked for in what was decided."""
    try:
        send_update(made, by=by)
    except NobodyToSendTo:
        return
    mailed = made.links.first()
    link = UpdateLink.objects.create(
        update=made, contact=mailed.contact, mail=mailed.mail, token_hash=hash_of(new_token())
    )
    words = {each.pk: ("approved", "") for each in made.items.filter(is_left_out=False)}
    decided = made.items.filter(kind=UpdateItem.Kind.DECIDED, is_left_out=False).first()
    if change and decided:
        words = dict(list(words.items())[:3])
        words[decided.pk] = ("change", change)
    take_answers(link, words)
