"""Promises: written down, done, put off, handed over, called off; each once and with a way back."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.deletion import delete_for_good
from accounts.models.record import Archived
from accounts.services import add_account
from interactions.models import FollowUp, Interaction
from interactions.services import add_follow_up
from interactions.today import due_of
from timeline.models import Event, Notification
from timeline.story import told
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"interactions:{name}", kwargs={"slug": "noor", **kwargs})


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def promise(salem, afaq, in_noor):
    def make(days=0, **fields):
        given = {"reason": "Send the offer", "due_on": today(days), "owner": salem, **fields}
        return add_follow_up(account=afaq, by=salem, fields=given)

    return make


def written(**fields):
    return {
        "form_token": str(uuid.uuid4()),
        "reason": "Send the offer",
        "due_when": "week",
        "owed_by": "us",
        "owner": "2",
        "priority": "normal",
        **fields,
    }


def only(**narrowed):
    return FollowUp.objects.get(**narrowed)


def verbs():
    return list(
        Event.objects.filter(is_part=False, verb__startswith="followup")
        .order_by("id")
        .values_list("verb", flat=True)
    )


def new_url(account):
    return f"{url('follow_up_new')}?account={account.number}"


def test_a_promise_is_written_down_once_and_undone(sign_in, salem, afaq, noura, in_noor):
    client, sent = sign_in(salem), written(owner=salem.number, contact=noura.number, clock="09:30")
    for _press in range(2):
        assert client.post(new_url(afaq), sent).status_code == 303
    step = only()
    assert (step.account, step.contact, step.owner, step.due_on) == (afaq, noura, salem, today(7))
    assert timezone.localtime(step.due_at).time().isoformat() == "09:30:00"
    for page in (f"/w/noor/accounts/{afaq.number}/", f"/w/noor/contacts/{noura.number}/"):
        assert "Send the offer" in client.get(page).content.decode()
    client.post(url("cancellation", number=step.number) + "?again=1")
    assert only().state == "cancelled"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"reason": ""}, "reason"),
        ({"due_when": "day"}, "due_on"),
        ({"due_on": "31/2/2026"}, "due_on"),
        ({"due_when": "day", "due_on": "9999-01-01"}, "due_on"),
        ({"owner": "999"}, "owner"),
        ({"contact": "999"}, "contact"),
        ({"repeat_every": "2"}, "repeat_unit"),
        ({"repeat_every": "999", "repeat_unit": "day"}, "repeat_every"),
        ({"priority": "highest"}, "priority"),
    ],
)
def test_what_cannot_be_promised_is_refused(sign_in, salem, afaq, in_noor, fields, wrong):
    answer = sign_in(salem).post(new_url(afaq), written(**{"owner": salem.number, **fields}))
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not FollowUp.objects.exists()


def test_logging_writes_the_next_step_in_the_same_breath(sign_in, salem, afaq, noura, in_noor):
    sent = {
        "form_token": str(uuid.uuid4()),
        "channel": "call",
        "seen_by": "internal",
        "text": "Wants an offer",
        "contacts": [noura.number],
        "next_step": "Send the offer",
        "due_when": "tomorrow",
    }
    client, address = sign_in(salem), f"{url('new')}?account={afaq.number}"
    assert client.post(address, {**sent, "due_when": "day"}).status_code == 422
    assert not Interaction.objects.exists()
    for _press in range(2):
        client.post(address, sent)
    step = only()
    assert (step.reason, step.due_on, step.owner, step.contact) == ("Send the offer", today(1), salem, noura)
    assert step.agreed_in == Interaction.objects.get()


def test_an_interaction_does_a_follow_up(sign_in, salem, afaq, promise):
    step = promise()
    address = f"{url('new')}?account={afaq.number}&follow_up={step.number}"
    client = sign_in(salem)
    assert "Send the offer" in client.get(address).content.decode()
    client.post(
        address,
        {"form_token": str(uuid.uuid4()), "channel": "call", "seen_by": "internal", "text": "Sent"},
    )
    step = only()
    assert (step.state, step.done_by) == ("done", Interaction.objects.get())


def test_an_interaction_with_one_customer_does_nothing_promised_to_another(sign_in, salem, afaq, promise):
    step = promise()
    other = add_account(by=salem, fields={"name_en": "Bahja", "owner": salem})
    sign_in(salem).post(
        f"{url('new')}?account={other.number}&follow_up={step.number}",
        {"form_token": str(uuid.uuid4()), "channel": "call", "seen_by": "internal", "text": "Sent"},
    )
    assert Interaction.objects.get().account == other
    assert only().is_open


def test_undo_puts_nobody_back_who_was_deleted_for_good(sign_in, salem, huda, noura, promise):
    step, client = promise(contact=noura), sign_in(salem)
    client.post(url("follow_up_edit", number=step.number), written(version="1", reason="Call them"))
    assert (only().contact, only().version) == (None, 2)
    sign_in(huda).post(f"/w/noor/contacts/{noura.number}/deletion/", {"name": noura.name})
    client = sign_in(salem)
    client.post(f"{url('follow_up_edit', number=step.number)}?undo=2")
    assert (only().reason, only().contact) == ("Send the offer", None)


def test_done_and_open_again_may_be_pressed_twice(sign_in, salem, promise):
    step, client = promise(), sign_in(salem)
    for _press in range(2):
        client.post(url("completion", number=step.number))
    assert (only().state, only().closed_by) == ("done", salem)
    for _press in range(2):
        client.post(url("completion", number=step.number) + "?undo=1")
    assert (only().state, only().closed_at) == ("open", None)
    assert verbs() == ["followup.created", "followup.done", "followup.reopened"]


def test_a_verb_leads_back_to_where_it_was_pressed_and_so_does_its_undo(sign_in, salem, afaq, promise):
    step, client = promise(), sign_in(salem)
    places = {
        "from=list&in=owner%3Dme": "/w/noor/follow-ups/?owner=me",
        "from=today": "/w/noor/",
        "from=account": f"/w/noor/accounts/{afaq.number}/",
        "from=https://elsewhere.example": f"/w/noor/follow-ups/{step.number}/",
    }
    for query, place in places.items():
        answer = client.post(f"{url('completion', number=step.number)}?{query}")
        assert answer.url == place
        client.post(f"{url('completion', number=step.number)}?undo=1")


def test_one_that_repeats_makes_its_next_exactly_once(salem, promise):
    step = promise(repeat_unit="week", repeat_every=2)
    step.finish(by=salem)
    FollowUp.objects.get(pk=step.pk).finish(by=salem)
    following = only(predecessor=step)
    assert (following.due_on, following.repeat_from, following.state) == (today(14), step.due_on, "open")
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(
            account=step.account, owner=salem, due_on=today(), reason="Twice", predecessor=step
        )


def test_undo_puts_the_next_away_and_doing_it_again_brings_the_same_one_back(salem, promise):
    step = promise(repeat_unit="day", repeat_every=1)
    step.finish(by=salem)
    step.reopen(by=salem)
    assert only(predecessor=step).state == "cancelled"
    step.finish(by=salem)
    assert only(predecessor=step).state == "open"
    only(predecessor=step).cancel(by=salem)
    step.reopen(by=salem)
    step.finish(by=salem)
    # A person ended the repetition: it stays ended.
    assert only(predecessor=step).state == "cancelled"


def test_a_late_one_goes_on_after_today_and_a_snooze_moves_no_repetition(salem, promise):
    step = promise(-10, repeat_unit="week", repeat_every=1)
    step.snooze(until=today(), by=salem)
    step.finish(by=salem)
    assert only(predecessor=step).due_on == today(4)


def test_put_off_keeps_the_hour_and_is_undone(sign_in, salem, promise):
    at = timezone.make_aware(datetime.combine(today(), datetime.min.time().replace(hour=9)))
    step, client = promise(due_at=at), sign_in(salem)
    client.post(url("snooze", number=step.number) + "?from=today", {"due_when": "tomorrow"})
    assert (only().due_on, only().due_at) == (today(1), at + timedelta(days=1))
    client.post(f"{url('follow_up_edit', number=step.number)}?undo={only().version}")
    assert (only().due_on, only().due_at) == (today(), at)
    assert client.post(url("snooze", number=step.number), {"due_when": "day"}).status_code == 303
    assert only().due_on == today()


def test_undo_comes_too_late_once_it_is_done(sign_in, salem, promise):
    step, client = promise(), sign_in(salem)
    step.snooze(until=today(3), by=salem)
    version = step.version
    step.finish(by=salem)
    client.post(f"{url('follow_up_edit', number=step.number)}?undo={version}")
    assert only().due_on == today(3)


def test_a_colleague_who_is_handed_it_hears_of_it(sign_in, salem, mona, promise):
    step, client = promise(), sign_in(salem)
    for _press in range(2):
        client.post(url("handover", number=step.number), {"owner": mona.number})
    assert only().owner == mona
    assert Notification.objects.get(kind="followup.handed").recipient == mona
    client.post(f"{url('follow_up_edit', number=step.number)}?undo={only().version}")
    assert only().owner == salem
    client.post(url("handover", number=step.number), {"owner": "999"})
    assert only().owner == salem


def edit(step, **fields):
    return written(
        version=step.version,
        due_when="day",
        due_on=step.due_on.isoformat(),
        owner=step.owner.number,
        **fields,
    )


def test_an_edit_tells_both_values_and_an_untouched_one_nothing(sign_in, salem, promise):
    step, client = promise(), sign_in(salem)
    client.post(url("follow_up_edit", number=step.number), edit(step))
    assert only().version == 1
    client.post(url("follow_up_edit", number=step.number), edit(step, priority="high"))
    assert only().priority == "high"
    event = Event.objects.get(verb="followup.changed")
    assert len(told([event], member=salem)[0].changes) == 1
    stale = client.post(url("follow_up_edit", number=step.number), edit(step, reason="Mine"))
    assert stale.status_code == 422
    assert only().reason == "Send the offer"


def test_a_new_day_begins_the_repetition_anew(sign_in, salem, promise):
    step = promise(repeat_unit="week", repeat_every=1)
    sent = {**edit(step, repeat_unit="week", repeat_every=1), "due_on": today(2).isoformat()}
    sign_in(salem).post(url("follow_up_edit", number=step.number), sent)
    assert only().repeat_from == today(2)


@pytest.mark.parametrize(("who", "status"), [("reem", 403), ("karim", 404)])
def test_a_viewer_and_a_stranger_change_nothing(sign_in, request, promise, reem, karim, who, status):
    step, client = promise(), sign_in(request.getfixturevalue(who))
    for name in ("completion", "cancellation", "snooze", "handover", "follow_up_edit"):
        assert client.post(url(name, number=step.number), {"due_when": "week"}).status_code == status
    assert only().version == 1


def test_an_archived_customer_is_read_only(sign_in, salem, afaq, promise):
    step = promise()
    afaq.archive(by=salem)
    assert sign_in(salem).post(url("completion", number=step.number)).status_code == 303
    assert only().is_open
    with pytest.raises(Archived):
        step.snooze(until=today(1), by=salem)
    assert due_of(salem) == []


def test_own_customers_alone_where_the_workspace_chose_so(sign_in, noor, faisal, promise):
    step = promise()
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    assert sign_in(faisal).get(url("follow_up", number=step.number)).status_code == 404


def test_the_list_begins_with_what_i_owe_and_all_is_a_press_away(sign_in, salem, mona, promise):
    promise(reason="Mine to do")
    promise(reason="Hers to do", owner=mona)
    client = sign_in(salem)
    first = client.get(url("follow_ups"))
    assert first.status_code == 302
    page = client.get(first.url)
    assert "Mine to do" in page.content.decode()
    assert "Hers to do" not in page.content.decode()
    everything = client.get(url("follow_ups") + page.context["page"].clear_url)
    assert "Hers to do" in everything.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("due=late", ["late"]),
        ("due=today", ["today"]),
        ("due=week", ["week"]),
        ("due=later", ["later"]),
        ("owed_by=customer", ["week"]),
        ("q=late", ["late", "later"]),
        ("q=افاق", ["late", "today", "week", "later"]),
        ("state=done", []),
        ("sort=-due", ["later", "week", "today", "late"]),
    ],
)
def test_the_list_is_narrowed_and_sorted(sign_in, salem, promise, query, found):
    for reason, days in (("late", -2), ("today", 0), ("week", 5), ("later", 30)):
        promise(days, reason=reason, owed_by="customer" if reason == "week" else "us")
    page = sign_in(salem).get(f"{url('follow_ups')}?{query}")
    assert [row.reason for row in page.context["page"].rows] == found


def test_today_shows_my_late_and_todays_in_working_order(sign_in, salem, mona, promise):
    promise(1, reason="tomorrow")
    promise(0, reason="plain today")
    promise(0, reason="urgent today", priority="high")
    promise(-3, reason="late")
    promise(-5, reason="of a colleague", owner=mona)
    assert [step.reason for step in due_of(salem)] == ["late", "urgent today", "plain today"]
    page = sign_in(salem).get("/w/noor/").content.decode()
    assert page.index("late") < page.index("urgent today") < page.index("plain today")
    assert "of a colleague" not in page


def test_lateness_is_by_the_hour_where_there_is_one(promise):
    assert not promise(0).is_late
    assert promise(0, due_at=timezone.now() - timedelta(minutes=1)).is_late
    assert promise(-1).is_late


def test_a_deleted_contact_leaves_the_promise_and_a_deleted_customer_takes_it_along(
    salem, huda, afaq, noura, promise
):
    step = promise(contact=noura, repeat_unit="day", repeat_every=1)
    step.finish(by=salem)
    delete_for_good(noura, by=huda)
    assert set(FollowUp.objects.values_list("contact", flat=True)) == {None}
    delete_for_good(afaq, by=huda)
    assert not FollowUp.objects.exists()
    assert not FollowUp.history_model.objects.exists()


def test_a_hijri_month_repeats_by_the_hijri_calendar(salem, afaq, promise):
    step = promise(repeat_unit="hijri_month", repeat_every=1)
    FollowUp.objects.filter(pk=step.pk).update(due_on=date(2126, 2, 18), repeat_from=date(2126, 2, 18))
    FollowUp.objects.get(pk=step.pk).finish(by=salem)
    # Beyond the known calendar nothing follows, and nothing falls over.
    assert FollowUp.objects.count() == 1
