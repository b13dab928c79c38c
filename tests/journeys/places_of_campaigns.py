"""Pages of campaigns: the templates, one that is whole and one that is not; campaigns in each state."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Contact
from campaigns.models import Campaign, Recipient, SendChunk, Template, TemplateBlock
from campaigns.scheduling import add_campaign, pause, schedule
from campaigns.writing import add_block, add_template
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing


def templates(salem, huda):
    """With a block of each kind, and one with long words that says nothing in English."""
    subjects = {
        "subject_ar": LONG_NAME,
        "subject_en": "An offer",
        "preview_ar": LONG_NAME,
        "preview_en": UNBROKEN,
    }
    whole = add_template(by=huda, name=LONG_NAME[:80], **subjects)
    texts = {"text_ar": f"{LONG_NAME} {{العميل}}", "text_en": f"{UNBROKEN} {{customer}}"}
    for kind in TemplateBlock.Kind.values:
        more = {"more_ar": LONG_NAME, "more_en": UNBROKEN} if kind in {"columns", "offer"} else {}
        code = {"code": "SEASON15"} if kind == "offer" else {}
        add_block(
            whole, by=huda, fields={"kind": kind, **texts, **more, **code, "link": "https://noor.example"}
        )
    lacking = add_template(by=huda, name=UNBROKEN[:80], subject_ar="عرض")
    add_block(lacking, by=huda, fields={"kind": "text", "text_ar": "نص {كلمة}", "text_en": UNBROKEN})
    add_template(by=huda, name="Archived").archive(by=huda)


def campaigns(salem, huda):
    """A draft that is whole, one whose template is not, one that waits, goes on, stands, and one that is over."""
    from campaigns import starting

    whole, lacking = Template.objects.order_by("number")[:2]
    fields = {"purpose": "marketing", "template": whole}
    narrow = {"accounts": {"status": ["active"], "owner": [salem.pk], "city": ["الرياض"]}}
    add_campaign(by=huda, **fields | {"name": LONG_NAME[:80], "audience": narrow})
    add_campaign(by=huda, **fields | {"name": UNBROKEN[:80], "template": lacking})
    later = add_campaign(by=huda, **fields | {"name": "Later"})
    schedule(
        later,
        by=huda,
        send_at=timezone.now() + timedelta(days=3),
        expire_at=timezone.now() + timedelta(days=4),
    )
    for name in ("Running", "Paused", "Over"):
        begun = add_campaign(by=huda, **fields | {"name": name})
        schedule(begun, by=huda)
        Campaign.objects.filter(pk=begun.pk).update(state="snapshotting")
        begun.refresh_from_db()
        rows_of(begun)
    pause(Campaign.objects.get(name="Paused"), by=None, why=Campaign.Why.ERRORS)
    starting.finish_if_over(Campaign.objects.get(name="Over").pk)


def rows_of(begun):
    """One in each state, with each reason and a long answer; of the one that is over nobody waits."""
    contact = Contact.objects.order_by("number").first()
    answer = f"550 5.7.1 {UNBROKEN} {LONG_NAME}"
    is_over = begun.name == "Over"
    kinds = [("sent", ""), ("failed", "blocked"), ("ambiguous", "died"), ("skipped", "no_consent")]
    kinds += [] if is_over else [("pending", ""), ("deferred", "")]
    rows = [
        Recipient(
            campaign=begun, contact=contact, seq=seq, address=UNBROKEN, address_key=f"{seq}@walk.example",
            state=state, reason=reason, answer=answer if reason else "", attempts=1,
        )
        for seq, (state, reason) in enumerate(kinds, 1)
    ]  # fmt: skip
    Recipient.objects.bulk_create(rows)
    settled = {f"{state}_count": 1 for state in ("sent", "failed", "ambiguous", "skipped")}
    stands = {"state": "done"} if is_over else {"state": "open", "due_at": timezone.now() + timedelta(days=1)}
    SendChunk.objects.create(
        campaign=begun, lo=1, hi=len(rows), done_seq=0, intent_seq=0, **settled, **stands
    )
    begun.recipient_count = len(rows)
    begun.move("run", by=None, started_at=timezone.now())


FURNISH = [templates, campaigns]


def at_campaigns():
    home = "/w/noor/campaigns/templates/"
    yield Place(home, who="huda")
    yield Place(f"{home}new/", act=save_nothing, who="huda")
    for number in (1, 2):
        yield Place(f"{home}{number}/", who="huda")
    yield Place(f"{home}1/edit/", who="huda")
    yield Place(f"{home}1/preview/?account=1&language=ar", who="huda")
    yield Place(f"{home}2/preview/?account=999", who="huda")
    yield Place(f"{home}1/blocks/new/", who="huda")
    for kind in ("heading", "text", "button", "picture", "columns", "offer", "points", "divider"):
        yield Place(f"{home}1/blocks/new/?kind={kind}", who="huda")
    yield Place(f"{home}1/blocks/2/", who="huda")


def at_sending():
    home = "/w/noor/campaigns/"
    yield Place(home, who="huda")
    yield Place(f"{home}?state=going", who="huda")
    yield Place(f"{home}new/", act=save_nothing, who="huda")
    for number in range(1, 7):
        yield Place(f"{home}{number}/", who="huda")
    yield Place(f"{home}1/edit/", who="huda")
    for number in (1, 2):
        yield Place(f"{home}{number}/schedule/", who="huda")
    yield Place(f"{home}4/cancellation/", who="huda")
    yield Place(f"{home}recipients/", who="huda")
    yield Place(f"{home}recipients/?campaign=6&state=ambiguous", who="huda")
    yield Place(f"{home}6/recipients/1/", who="huda")
    yield Place("/w/noor/contacts/1/campaigns/", who="huda")
    yield Place("/w/noor/settings/responses/", who="huda")
    yield Place("/w/noor/settings/sending/", who="huda")


WALKS = [at_campaigns, at_sending]
