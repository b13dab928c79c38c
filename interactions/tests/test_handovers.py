"""A customer goes to a colleague, who reads how things stand and confirms."""

import threading
from contextlib import suppress

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts.bulk.work import change_selected
from accounts.models import Account
from accounts.services import add_account, add_contact, change_account
from accounts.state_of_play import state_of_play
from interactions.models import FollowUp, Handover
from interactions.playing import waiting_for
from interactions.scheduling import change_rules
from interactions.services import add_follow_up, log_interaction
from lib.tenancy.state import workspace
from timeline.models import Event, Notification
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def give(account, to, *, by):
    found = Account.objects.get(pk=account.pk)
    found.owner = to
    return change_account(found, by=by, read_version=found.version, changed=["owner"])


def promise(account, by, **fields):
    given = {"reason": "Send the offer", "due_on": timezone.localdate(), "owner": by, **fields}
    return add_follow_up(account=account, by=by, fields=given)


def waiting(account):
    return Handover.objects.waiting().filter(account=account)


def page_of(client, account):
    return client.get(f"/w/noor/accounts/{account.number}/").content.decode()


def confirm_url(handover):
    return f"/w/noor/handovers/{handover.number}/confirmation/"


def test_a_new_account_manager_gets_a_brief_until_it_is_confirmed(sign_in, salem, mona, huda, afaq, in_noor):
    step, theirs = promise(afaq, salem), promise(afaq, mona, reason="Mona's own")
    assert not Handover.objects.exists(), "a new customer has no story to tell"
    give(afaq, mona, by=huda)
    handover = waiting(afaq).get()
    assert (handover.from_member, handover.to_member, handover.by) == (salem, mona, huda)
    assert [each.pk for each in waiting_for(mona)] == [handover.pk]
    assert waiting_for(salem) == []
    client = sign_in(mona)
    assert "Read and confirm" in client.get("/w/noor/").content.decode()
    assert "Take over 1 open follow-up too" in page_of(client, afaq)
    for _press in range(2):
        assert client.post(confirm_url(handover), {"takes_over": "1"}).status_code == 303
    assert waiting_for(mona) == []
    assert FollowUp.objects.get(pk=step.pk).owner == mona
    assert Event.objects.filter(verb="handover.confirmed").count() == 1
    client.post(f"{confirm_url(handover)}?undo=1")
    assert waiting(afaq).get() == handover
    assert FollowUp.objects.get(pk=step.pk).owner == salem
    assert FollowUp.objects.get(pk=theirs.pk).owner == mona


def test_without_the_tick_open_follow_ups_stay_where_they_are(sign_in, salem, mona, huda, afaq, in_noor):
    step = promise(afaq, salem)
    give(afaq, mona, by=huda)
    sign_in(mona).post(confirm_url(waiting(afaq).get()))
    assert FollowUp.objects.get(pk=step.pk).owner == salem


def test_given_back_it_is_over_and_given_on_it_comes_from_who_knows_the_customer(
    salem, mona, faisal, huda, afaq, in_noor
):
    give(afaq, mona, by=huda)
    give(afaq, salem, by=huda)
    assert not waiting(afaq).exists()
    give(afaq, mona, by=huda)
    give(afaq, faisal, by=huda)
    handover = waiting(afaq).get()
    assert (handover.from_member, handover.to_member) == (salem, faisal)
    give(afaq, None, by=huda)
    assert not waiting(afaq).exists()


def test_only_the_new_account_manager_confirms(sign_in, salem, mona, huda, reem, karim, afaq, in_noor):
    give(afaq, mona, by=huda)
    handover = waiting(afaq).get()
    for who, status in ((salem, 303), (huda, 303), (reem, 403), (karim, 404)):
        assert sign_in(who).post(confirm_url(handover)).status_code == status
    assert sign_in(mona).get(confirm_url(handover)).status_code == 405
    assert waiting(afaq).exists()


def test_the_former_one_leaves_a_note_also_where_the_customer_is_out_of_sight(
    sign_in, salem, mona, faisal, huda, afaq, noor, in_noor
):
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    give(afaq, faisal, by=huda)
    handover = waiting(afaq).get()
    client = sign_in(salem)
    assert client.get(f"/w/noor/accounts/{afaq.number}/").status_code == 404
    assert afaq.name_en in client.get("/w/noor/handovers/").content.decode()
    url = f"/w/noor/handovers/{handover.number}/note/"
    assert client.post(url, {"note": "Call after ten\n<b>only</b>"}).status_code == 303
    assert Notification.objects.get(kind="handover.noted").recipient == faisal
    page = page_of(sign_in(faisal), afaq)
    assert "Call after ten" in page
    assert "<b>only</b>" not in page
    assert sign_in(faisal).get(url).status_code == 303
    assert client.post(url, {"note": "x" * 1001}).status_code == 422
    handover.refresh_from_db()
    handover.confirm(by=faisal)
    client.post(url, {"note": "late"})
    handover.refresh_from_db()
    assert handover.note.startswith("Call after ten")


