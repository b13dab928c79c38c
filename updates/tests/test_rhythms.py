"""Rhythms of updates: on its day a draft is there once, and nothing is ever sent by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from timeline.models import Event
from updates import rhythms
from updates.models import CustomerUpdate, UpdateRhythm
from updates.rhythms import draft_due, set_rhythm

pytestmark = pytest.mark.django_db


def make_due(days=0):
    UpdateRhythm.objects.update(next_on=timezone.localdate() - timedelta(days=days + 1))


def test_on_its_day_a_draft_appears_once_and_is_never_sent_by_itself(
    sign_in, salem, afaq, reachable, log, in_noor
):
    log("سلّمنا الدفعة الأولى")
    set_rhythm(afaq, by=salem, is_on=True, weekday=6, every_weeks=2)
    first = UpdateRhythm.objects.get().next_on
    assert first.weekday() == 6
    assert 1 <= (first - timezone.localdate()).days <= 7
    assert draft_due() == 0
    make_due()
    assert draft_due() == 1
    assert draft_due() == 0
    assert CustomerUpdate.objects.get().created_by is None
    assert not OutgoingMail.objects.exists()
    following = UpdateRhythm.objects.get().next_on
    assert following.weekday() == 6
    assert 8 <= (following - timezone.localdate()).days <= 14
    assert "waits for you" in sign_in(salem).get("/w/noor/").text
    make_due(20)
    draft_due()
    assert CustomerUpdate.objects.count() == 1, "the draft that waits is brought up to now"


def test_a_worker_that_ends_in_the_middle_drafts_nothing_and_the_next_one_does(
    salem, afaq, reachable, log, in_noor, monkeypatch
):
    log("سلّمنا الدفعة الأولى")
    set_rhythm(afaq, by=salem, is_on=True)
    make_due()

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(UpdateRhythm, "next_after", die)
    with pytest.raises(KeyboardInterrupt):
        draft_due()
    assert not CustomerUpdate.objects.exists()
    monkeypatch.undo()
    assert draft_due() == 1
    assert CustomerUpdate.objects.count() == 1


def test_an_archived_customer_gets_no_draft_and_the_rhythm_goes_on(salem, afaq, in_noor):
    set_rhythm(afaq, by=salem, is_on=True)
    Account.objects.get(pk=afaq.pk).archive(by=salem)
    make_due()
    assert rhythms.draft_due() == 1
    assert not CustomerUpdate.objects.exists()
    assert UpdateRhythm.objects.get().next_on > timezone.localdate()


def test_the_rhythm_is_set_and_switched_off_on_the_page(sign_in, salem, afaq):
    client, page = sign_in(salem), f"/w/noor/accounts/{afaq.number}/updates/"
    wanted = {"is_on": "on", "weekday": "6", "every_weeks": "1"}
    for _press in range(2):
        assert client.post(f"{page}rhythm/", wanted).status_code == 303
    with workspace(salem.workspace_id):
        assert UpdateRhythm.objects.get().is_on
        assert Event.objects.filter(verb="update.rhythm_set").count() == 1
    assert client.post(f"{page}rhythm/", {**wanted, "is_on": ""}).status_code == 303
    with workspace(salem.workspace_id):
        assert not UpdateRhythm.objects.get().is_on
    for wrong in ({"weekday": "7"}, {"every_weeks": "0"}, {"every_weeks": "13"}, {"weekday": "x"}):
        assert client.post(f"{page}rhythm/", {**wanted, **wrong}).status_code == 422
