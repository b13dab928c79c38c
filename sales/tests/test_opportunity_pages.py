"""The pages of opportunities: list, board, form, verbs with their Undo, settings, and who may do what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from conftest import make_member
from lib import formats
from sales.models import LostReason, Opportunity, OpportunityStage
from workspaces.models import Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"sales:{name}", kwargs={"slug": "noor", **kwargs})


def undo_url(response):
    (message,) = [each for each in response.context["messages"] if "undo:" in each.extra_tags]
    return message.extra_tags.partition("undo:")[2]


def written(**fields):
    day = timezone.localdate() + timedelta(days=20)
    return {
        "name": "Paper",
        "kind": "upsell",
        "stage": "2",
        "amount_minor": "1,500.50",
        "currency": "SAR",
        "expected_on": formats.day(day),
        "owner": "",
        **fields,
    }


def test_it_is_written_down_in_a_stage_with_its_next_step(sign_in, salem, afaq, in_noor):
    client, address = sign_in(salem), f"{url('opportunity_new')}?account={afaq.number}"
    page = client.get(address)
    assert not OpportunityStage.objects.exists()  # looking writes nothing
    token = page.context["form"]["form_token"].value()
    fields = written(owner=salem.number, next_step="Call", due_when="today", form_token=token)
    for _twice in range(2):
        assert client.post(address, fields).status_code == 303
    found = Opportunity.objects.get()
    assert (found.stage.name_en, found.amount_minor, found.probability) == ("Needs understood", 150_050, 25)
    assert found.open_step.reason == "Call"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("amount_minor", "much"),
        ("amount_minor", "-5"),
        ("currency", "XXQ"),
        ("expected_on", "soon"),
        ("probability", "101"),
        ("stage", "99"),
        ("owner", "70001"),
        ("contact", "70001"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(sign_in, salem, afaq, in_noor, name, value):
    fields = written(owner=salem.number) | {name: value}
    page = sign_in(salem).post(f"{url('opportunity_new')}?account={afaq.number}", fields)
    assert page.status_code == 422
    assert name in page.context["form"].errors
    assert not Opportunity.objects.exists()


def test_the_list_begins_with_my_own_open_ones_and_is_narrowed(sign_in, salem, mona, sell):
    sell(name="Mine", amount_minor=900)
    sell(name="Of mona", owner=mona, kind="renewal")
    sell(name="Gone", expected_on=timezone.localdate() - timedelta(days=2))
    client = sign_in(salem)
    first = client.get(url("opportunities"), follow=True)
    assert [row.name for row in first.context["page"].rows] == ["Gone", "Mine"]
    for query, found in (
        ("view=all&kind=renewal", ["Of mona"]),
        ("view=all&expected=late", ["Gone"]),
        ("view=all&q=mine", ["Mine"]),
        ("view=all&stage=1&sort=amount", ["Mine", "Of mona", "Gone"]),
        ("view=all&stage=2", []),
    ):
        page = client.get(f"{url('opportunities')}?{query}")
        assert [row.name for row in page.context["page"].rows] == found, query
    export = client.post(f"{url('opportunity_export')}?view=all", {"format": "csv"})
    assert b"Of mona" in export.content
    strip = client.get(f"{url('opportunity_forecast')}?view=all", headers={"hx-request": "true"})
    assert "SAR" in strip.content.decode()


def test_a_card_moves_on_the_board_and_back_again(sign_in, salem, sell):
    found = sell()
    client = sign_in(salem)
    page = client.get(url("opportunity_board"))
    assert [len(column.cards) for column in page.context["columns"]] == [1, 0, 0, 0, 0, 0]
    moved = client.post(
        f"{url('opportunity_stage', number=found.number)}?from=board&owner=me&column=1",
        {"stage": 3},
        follow=True,
    )
    assert moved.redirect_chain[-1][0].endswith("board/?owner=me&column=1")
    assert [column.count for column in moved.context["columns"]] == [0, 0, 1, 0, 0, 0]
    back = undo_url(moved)
    client.post(back)
    found.refresh_from_db()
    assert found.stage.number == 1
    client.post(back)  # a second press comes too late
    assert found.stays.count() == 3


def test_the_board_cuts_a_long_column_and_offers_the_rest(
    sign_in, salem, sell, django_assert_max_num_queries
):
    for _each in range(23):
        sell()
    client = sign_in(salem)
    with django_assert_max_num_queries(16):
        page = client.get(url("opportunity_board"))
    (column, *_others) = page.context["columns"]
    assert (len(column.cards), column.count, column.sums) == (20, 23, [(2_300_000, "SAR")])
    assert "Show the whole list: 23 opportunities" in page.content.decode()


def test_who_has_none_of_his_own_sees_those_of_all(sign_in, salem, huda, sell):
    sell()
    for member, who in ((salem, "me"), (huda, "")):
        page = sign_in(member).get(url("opportunity_board"))
        assert page.context["who"] == who
        assert sum(len(each.cards) for each in page.context["columns"]) == 1


def test_the_ends_of_the_board_ask_how_it_went(sign_in, salem, sell):
    found = sell()
    client = sign_in(salem)
    lost = OpportunityStage.objects.get(kind="lost").number
    asked = client.post(f"{url('opportunity_stage', number=found.number)}?from=board", {"stage": lost})
    assert asked.url == f"{url('opportunity_loss', number=found.number)}?from=board"
    assert client.post(asked.url, {"reason": ""}).status_code == 422
    done = client.post(asked.url, {"reason": "1", "note": "Price"}, follow=True)
    found.refresh_from_db()
    assert (found.state, found.lost_reason.name_en) == ("lost", "Price")
    client.post(undo_url(done))
    found.refresh_from_db()
    assert found.is_open


def test_it_is_won_for_another_amount_and_reopened(sign_in, salem, sell):
    found = sell()
    client = sign_in(salem)
    client.post(url("opportunity_win", number=found.number), {"amount_minor": "700"})
    found.refresh_from_db()
    assert (found.state, found.amount_minor) == ("won", 70_000)
    assert "Won" in client.get(url("opportunity", number=found.number)).content.decode()
    client.post(url("opportunity_reopening", number=found.number))
    found.refresh_from_db()
    assert found.is_open


def test_a_stale_edit_is_refused_once_with_what_was_typed(sign_in, salem, sell):
    found = sell()
    client, address = sign_in(salem), url("opportunity_edit", number=found.number)
    found.move_to(OpportunityStage.objects.get(number=2), by=salem)
    fields = written(owner=salem.number, version=1, name="Typed")
    page = client.post(address, fields)
    assert page.status_code == 422
    assert "Typed" in page.content.decode()
    saved = client.post(address, fields | {"version": page.context["form"].data["version"]}, follow=True)
    found.refresh_from_db()
    assert found.name == "Typed"
    client.post(undo_url(saved))
    found.refresh_from_db()
    assert found.name == "Paper for a year"


def test_archived_it_stands_in_no_list_until_it_is_restored(sign_in, salem, sell):
    found = sell()
    client, address = sign_in(salem), url("opportunity_archiving", number=found.number)
    done = client.post(address, follow=True)
    assert not client.get(f"{url('opportunities')}?view=all").context["page"].rows
    client.post(undo_url(done))
    assert client.get(f"{url('opportunities')}?view=all").context["page"].rows


@pytest.mark.parametrize("page", ["opportunity", "opportunity_edit", "opportunity_win", "opportunity_loss"])
def test_strangers_and_other_teams_find_nothing(sign_in, karim, noor, sell, page):
    found = sell()
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    colleague = make_member(noor, Role.ACCOUNT_MANAGER, "lama@noor.example", "لمى")
    for who in (karim, colleague):
        assert sign_in(who).get(url(page, number=found.number)).status_code == 404


def test_a_viewer_looks_and_changes_nothing(sign_in, reem, sell):
    found, client = sell(), sign_in(reem)
    page = client.get(url("opportunity", number=found.number))
    assert page.status_code == 200
    assert "opportunity_win" not in page.content.decode()
    for name in ("stage", "step", "reopening", "archiving", "win", "loss"):
        assert client.post(url(f"opportunity_{name}", number=found.number)).status_code == 403


def test_the_panel_of_the_customer_shows_the_open_ones(sign_in, salem, afaq, sell):
    sell()
    page = sign_in(salem).get(f"/w/noor/accounts/{afaq.number}/linked/", headers={"hx-request": "true"})
    assert "Paper for a year" in page.content.decode()
    whole = sign_in(salem).get(url("opportunities_of_account", number=afaq.number), follow=True)
    assert [row.name for row in whole.context["page"].rows] == ["Paper for a year"]


def test_the_settings_add_order_edit_and_archive(sign_in, huda, salem, in_noor):
    client = sign_in(huda)
    assert client.get(url("stages")).status_code == 200
    assert not OpportunityStage.objects.exists()
    assert client.post(url("stage_order", number=2), {"up": "1"}).status_code == 303
    assert [each.number for each in OpportunityStage.objects.standing()][:2] == [2, 1]
    client.post(url("stages"), {"name_en": "Trial", "probability": "60"})
    assert OpportunityStage.objects.get(name_en="Trial").place == 5
    client.post(url("stage", number=1), {"name_en": "Fit", "probability": "12", "version": "1"})
    assert OpportunityStage.objects.get(number=1).probability == 12
    assert client.post(url("stage", number=1), {"probability": "500", "version": "2"}).status_code == 422
    client.post(url("lost_reasons"), {"name_ar": "التوقيت"})
    done = client.post(url("lost_reason_archiving", number=1), follow=True)
    assert LostReason.objects.archived().count() == 1
    client.post(undo_url(done))
    assert not LostReason.objects.archived().exists()
    assert sign_in(salem).get(url("stages")).status_code == 403


def test_a_contact_of_two_customers_tells_nothing_of_the_one_that_is_not_seen(
    sign_in, noor, salem, faisal, afaq, sell
):
    mine = services.add_account(by=faisal, fields={"name_en": "Faisal Foods", "owner": faisal})
    lina = services.add_contact(by=faisal, fields={"name_en": "Lina"}, account=mine)
    services.place_contact(lina, afaq, by=salem, title="Adviser")
    services.place_contact(lina, afaq, by=salem, title="Secret adviser")
    found = sell(contact=lina)
    found.win(by=salem, amount_minor=777_700)
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    address = f"/w/noor/contacts/{lina.number}/"
    told = sign_in(faisal).get(address).content.decode()
    assert "7,777" not in told
    assert "Secret" not in told
    assert "did something with a record you cannot open" in told
    assert "7,777" in sign_in(salem).get(address).content.decode()
