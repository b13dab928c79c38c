"""Onboarding: checklists become follow-ups on working days, run once, are finished, stopped and brought back."""

import uuid
from datetime import date

import pytest

from accounts.models import Account
from interactions.models import FollowUp
from lib.tenancy.state import workspace
from planning.models import Onboarding, OnboardingTemplate
from planning.onboarding import RunsAlready, add_template, start

ITEMS = [
    {"text": "Welcome call", "who": "owner", "after_days": 0},
    {"text": "Trade licence", "who": "customer", "after_days": 3},
]


@pytest.fixture
def checklist(huda):
    with workspace(huda.workspace_id):
        fields = {"name": "New customer", "management_type": "", "starts_by_itself": False}
        return add_template(by=huda, fields=fields, items=ITEMS)


def begin(salem, afaq, checklist, **kwargs):
    with workspace(salem.workspace_id):
        return start(account=afaq, template=checklist, by=salem, **kwargs)


def steps(salem):
    with workspace(salem.workspace_id):
        return list(FollowUp.objects.select_related("owner", "contact", "account").order_by("pk"))


def test_items_become_follow_ups_on_working_days(salem, afaq, noura, checklist):
    # A Thursday in Riyadh: the weekend is Friday and Saturday.
    begin(salem, afaq, checklist, started_on=date(2026, 11, 12))
    call, licence = steps(salem)
    assert (call.due_on, call.owed_by, call.owner) == (date(2026, 11, 12), "us", salem)
    assert (licence.due_on, licence.owed_by, licence.contact) == (date(2026, 11, 17), "customer", noura)


def test_it_runs_once_at_a_time(salem, afaq, checklist):
    begin(salem, afaq, checklist)
    with pytest.raises(RunsAlready):
        begin(salem, afaq, checklist)
    assert len(steps(salem)) == 2


def test_a_double_click_starts_one(sign_in, salem, afaq, checklist):
    client, url = sign_in(salem), f"/w/noor/accounts/{afaq.number}/onboarding/new/"
    typed = {"template": checklist.number, "form_token": str(uuid.uuid4())}
    for _twice in range(2):
        assert client.post(url, typed).status_code == 303
    with workspace(salem.workspace_id):
        assert Onboarding.objects.count() == 1
    again = client.post(url, {**typed, "form_token": str(uuid.uuid4())})
    assert again.status_code == 422


def test_stopping_calls_open_steps_off_and_undo_brings_back_just_those(sign_in, salem, afaq, checklist):
    running = begin(salem, afaq, checklist)
    call, licence = steps(salem)
    with workspace(salem.workspace_id):
        call.finish(by=salem)
    client, url = sign_in(salem), f"/w/noor/onboarding/{running.number}/stop/"
    for _twice in range(2):
        assert client.post(url).status_code == 303
    assert [each.state for each in steps(salem)] == ["done", "cancelled"]
    assert client.post(f"{url}?undo=1").status_code == 303
    assert [each.state for each in steps(salem)] == ["done", "open"]
    with workspace(salem.workspace_id):
        assert Onboarding.objects.get().is_running
        licence.refresh_from_db()
        licence.cancel(by=salem)
        Onboarding.objects.get().stop(by=salem)
        Onboarding.objects.get().resume(by=salem)
    assert [each.state for each in steps(salem)] == ["done", "cancelled"]


def test_progress_is_that_of_the_follow_ups(sign_in, salem, afaq, checklist):
    running = begin(salem, afaq, checklist, started_on=date(2026, 1, 4))
    client = sign_in(salem)
    assert "2 steps late" in client.get("/w/noor/onboarding/").content.decode()
    with workspace(salem.workspace_id):
        FollowUp.objects.order_by("pk").first().finish(by=salem)
    page = client.get(f"/w/noor/onboarding/{running.number}/").content.decode()
    assert "1 of 2 steps done" in page
    assert "1 step late" in client.get(f"/w/noor/accounts/{afaq.number}/linked/").content.decode()


def test_a_changed_checklist_leaves_what_runs_alone(sign_in, huda, salem, afaq, checklist):
    begin(salem, afaq, checklist)
    client, url = sign_in(huda), f"/w/noor/settings/checklists/{checklist.number}/"
    typed = {"name": "Shorter", "version": "1", "text_0": "Only this", "who_0": "owner", "days_0": "1"}
    assert client.post(url, typed).status_code == 303
    assert len(steps(salem)) == 2
    with workspace(salem.workspace_id):
        assert Onboarding.objects.get().name == "New customer"
        assert [each.text for each in OnboardingTemplate.objects.get().items.all()] == ["Only this"]
    stale = client.post(url, {**typed, "name": "Mine"})
    assert stale.status_code == 422
    assert "Mine" in stale.content.decode()


def test_an_item_names_its_colleague(sign_in, huda, mona):
    client, url = sign_in(huda), "/w/noor/settings/checklists/new/"
    typed = {"name": "List", "text_0": "Check", "who_0": "member", "days_0": "1"}
    assert client.post(url, {"name": "List"}).status_code == 422
    assert client.post(url, typed).status_code == 422
    assert client.post(url, {**typed, "member_0": mona.number}).status_code == 303
    with workspace(huda.workspace_id):
        assert OnboardingTemplate.objects.get().items.get().member == mona


def test_a_checklist_starts_by_itself_once_for_its_type(salem, huda, afaq):
    with workspace(huda.workspace_id):
        fields = {"name": "Strategic", "management_type": "strategic", "starts_by_itself": True}
        add_template(by=huda, fields=fields, items=ITEMS)
        afaq.set_status("active", by=salem)
        assert not Onboarding.objects.exists()
        Account.objects.filter(pk=afaq.pk).update(management_type="strategic")
        for status in ("dormant", "active", "dormant", "active"):
            afaq.set_status(status, by=salem)
        assert Onboarding.objects.count() == 1


def test_strangers_readers_and_other_roles(sign_in, karim, reem, salem, afaq, checklist):
    running = begin(salem, afaq, checklist)
    stranger, reader = sign_in(karim), sign_in(reem)
    for url in (f"/w/noor/onboarding/{running.number}/", f"/w/noor/accounts/{afaq.number}/onboarding/"):
        assert stranger.get(url).status_code == 404
        assert reader.get(url).status_code == 200
    assert reader.post(f"/w/noor/accounts/{afaq.number}/onboarding/new/").status_code == 403
    assert reader.post(f"/w/noor/onboarding/{running.number}/stop/").status_code == 403
    assert sign_in(salem).get("/w/noor/settings/checklists/").status_code == 403
