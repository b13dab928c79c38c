"""All proposed tiers at once, by a job: confirmed, stopped, run twice, taken back."""

import pytest

from accounts.models import Account, Classification
from planning import deciding_all
from planning.deciding_all import can_be_taken_back, confirm_all, take_all_back
from planning.models import TierProposal
from planning.reckoning import start_reckoning
from timeline.jobs import cancel_job, run_slice
from timeline.models import Event, Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
TIERS, ALL = "/w/noor/tiers/", "/w/noor/tiers/all/"


def run(job):
    for _slice in range(9):
        run_slice(job.pk)
    job.refresh_from_db()
    assert job.is_over
    return job


def tiers():
    return dict(Account.objects.values_list("name_en", "tier"))


def decided(by):
    """Changes of a tier that was there before, of whoever confirmed."""
    return Classification.objects.filter(by=by, what="tier").exclude(before="").exclude(reason="")


@pytest.fixture
def proposed(worth, salem, monkeypatch):
    """Five worth an A, two of whom the rules say D; three in a batch."""
    monkeypatch.setattr(deciding_all, "BATCH", 3)
    for place in range(5):
        worth(f"Big {place}", 2_000_000, tier="C")
    for place in range(2):
        worth(f"Small {place}", 10, tier="A")
    run(start_reckoning(by=salem, proposes=True))
    assert TierProposal.objects.open().count() == 7


def test_all_are_confirmed_with_their_history_and_told_once(sign_in, salem, proposed):
    client = sign_in(salem)
    assert "Confirm all 7 proposals" in client.get(TIERS).text
    answer = client.post(ALL)
    job = Job.objects.get(kind=deciding_all.CONFIRM)
    assert answer["Location"].endswith(f"/jobs/{job.number}/")
    run(job)
    assert (job.state, job.done, job.total) == ("done", 7, 7)
    assert set(tiers().values()) == {"A", "D"}
    assert decided(salem).count() == 7
    told = Event.objects.audited().filter(verb__in=("tiers.confirmed", "account.classified"))
    assert [(each.verb, each.detail["count"]) for each in told] == [("tiers.confirmed", 7)]


def test_all_of_one_tier_leave_the_others_to_wait(sign_in, salem, proposed):
    assert "Confirm all 2 proposals of tier D" in sign_in(salem).get(f"{TIERS}?after=D").text
    sign_in(salem).post(ALL, {"after": "D"})
    run(Job.objects.get(kind=deciding_all.CONFIRM))
    assert set(TierProposal.objects.open().values_list("after", flat=True)) == {"A"}
    assert tiers()["Small 0"] == "D"


def test_they_are_taken_back_where_nobody_changed_them_since(sign_in, salem, proposed):
    before = tiers()
    job = run(confirm_all(by=salem))
    Account.objects.filter(name_en="Big 0").update(tier="B")
    client = sign_in(salem)
    assert "Take them back" in client.get(TIERS).text
    client.post(f"{ALL}?undo={job.number}")
    back = run(Job.objects.get(kind=deciding_all.TAKE_BACK))
    assert tiers() == before | {"Big 0": "B"}
    assert TierProposal.objects.open().count() == 6
    assert back.result["count"] == 6
    assert "Take them back" not in client.get(TIERS).text


def test_pressed_twice_it_is_one_and_run_twice_it_is_done_once(sign_in, salem, proposed):
    client = sign_in(salem)
    for _press in range(2):
        client.post(ALL)
    job = Job.objects.get(kind=deciding_all.CONFIRM)
    run(job)
    # As if the worker had been killed before it could say how far it came.
    Job.objects.filter(pk=job.pk).update(state="queued", cursor={}, done=0)
    run(job)
    assert decided(salem).count() == 7
    for _press in range(2):
        client.post(f"{ALL}?undo={job.number}")
    assert Job.objects.filter(kind=deciding_all.TAKE_BACK).count() == 1


def test_what_was_done_when_it_was_stopped_can_be_taken_back(salem, proposed):
    job, before = confirm_all(by=salem), tiers()
    kind = deciding_all.DECIDING_JOBS[deciding_all.CONFIRM]
    kind.batch(job, None)
    job.save()
    cancel_job(job)
    run(job)
    assert job.state == "cancelled"
    assert TierProposal.objects.open().count() == 4
    run(take_all_back(job, by=salem))
    assert tiers() == before


def test_what_is_proposed_after_the_press_waits(salem, proposed, worth):
    job = confirm_all(by=salem)
    worth("Late", 2_000_000, tier="C")
    run(start_reckoning(by=salem, proposes=True))
    run(job)
    assert [each.account.name_en for each in TierProposal.objects.open()] == ["Late"]


def test_a_decision_of_somebody_else_is_left_in_peace(salem, mona, proposed):
    job = confirm_all(by=salem)
    number = TierProposal.objects.get(account__name_en="Big 1").number
    from planning.deciding import decide

    decide([number], by=mona, confirms=False)
    run(job)
    assert tiers()["Big 1"] == "C"
    assert not TierProposal.objects.filter(job=job, account__name_en="Big 1").exists()


def test_who_may_not_and_what_is_not_there(sign_in, salem, mona, karim, reem, proposed):
    job = run(confirm_all(by=salem))
    assert sign_in(karim).post(ALL).status_code == 404
    assert sign_in(reem).post(ALL).status_code == 403
    # One takes back what one confirmed oneself.
    sign_in(mona).post(f"{ALL}?undo={job.number}")
    for nonsense in ("0", "x", "9" * 17):
        assert sign_in(salem).post(f"{ALL}?undo={nonsense}").status_code == 303
    assert not Job.objects.filter(kind=deciding_all.TAKE_BACK).exists()
    assert can_be_taken_back(job)
    assert sign_in(salem).post(ALL, {"after": "Z"}).status_code == 303
    assert Job.objects.filter(kind=deciding_all.CONFIRM).count() == 1


def test_who_lost_the_right_meanwhile_changes_nothing(salem, proposed):
    job, before = confirm_all(by=salem), tiers()
    salem.role = "viewer"
    salem.save()
    run(job)
    assert job.state == "failed"
    assert tiers() == before
