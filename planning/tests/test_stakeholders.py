"""Stakeholders: the map, what is known of each, circles that are refused, and warnings worked out from the facts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Account, Position
from interactions.services import log_interaction
from lib.tenancy.state import workspace
from planning.models import Stakeholder
from planning.relations import FEW, NOBODY, NOT_MET, people_of, warned, warnings_of
from planning.stakeholder_today import counted, to_care_for
from planning.stakeholders import ReportsInCircle, describe

BLANK = {
    "criteria": "",
    "attitude": "",
    "influence": None,
    "strength": None,
    "keeper": None,
    "superior": None,
}


def page(account, *, slug="noor", contact=None):
    url = f"/w/{slug}/accounts/{account.number}/stakeholders/"
    return f"{url}{contact.number}/" if contact else url


def describe_as(salem, position, **fields):
    with workspace(salem.workspace_id):
        held = Stakeholder.objects.filter(contact=position.contact).first()
        return describe(
            Position.objects.select_related("contact", "account").get(pk=position.pk),
            by=salem,
            read_version=held.version if held else 0,
            decision_role=position.decision_role,
            fields={**BLANK, **fields},
        )


def met(salem, account, contact, *, days, channel="meeting", **fields):
    with workspace(salem.workspace_id):
        given = {"channel": channel, "direction": "out", "subject": "Talk", **fields}
        at = timezone.now() - timedelta(days=days)
        return log_interaction(account=account, by=salem, fields=given, contacts=[contact], at=at)


def test_what_is_written_stands_on_the_map_and_is_told(sign_in, salem, afaq, add_person):
    head, buyer = add_person("Aziz", "decides"), add_person("Hind", "buys")
    client = sign_in(salem)
    answer = client.post(
        page(afaq, contact=buyer.contact),
        {
            "decision_role": "blocks",
            "attitude": "opposes",
            "influence": "4",
            "strength": "2",
            "criteria": "Price\nSixty days",
            "superior": head.contact.number,
            "keeper": salem.number,
            "version": "0",
        },
    )
    assert answer.status_code == 303
    with workspace(salem.workspace_id):
        known = next(each for each in people_of(afaq) if each.contact == buyer.contact)
        assert (known.position.decision_role, known.facts.influence, known.facts.strength) == ("blocks", 4, 2)
        assert known.superior.contact == head.contact
        assert known.facts.criteria_lines == ["Price", "Sixty days"]
    shown = client.get(page(afaq)).content.decode()
    assert "Opponent" in shown
    assert "Sixty days" in shown
    story = client.get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert "plays in decisions" in story


def test_a_stale_edit_is_refused_and_keeps_what_was_typed(sign_in, salem, afaq, add_person):
    person = add_person("Aziz", "decides")
    describe_as(salem, person, attitude="supports")
    typed = {"decision_role": "decides", "attitude": "opposes", "criteria": "My words", "version": "0"}
    client = sign_in(salem)
    refused = client.post(page(afaq, contact=person.contact), typed)
    assert refused.status_code == 422
    assert "My words" in refused.content.decode()
    with workspace(salem.workspace_id):
        assert Stakeholder.objects.get().attitude == "supports"
    again = client.post(page(afaq, contact=person.contact), {**typed, "version": "1"})
    assert again.status_code == 303


def test_nobody_reports_to_themselves_over_others(salem, afaq, add_person):
    first, second, third = add_person("A"), add_person("B"), add_person("C")
    describe_as(salem, first, superior=second.contact)
    describe_as(salem, second, superior=third.contact)
    with pytest.raises(ReportsInCircle):
        describe_as(salem, third, superior=first.contact)
    with workspace(salem.workspace_id):
        assert not Stakeholder.objects.filter(contact=third.contact).exists()


def test_a_circle_is_said_at_its_field(sign_in, salem, afaq, add_person):
    first, second = add_person("A"), add_person("B")
    describe_as(salem, first, superior=second.contact)
    typed = {"superior": first.contact.number, "version": "0"}
    refused = sign_in(salem).post(page(afaq, contact=second.contact), typed)
    assert refused.status_code == 422
    assert "report to themselves" in refused.content.decode()


def test_who_left_the_customer_is_no_longer_on_the_map_and_comes_back_as_known(salem, afaq, add_person):
    add_person("B")
    person = add_person("A", "decides")
    describe_as(salem, person, influence=5, strength=5)
    with workspace(salem.workspace_id):
        services.leave_account(person, by=salem)
        assert [each.contact.name for each in people_of(afaq)] == ["B"]
        services.place_contact(person.contact, afaq, by=salem, decision_role="decides")
        assert people_of(afaq)[0].facts.influence == 5


@pytest.mark.parametrize(
    ("channel", "fields", "is_met"),
    [
        ("meeting", {}, True),
        ("visit", {}, True),
        ("call", {"outcome": "reached"}, True),
        ("call", {"outcome": "no_answer"}, False),
        ("email", {}, False),
        ("note", {"direction": "internal"}, False),
    ],
)
def test_only_meetings_visits_and_calls_that_reached_somebody_count(
    salem, afaq, add_person, channel, fields, is_met
):
    head = add_person("Aziz", "decides")
    add_person("Hind")
    met(salem, afaq, head.contact, days=5, channel=channel, **fields)
    with workspace(salem.workspace_id):
        assert (NOT_MET not in warnings_of(people_of(afaq), days=90)) is is_met
        assert (not warned(Account.objects.all(), NOT_MET).exists()) is is_met


def test_warnings_follow_the_facts_alike_on_page_and_in_lists(salem, afaq, add_person):
    def said():
        with workspace(salem.workspace_id):
            on_page = set(warnings_of(people_of(afaq), days=90))
            accounts = Account.objects.filter(pk=afaq.pk)
            in_lists = {name for name in (FEW, NOBODY, NOT_MET) if warned(accounts, name).exists()}
            assert on_page == in_lists
            return on_page

    assert said() == {FEW, NOBODY}
    head = add_person("Aziz", "decides")
    assert said() == {FEW, NOT_MET}
    met(salem, afaq, head.contact, days=91)
    assert said() == {FEW, NOT_MET}
    met(salem, afaq, head.contact, days=89)
    assert said() == {FEW}
    add_person("Hind", "uses")
    assert said() == set()
    with workspace(salem.workspace_id):
        head.contact.archive(by=salem)
    assert said() == {FEW, NOBODY}


def test_the_list_narrows_and_today_tells_who_leads(sign_in, salem, mona, afaq):
    with workspace(salem.workspace_id):
        Account.objects.filter(pk=afaq.pk).update(tier="A", status="active", lead_stage=None)
        assert to_care_for(salem)[0].warnings
        assert {each["key"]: each["count"] for each in counted(mona)} == {FEW: 1, NOBODY: 1}
        assert counted(salem) == []
    client = sign_in(salem)
    assert "Afaq Gulf" in client.get("/w/noor/accounts/?relations=nobody_decides").content.decode()
    assert "Afaq Gulf" not in client.get("/w/noor/accounts/?relations=not_met").content.decode()
    assert "Afaq Gulf" in client.get("/w/noor/").content.decode()


def test_the_rule_moves_the_quarter(sign_in, huda, salem, afaq, add_person):
    head = add_person("Aziz", "decides")
    met(salem, afaq, head.contact, days=40)
    client = sign_in(huda)
    url = "/w/noor/settings/stakeholders/"
    assert client.post(url, {"not_met_days": "3"}).status_code == 422
    assert client.post(url, {"not_met_days": "30"}).status_code == 303
    with workspace(salem.workspace_id):
        assert warned(Account.objects.all(), NOT_MET).exists()
    assert sign_in(salem).get(url).status_code == 403


def test_strangers_and_readers(sign_in, karim, reem, afaq, add_person):
    person = add_person("Aziz", "decides")
    stranger, reader = sign_in(karim), sign_in(reem)
    for url in (page(afaq), page(afaq, contact=person.contact)):
        assert stranger.get(url).status_code == 404
    assert reader.get(page(afaq)).status_code == 200
    assert reader.post(page(afaq, contact=person.contact), {"version": "0"}).status_code == 403


def test_an_archived_customer_is_left_alone(sign_in, salem, afaq, add_person):
    person = add_person("Aziz", "decides")
    with workspace(salem.workspace_id):
        afaq.archive(by=salem)
    answer = sign_in(salem).post(page(afaq, contact=person.contact), {"attitude": "supports", "version": "0"})
    assert answer.status_code == 303
    with workspace(salem.workspace_id):
        assert not Stakeholder.objects.exists()


def test_what_is_known_goes_with_the_contact_who_is_deleted(salem, huda, afaq, add_person):
    from accounts import deletion

    person = add_person("Aziz", "decides")
    describe_as(salem, person, criteria="Secret")
    describe_as(salem, person, criteria="Other")
    with workspace(salem.workspace_id):
        assert Stakeholder.history_model.objects.exists()
        deletion.delete_for_good(person.contact, by=huda)
        assert not Stakeholder.history_model.objects.exists()