def test_many_are_given_with_one_notice_and_confirmed_together(sign_in, salem, mona, huda, in_noor):
    made = [add_account(by=salem, fields={"name_en": f"No {n}", "owner": salem}) for n in range(12)]
    numbers = [account.number for account in made]
    change_selected(by=huda, list_key="accounts", verb="owner", value=str(mona.number), numbers=numbers)
    notices = Notification.objects.filter(kind="account.assigned", recipient=mona)
    assert [(each.times, each.subject_id) for each in notices] == [(12, None)]
    assert Handover.objects.waiting().count() == 12
    mine = sign_in(mona)
    page = mine.get("/w/noor/handovers/").content.decode()
    assert page.count('name="number"') == 12
    foreign = Handover.objects.waiting().order_by("number").first()
    asked = [each.number for each in Handover.objects.waiting().order_by("number")[1:]]
    asked = [*asked, "999999999999", "x", "٣"]
    assert mine.post("/w/noor/handovers/confirmations/", {"number": asked}).status_code == 303
    assert list(Handover.objects.waiting()) == [foreign]
    assert (
        sign_in(salem).post("/w/noor/handovers/confirmations/", {"number": [foreign.number]}).status_code
        == 303
    )
    assert Handover.objects.waiting().exists()


def test_the_state_of_play_is_written_from_data(sign_in, salem, reem, afaq, noura, in_noor):
    position = noura.positions.get()
    position.title, position.decision_role = "Buyer", "decides"
    position.save()
    fields = {"channel": "call", "direction": "out", "outcome": "reached"}
    log_interaction(account=afaq, by=salem, fields={**fields, "text": "Price agreed"}, contacts=[noura])
    log_interaction(account=afaq, by=salem, fields={**fields, "text": "Rang twice", "outcome": "no_answer"})
    promise(afaq, salem, reason="Send the contract")
    promise(afaq, salem, reason="Sign the contract", owed_by="customer")
    afaq.refresh_from_db()
    afaq.avoid = "Never call in the morning"
    change_account(afaq, by=salem, read_version=afaq.version, changed=["avoid"])
    page = page_of(sign_in(reem), afaq)
    play = page[page.index('class="play"') : page.index('class="record"')]
    for text in (
        "Price agreed",
        "Send the contract",
        "Sign the contract",
        "Noura",
        "Never call in the morning",
    ):
        assert text in play
    assert "Rang twice" not in play
    assert "Decision maker" in play


def test_the_state_of_play_of_an_empty_customer_is_short(salem, in_noor):
    account = add_account(by=salem, fields={"name_en": "Empty", "owner": salem})
    found = state_of_play(account, salem, {"steps": [], "meetings": [], "positions": []})
    assert [each["line"].template for each in found] == ["interactions/play_last.html"]


def test_what_to_avoid_is_typed_on_the_form_and_taken_back(sign_in, salem, afaq, in_noor):
    client = sign_in(salem)
    page = client.get(f"/w/noor/accounts/{afaq.number}/edit/")
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"avoid": "No calls on Thursday", "owner": salem.number, "kind": "company"}
    assert client.post(f"/w/noor/accounts/{afaq.number}/edit/", sent).status_code == 303
    assert Account.objects.get(pk=afaq.pk).avoid == "No calls on Thursday"
    version = Account.objects.get(pk=afaq.pk).version
    client.post(f"/w/noor/accounts/{afaq.number}/edit/?undo={version}")
    assert Account.objects.get(pk=afaq.pk).avoid == ""


def test_a_contact_who_has_no_role_is_left_to_the_panel(salem, afaq, in_noor):
    plain = add_contact(by=salem, fields={"name_en": "Plain"}, account=afaq)
    other = add_contact(by=salem, fields={"name_en": "Other"}, account=afaq)
    people = list(afaq.positions.select_related("contact").order_by("-is_primary", "pk"))
    found = state_of_play(afaq, salem, {"steps": [], "meetings": [], "positions": people})
    who = next(each["found"] for each in found if each["line"].template.endswith("who.html"))
    assert [each.contact for each in who] == [plain]
    assert other not in [each.contact for each in who]


def test_numbers_nobody_could_have_confirm_nothing(sign_in, salem, mona, huda, afaq, in_noor):
    give(afaq, mona, by=huda)
    sent = {"number": ["1" * 5_000, "²", "-1", "x", ""]}
    assert sign_in(mona).post("/w/noor/handovers/confirmations/", sent).status_code == 303
    assert waiting(afaq).exists()


@pytest.mark.django_db(transaction=True)
def test_many_customers_given_away_twice_at_once_do_not_wait_in_a_ring(salem, mona, huda, noor):
    """One comes from nobody and gets its next contact, one comes from a colleague and gets a handover."""
    with workspace(noor.pk), transaction.atomic():
        change_rules({"A": {"unit": "week", "every": 1, "channel": ""}}, by=huda)
        make = lambda owner, **more: add_account(by=huda, fields={"name_en": "One", "owner": owner, **more})  # noqa: E731
        given = [make(salem) for _each in range(2)]
        nobodys = [make(None, tier="A") for _each in range(2)]
    halfway, failed = threading.Barrier(2), []

    def give_two(first, second):
        try:
            with workspace(noor.pk), transaction.atomic():
                give(first, mona, by=huda)
                with suppress(threading.BrokenBarrierError):  # the other one waits for this one to end
                    halfway.wait(1)
                give(second, mona, by=huda)
        except OperationalError as failure:
            failed.append(failure)
        connection.close()

    pairs = [(given[0], nobodys[0]), (nobodys[1], given[1])]
    threads = [threading.Thread(target=give_two, args=pair) for pair in pairs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    with workspace(noor.pk), transaction.atomic():
        assert Handover.objects.count() == 2
        assert FollowUp.objects.scheduled().open().count() == 2
