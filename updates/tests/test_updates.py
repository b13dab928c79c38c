"""Updates to customers: drafted of what they may see, edited, sent once, filed, skipped, by themselves on their day."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from accounts.models import Account
from interactions.models import FollowUp, Interaction
from interactions.scheduling import set_schedule
from interactions.services import add_follow_up, log_interaction
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail, Suppression, TooLateToCancel
from messaging.sending import sender_of_workspace, suppress
from timeline.models import Event
from updates.drafting import add_what_happened, draft_update
from updates.models import CustomerUpdate, UpdateItem, UpdateLink
from updates.models.update import NotADraft
from updates.sending import NobodyToSendTo, NothingToSend, send_update, take_back

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^/\s]+(/p/noor/updates/[^/\s\"]+/)")


def owe(salem, afaq, reason, agreed_in=None, **fields):
    given = {"reason": reason, "due_on": timezone.localdate() + timedelta(days=3), "owner": salem}
    return add_follow_up(account=afaq, by=salem, fields={**given, **fields}, agreed_in=agreed_in)


def texts(update, kind=None) -> str:
    items = update.items.filter(kind=kind) if kind else update.items.all()
    return "\n".join(items.values_list("text", flat=True))


@pytest.fixture
def draft(salem, afaq, reachable, log, in_noor):
    owe(salem, afaq, "إرسال العقد", agreed_in=log("سلّمنا الدفعة الأولى"))
    return draft_update(afaq, by=salem)


def test_a_draft_gathers_what_was_done_decided_promised_and_owed(salem, afaq, reachable, log, in_noor):
    log("سلّمنا الدفعة الأولى")
    log("نراجع الأسعار في يناير", channel="meeting", outcome="held", subject="الاجتماع الشهري")
    kept = owe(salem, afaq, "إرسال العينات")
    kept.finish(by=salem)
    owe(salem, afaq, "إرسال العقد")
    owe(salem, afaq, "أمر الشراء", owed_by="customer")
    made = draft_update(afaq, by=salem)
    assert "سلّمنا الدفعة الأولى" in texts(made, "done")
    assert "إرسال العينات" in texts(made, "done")
    assert texts(made, "decided") == "الاجتماع الشهري: نراجع الأسعار في يناير"
    assert "إرسال العقد" in texts(made, "promised")
    assert "أمر الشراء" in texts(made, "owed")
    assert (made.language, made.chosen) == ("ar", [reachable.pk])
    assert made.greeting.startswith("السلام عليكم Noura")
    assert draft_update(afaq, by=salem) == made, "one draft at a time"
    assert made.items.count() == 5, "and nothing twice"


def test_plans_of_our_own_wait_for_a_person_to_put_them_in(salem, afaq, reachable, log, in_noor):
    owe(salem, afaq, "سؤال المالية عن حدهم الائتماني")
    owe(salem, afaq, "مراجعة الخصم", agreed_in=log("مكالمة داخلية", is_visible_to_customer=False))
    owe(salem, afaq, "أمر الشراء", owed_by="customer")
    made = draft_update(afaq, by=salem)
    assert [item.is_left_out for item in made.items.filter(kind="promised")] == [True, True]
    assert [item.is_left_out for item in made.items.filter(kind="owed")] == [False]


def test_what_is_internal_never_enters(salem, afaq, reachable, log, call, in_noor):
    log("سر المكالمة", is_visible_to_customer=False)
    log("لم يرد", outcome="no_answer")
    gone = log("حُذفت")
    gone.remove(by=salem)
    log("رسالة منهم", channel="email", direction="in")
    step = {"reason": "خفض السعر سرًا", "due_on": timezone.localdate(), "owner": salem}
    note = {"channel": "note", "direction": "internal", "text": "بيننا"}
    log_interaction(account=afaq, by=salem, fields=note, next_step=step)
    rhythm = {"is_by_hand": True, "unit": "week", "every": 1, "channel": "", "topics": "موضوع داخلي"}
    set_schedule(afaq, by=salem, read_version=0, fields=rhythm)
    assert FollowUp.objects.scheduled().exists()
    made = draft_update(afaq, by=salem)
    assert texts(made) == ""


def test_what_repeats_stays_as_internal_as_it_began(salem, afaq, reachable, in_noor):
    step = {"reason": "خفض السعر سرًا", "due_on": timezone.localdate(), "owner": salem}
    weekly = {**step, "repeat_unit": "week", "repeat_every": 1}
    note = {"channel": "note", "direction": "internal", "text": "بيننا"}
    log_interaction(account=afaq, by=salem, fields=note, next_step=weekly)
    FollowUp.objects.get().finish(by=salem)
    assert FollowUp.objects.open().exists()
    assert texts(draft_update(afaq, by=salem)) == ""


@pytest.mark.parametrize("how", ["hidden", "removed"])
def test_what_becomes_internal_before_it_is_sent_stays_here(
    sign_in, salem, afaq, reachable, log, how, in_noor
):
    slip = log("سر قيل خطأ")
    note = {"channel": "note", "direction": "internal", "text": "بيننا", "is_visible_to_customer": True}
    step = {"reason": "خفض السعر سرًا", "due_on": timezone.localdate(), "owner": salem}
    agreed = log_interaction(account=afaq, by=salem, fields=note, next_step=step)
    draft = draft_update(afaq, by=salem)
    assert draft.items.count() == 2
    for each in (slip, agreed):
        if how == "removed":
            each.remove(by=salem)
        else:
            Interaction.objects.filter(pk=each.pk).update(is_visible_to_customer=False)
    page = sign_in(salem).get(url(draft)).text
    assert "سر" not in page.partition("update-previews")[2]
    assert "Internal by now" in sign_in(salem).get(url(draft, "edit/")).text
    with pytest.raises(NothingToSend):
        send_update(draft, by=salem)
    log("سلّمنا الدفعة")
    add_what_happened(draft)
    send_update(draft, by=salem)
    assert "سلّمنا" in OutgoingMail.objects.get().text
    assert "سر" not in OutgoingMail.objects.get().text


def test_a_draft_that_grew_since_it_was_read_is_read_again_before_it_leaves(sign_in, draft, salem, afaq, log):
    client = sign_in(salem)
    assert f'name="version" value="{draft.version}"' in client.get(url(draft)).text
    log("سطر لم يقرأه أحد")
    with workspace(salem.workspace_id):
        draft_update(afaq)
    answer = client.post(url(draft, "sending/"), {"version": draft.version}, follow=True)
    assert "has changed since you read it" in answer.text
    for unread in ({}, {"version": "x"}, {"version": "9" * 5000}):
        client.post(url(draft, "sending/"), unread)
    with workspace(salem.workspace_id):
        assert CustomerUpdate.objects.get().is_draft
        assert not OutgoingMail.objects.exists()


def test_promises_kept_or_called_off_since_are_promised_no_more(draft, salem, afaq, in_noor):
    owe(salem, afaq, "زيارة المصنع")
    add_what_happened(draft)
    FollowUp.objects.get(reason="إرسال العقد").finish(by=salem)
    FollowUp.objects.get(reason="زيارة المصنع").cancel(by=salem)
    add_what_happened(draft)
    assert texts(draft, "promised") == ""
    assert "إرسال العقد" in texts(draft, "done")
    assert "زيارة" not in texts(draft)
    places = list(draft.items.values_list("place", flat=True))
    assert len(set(places)) == len(places)


def test_an_update_stays_sent_when_the_next_draft_has_begun(sign_in, draft, salem, afaq):
    client = sign_in(salem)
    client.post(url(draft, "sending/"), {"version": draft.version})
    client.post(f"/w/noor/accounts/{afaq.number}/updates/new/")
    answer = client.post(url(draft, "sending/") + "?undo=1", follow=True)
    assert "Another draft has begun meanwhile" in answer.text
    with workspace(salem.workspace_id):
        assert CustomerUpdate.objects.sent().get().pk == draft.pk
        assert OutgoingMail.objects.get().state == "queued"


def test_the_next_one_begins_where_the_last_one_ended(draft, salem, afaq, reachable, log, in_noor):
    send_update(draft, by=salem)
    log("جديد بعد التحديث")
    following = draft_update(afaq, by=salem)
    assert following.since_at == draft.until_at
    assert texts(following, "done") == "جديد بعد التحديث"
    assert "العقد" in texts(following, "promised"), "what is still open is told again"


def test_a_letter_goes_out_with_a_link_kept_nowhere_and_is_filed(draft, salem, afaq, leave, in_noor):
    assert send_update(draft, by=salem) == 1
    assert leave() == 1
    [letter] = outbox.outbox
    found = LINK.search(letter.body)
    html = letter.alternatives[0].content
    for told in ("سلّمنا الدفعة الأولى", "إرسال العقد", "السلام عليكم Noura"):
        assert told in letter.body
        assert told in html
    assert '<html lang="ar" dir="rtl">' in html
    assert f'href="{found[0]}"' in html
    entry = Interaction.objects.get(channel="email")
    assert (entry.direction, entry.is_visible_to_customer, entry.logged_by) == ("out", True, salem)
    assert entry.mail_entry.outgoing.message_id == letter.extra_headers["Message-ID"]
    token = found[1].rstrip("/").rpartition("/")[2]
    rows = [
        *OutgoingMail.objects.values_list(),
        *UpdateLink.objects.values_list(),
        *Event.objects.values_list(),
    ]
    assert token not in str(rows)
    assert Event.objects.filter(verb="update.sent", actor=salem).count() == 1


def test_it_is_sent_once_and_to_nobody_who_takes_no_mail(draft, salem, in_noor):
    suppress("noura@afaq.example", reason=Suppression.Reason.BOUNCED, by=None)
    with pytest.raises(NobodyToSendTo):
        send_update(draft, by=salem)
    Suppression.objects.all().delete()
    draft.items.update(is_left_out=True)
    with pytest.raises(NothingToSend):
        send_update(draft, by=salem)
    draft.items.update(is_left_out=False)
    send_update(draft, by=salem)
    with pytest.raises(NotADraft):
        send_update(draft, by=salem)
    assert OutgoingMail.objects.count() == 1


def test_it_is_taken_back_while_it_waits_and_not_later(draft, salem, leave, in_noor):
    sender_of_workspace()
    send_update(draft, by=salem)
    take_back(draft, by=salem)
    assert draft.is_draft
    assert OutgoingMail.objects.get().state == "cancelled"
    assert not Interaction.objects.kept().filter(channel="email").exists()
    send_update(draft, by=salem)
    leave()
    with pytest.raises(TooLateToCancel):
        take_back(draft, by=salem)
    assert CustomerUpdate.objects.get().is_sent


def url(update, what=""):
    return f"/w/noor/updates/{update.number}/{what}"


def typed(update, **fields):
    form = {
        "version": update.version,
        "language": "ar",
        "subject": "تحديث الأسبوع",
        "greeting": "أهلًا",
        "closing": "سالم",
    }
    for place, item in enumerate(update.items.order_by("place", "pk")):
        form |= {
            f"item{place}_text": item.text,
            f"item{place}_kind": item.kind,
            f"item{place}_place": item.place,
        }
    for blank in range(3):
        form |= {f"new{blank}_text": "", f"new{blank}_kind": "promised", f"new{blank}_place": ""}
    return {**form, **fields}


def test_a_draft_is_edited_reordered_left_out_and_added_to(sign_in, draft, salem, reachable):
    client = sign_in(salem)
    assert client.get(url(draft, "edit/")).status_code == 200
    changed = typed(
        draft,
        contacts=[reachable.number],
        item0_text="سلّمنا الدفعة كاملة",
        item0_place="2",
        item1_place="1",
        item1_is_left_out="on",
        new0_text="زيارة الأربعاء",
        new0_kind="decided",
    )
    assert client.post(url(draft, "edit/"), changed).status_code == 303
    with workspace(salem.workspace_id):
        kept = CustomerUpdate.objects.get()
        assert (kept.subject, kept.greeting) == ("تحديث الأسبوع", "أهلًا")
        items = list(kept.items.order_by("place"))
        assert [(each.text, each.is_left_out) for each in items] == [
            (items[0].text, True),
            ("سلّمنا الدفعة كاملة", False),
            ("زيارة الأربعاء", False),
        ]
    page = client.get(url(draft)).text
    assert "سلّمنا الدفعة كاملة" in page
    assert "إرسال العقد" not in page
    stale = client.post(url(draft, "edit/"), typed(draft, contacts=[reachable.number]))
    assert stale.status_code == 422
    assert client.post(url(draft, "renewal/")).status_code == 303
    with workspace(salem.workspace_id):
        assert UpdateItem.objects.count() == 3, "what was left out does not come back"


@pytest.mark.parametrize(
    "wrong",
    [{"subject": ""}, {"contacts": ["99999"]}, {"item0_text": " "}, {"item0_kind": "x"}, {"language": "xx"}],
)
def test_what_is_wrong_is_told_and_nothing_is_saved(sign_in, draft, salem, reachable, wrong):
    answer = sign_in(salem).post(
        url(draft, "edit/"), typed(draft, **{"contacts": [reachable.number], **wrong})
    )
    assert answer.status_code == 422
    with workspace(salem.workspace_id):
        assert CustomerUpdate.objects.get().version == draft.version


def test_the_pages_send_once_and_undo(sign_in, draft, salem):
    client = sign_in(salem)
    assert client.get(url(draft)).status_code == 200
    for _press in range(2):
        assert client.post(url(draft, "sending/"), {"version": draft.version}).status_code == 303
    with workspace(salem.workspace_id):
        assert OutgoingMail.objects.count() == 1
    assert client.get(url(draft, "edit/")).status_code == 303
    client.post(url(draft, "sending/") + "?undo=1")
    with workspace(salem.workspace_id):
        assert CustomerUpdate.objects.get().is_draft


def test_an_empty_draft_says_so_and_is_skipped_with_one_press(sign_in, salem, afaq, reachable):
    client = sign_in(salem)
    client.post(f"/w/noor/accounts/{afaq.number}/updates/new/")
    with workspace(salem.workspace_id):
        made = CustomerUpdate.objects.get()
    assert "Nothing has happened since" in client.get(url(made)).text
    assert "Nothing has happened" in client.get("/w/noor/").text
    client.post(url(made, "sending/"), {"version": made.version})
    with workspace(salem.workspace_id):
        assert CustomerUpdate.objects.get().is_draft
    assert client.post(url(made, "skipping/") + "?from=today").url == "/w/noor/"
    with workspace(salem.workspace_id):
        assert CustomerUpdate.objects.get().is_skipped
    client.post(url(made, "skipping/") + "?undo=1")
    with workspace(salem.workspace_id):
        assert CustomerUpdate.objects.get().is_draft


def test_who_may_what(sign_in, draft, salem, reem, karim, afaq):
    assert sign_in(reem).get(url(draft)).status_code == 200
    assert sign_in(karim).get(url(draft)).status_code == 404
    listed = f"/w/noor/accounts/{afaq.number}/updates/"
    assert sign_in(reem).get(listed).status_code == 200
    for verb in ("edit/", "renewal/", "sending/", "skipping/"):
        assert sign_in(reem).post(url(draft, verb)).status_code == 403
        assert sign_in(karim).post(url(draft, verb)).status_code == 404
    for verb in ("new/", "rhythm/"):
        assert sign_in(reem).post(listed + verb).status_code == 403
        assert sign_in(karim).post(listed + verb).status_code == 404
        assert sign_in(salem).get(listed + verb).status_code == 405
    for verb in ("renewal/", "sending/", "skipping/"):
        assert sign_in(salem).get(url(draft, verb)).status_code == 405


def test_nothing_is_sent_or_drafted_about_an_archived_customer(sign_in, draft, salem, afaq):
    with workspace(salem.workspace_id):
        Account.objects.get(pk=afaq.pk).archive(by=salem)
    client = sign_in(salem)
    for path in (url(draft, "sending/"), f"/w/noor/accounts/{afaq.number}/updates/new/"):
        assert client.post(path).status_code == 303
    with workspace(salem.workspace_id):
        assert CustomerUpdate.objects.get().is_draft
        assert not OutgoingMail.objects.exists()
