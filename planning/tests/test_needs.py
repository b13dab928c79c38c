"""Needs: written down from a talk in one step, moved with their history, undone, refused to strangers."""

import uuid

import pytest

from lib.tenancy.state import workspace
from planning.models import Need, NeedState
from planning.models.need import ReasonMissing
from planning.needs import add_need


@pytest.fixture
def need(salem, afaq):
    with workspace(salem.workspace_id):
        return add_need(account=afaq, by=salem, fields={"kind": "pain", "text": "Late deliveries"})


def test_a_talk_becomes_a_need_in_one_step(sign_in, salem, afaq, noura, call):
    client = sign_in(salem)
    talk = client.get(f"/w/noor/interactions/{call.number}/").content.decode()
    url = f"/w/noor/accounts/{afaq.number}/needs/new/?interaction={call.number}"
    assert url in talk
    form = client.get(url).content.decode()
    assert "Asked about the order" in form
    typed = {"kind": "need", "text": "Weekly orders", "importance": "high", "said_by": noura.number}
    typed["form_token"] = str(uuid.uuid4())
    for _twice in range(2):
        assert client.post(url, typed).status_code == 303
    with workspace(salem.workspace_id):
        made = Need.objects.get()
        assert (made.heard_in, made.said_by, made.state) == (call, noura, "found")
        assert [each.state for each in made.states.all()] == ["found"]


def test_it_moves_with_its_history_and_back(sign_in, salem, need):
    client = sign_in(salem)
    url = f"/w/noor/needs/{need.number}/state/"
    assert client.post(url, {"state": "dropped"}).status_code == 422
    moved = client.post(url, {"state": "dropped", "reason": "Too dear for them"})
    assert moved.status_code == 303
    page = client.get(f"/w/noor/needs/{need.number}/").content.decode()
    assert "Too dear for them" in page
    with workspace(salem.workspace_id):
        last = NeedState.objects.filter(need=need).first()
    for _twice in range(2):
        client.post(f"{url}?undo={last.pk}")
    with workspace(salem.workspace_id):
        need.refresh_from_db()
        assert need.state == "found"
        assert [each.state for each in need.states.order_by("pk")] == ["found", "dropped", "found"]


def test_nothing_is_dropped_without_a_reason(salem, need):
    with workspace(salem.workspace_id), pytest.raises(ReasonMissing):
        need.set_state("dropped", by=salem)


def test_a_stale_edit_keeps_what_was_typed(sign_in, salem, need):
    client = sign_in(salem)
    url = f"/w/noor/needs/{need.number}/edit/"
    typed = {"kind": "need", "text": "My words", "importance": "low", "version": str(need.version)}
    with workspace(salem.workspace_id):
        need.set_state("confirmed", by=salem)
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "My words" in refused.content.decode()
    with workspace(salem.workspace_id):
        assert Need.objects.get().text == "Late deliveries"
        typed["version"] = str(Need.objects.get().version)
    assert client.post(url, typed).status_code == 303
    with workspace(salem.workspace_id):
        assert (Need.objects.get().text, Need.objects.get().state) == ("My words", "confirmed")


def test_a_talk_of_another_customer_is_no_source(sign_in, salem, huda, afaq, call):
    from accounts import services

    with workspace(salem.workspace_id):
        other = services.add_account(by=salem, fields={"name_en": "Other", "owner": salem})
    url = f"/w/noor/accounts/{other.number}/needs/new/?interaction={call.number}"
    client = sign_in(salem)
    assert "Asked about the order" not in client.get(url).content.decode()
    client.post(url, {"kind": "need", "text": "X", "importance": "normal"})
    with workspace(salem.workspace_id):
        assert Need.objects.get().heard_in is None


def test_strangers_and_readers(sign_in, karim, reem, afaq, need):
    stranger, reader = sign_in(karim), sign_in(reem)
    for url in (f"/w/noor/accounts/{afaq.number}/needs/", f"/w/noor/needs/{need.number}/"):
        assert stranger.get(url).status_code == 404
        assert reader.get(url).status_code == 200
    state = f"/w/noor/needs/{need.number}/state/"
    assert reader.post(state, {"state": "met"}).status_code == 403
    assert stranger.post(state, {"state": "met"}).status_code == 404


def test_the_panel_shows_open_ones_only(sign_in, salem, afaq, need):
    url = f"/w/noor/accounts/{afaq.number}/linked/"
    client = sign_in(salem)
    assert "Late deliveries" in client.get(url).content.decode()
    with workspace(salem.workspace_id):
        need.set_state("met", by=salem)
    assert "Late deliveries" not in client.get(url).content.decode()
