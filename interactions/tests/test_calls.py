"""Call sheets: made of a list, worked through call by call, every outcome logged, each with a way back."""

import pytest
from django.utils import timezone

from accounts import services
from interactions.models import CallLine, CallSheet, FollowUp, Interaction
from lib.tenancy.state import workspace

TOKEN = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def bayan(salem):
    with workspace(salem.workspace_id):
        fields = {"name_en": "Bayan Foods", "owner": salem, "phone_e164": "+966112345678"}
        return services.add_account(by=salem, fields=fields)


def make(client, accounts, **asked):
    return client.post(
        "/w/noor/calls/new/",
        {"list": "accounts", "number": [each.number for each in accounts], "form_token": TOKEN, **asked},
    )


@pytest.fixture
def sheet(sign_in, salem, afaq, noura, bayan):
    """Afaq, then Bayan."""
    assert make(sign_in(salem), [bayan, afaq]).status_code == 303
    with workspace(salem.workspace_id):
        return CallSheet.objects.get()


def page(sheet):
    return f"/w/noor/calls/{sheet.number}/"


def lines(sheet):
    with workspace(sheet.workspace_id):
        return list(sheet.lines.select_related("account", "interaction").order_by("place"))


def current(client, sheet):
    return client.get(page(sheet)).context["line"]


def press(client, sheet, outcome, **typed):
    line = current(client, sheet)
    return client.post(page(sheet), {"line": line.place, "outcome": outcome, **typed})


def test_a_sheet_of_ticked_rows_is_worked_through_with_one_press_a_call(sign_in, salem, sheet, afaq, noura):
    client = sign_in(salem)
    first = current(client, sheet)
    other = next(each for each in lines(sheet) if each.pk != first.pk)
    press(client, sheet, "reached", minutes="٧", text="Wants an offer")
    done = next(each for each in lines(sheet) if each.pk == first.pk)
    logged = done.interaction
    assert (logged.channel, logged.outcome, logged.minutes, logged.text) == (
        "call",
        "reached",
        7,
        "Wants an offer",
    )
    assert (logged.account_id, logged.logged_by_id) == (first.account_id, salem.pk)
    assert current(client, sheet) == other
    press(client, sheet, "no_answer")
    end = client.get(page(sheet)).text
    assert "Nobody waits on this sheet any more." in end
    assert "No answer" in end


def test_the_page_tells_what_the_call_needs(sign_in, salem, sheet, afaq, call, bayan):
    client = sign_in(salem)
    seen = {}
    for _line in range(2):
        answer = client.get(page(sheet))
        seen[answer.context["line"].account.name] = answer.text
        client.post(page(sheet), {"line": answer.context["line"].place, "pass": "1"})
    assert "Asked about the order" in seen[afaq.name], "the last contact"
    assert "tel:+966112345678" in seen[bayan.name]


def test_asked_to_call_again_promises_it_for_tomorrow_or_the_chosen_day(sign_in, salem, sheet):
    client = sign_in(salem)
    press(client, sheet, "call_back")
    press(client, sheet, "busy", again="week")
    with workspace(salem.workspace_id):
        days = sorted((step.due_on - timezone.localdate()).days for step in FollowUp.objects.all())
        assert all(step.owner_id == salem.pk for step in FollowUp.objects.all())
    assert days == [1, 7]


def test_a_call_noted_twice_is_logged_once(sign_in, salem, sheet):
    client = sign_in(salem)
    line = current(client, sheet)
    for _press in range(2):
        client.post(page(sheet), {"line": line.place, "outcome": "reached"})
    with workspace(salem.workspace_id):
        assert Interaction.objects.filter(account_id=line.account_id).count() == 1
        assert CallLine.objects.filter(done_at=None).count() == 1


def test_what_was_pressed_by_mistake_is_taken_back(sign_in, salem, sheet):
    client = sign_in(salem)
    line = current(client, sheet)
    answer = client.post(page(sheet), {"line": line.place, "outcome": "call_back"}, follow=True)
    assert f"{page(sheet)}?undo={line.place}" in answer.text
    for _press in range(2):
        client.post(f"{page(sheet)}?undo={line.place}")
    assert current(client, sheet) == line
    with workspace(salem.workspace_id):
        assert not Interaction.objects.kept().filter(account=line.account_id).exists()
        assert not FollowUp.objects.open().exists()
    client.post(page(sheet), {"line": line.place, "pass": "1"})
    assert current(client, sheet) != line
    client.post(f"{page(sheet)}?undo={line.place}")
    assert current(client, sheet) == line


@pytest.mark.parametrize(
    "typed", [{"outcome": "held"}, {"outcome": ""}, {"minutes": "-1"}, {"minutes": "1441"}]
)
def test_what_cannot_be_is_refused_with_what_was_typed(sign_in, salem, sheet, typed):
    client = sign_in(salem)
    answer = press(client, sheet, typed.pop("outcome", "reached"), text="A long story", **typed)
    assert answer.status_code == 422
    assert "A long story" in answer.text
    with workspace(salem.workspace_id):
        assert not CallLine.objects.exclude(done_at=None).exists()


def test_contacts_are_called_for_the_account_where_they_stand_first(sign_in, salem, afaq, noura):
    client = sign_in(salem)
    client.post("/w/noor/calls/new/", {"list": "contacts", "number": noura.number})
    with workspace(salem.workspace_id):
        line = CallLine.objects.get()
        assert (line.account_id, line.contact_id) == (afaq.pk, noura.pk)


def test_all_that_match_are_called_and_a_double_click_makes_one_sheet(sign_in, salem, afaq, bayan):
    client = sign_in(salem)
    for _press in range(2):
        make(client, [], all="1", query="q=Bayan")
    with workspace(salem.workspace_id):
        assert [each.account_id for each in CallLine.objects.all()] == [bayan.pk]
    answer = make(client, [], form_token="")
    assert answer.status_code == 303
    assert answer.url == "/w/noor/accounts/"


def test_a_sheet_is_of_who_made_it_and_of_no_strangers(sign_in, salem, mona, reem, karim, sheet, theirs):
    for other in (mona, karim):
        assert sign_in(other).get(page(sheet)).status_code == 404
    assert sign_in(karim).get(page(sheet).replace("noor", "bahr")).status_code == 404
    assert sign_in(reem).get(page(sheet)).status_code == 403
    make(sign_in(salem), [theirs], number=99_999, form_token="")
    with workspace(salem.workspace_id):
        assert CallSheet.objects.count() == 1


def test_an_archived_customer_is_told_and_passed_over(sign_in, salem, sheet):
    client = sign_in(salem)
    line = current(client, sheet)
    with workspace(salem.workspace_id):
        line.account.archive(by=salem)
    answer = press(client, sheet, "reached")
    assert answer.status_code == 303
    with workspace(salem.workspace_id):
        assert not Interaction.objects.filter(account=line.account_id).exists()
    client.post(page(sheet), {"line": line.place, "pass": "1"})
    assert current(client, sheet) != line
