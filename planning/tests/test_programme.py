"""The programme of a year: steps worked out from facts, words that stand over them, lines written by who leads."""

import uuid

import pytest
from django.utils import timezone

from accounts.models import Account
from lib.tenancy.state import workspace
from planning.models import AccountPlan, PlanVersion, ProgrammeLine, ProgrammeStep, StepWord
from planning.models.programme import StepKey
from planning.needs import add_need
from planning.programme import add_line, followed, matrix, say_step


@pytest.fixture
def strategic(salem, afaq):
    with workspace(salem.workspace_id):
        Account.objects.filter(pk=afaq.pk).update(management_type="strategic")
        afaq.refresh_from_db()
    return afaq


def year():
    return timezone.localdate().year


def cells(salem):
    with workspace(salem.workspace_id):
        (row,) = matrix(followed(salem), year())
        return {cell.key: cell for cell in row.cells}, row


def test_a_step_is_done_when_the_facts_say_so(salem, strategic):
    assert not cells(salem)[0]["needs"].is_done
    with workspace(salem.workspace_id):
        need = add_need(account=strategic, by=salem, fields={"text": "Weekly orders"})
    assert not cells(salem)[0]["needs"].is_done
    with workspace(salem.workspace_id):
        need.set_state("confirmed", by=salem)
    assert cells(salem)[0]["needs"].is_done
    with workspace(salem.workspace_id):
        need.set_state("dropped", by=salem, reason="Too dear")
    assert not cells(salem)[0]["needs"].is_done


def test_a_word_stands_over_the_facts_with_who_and_why_until_it_is_taken_back(sign_in, salem, strategic):
    client, page = sign_in(salem), f"/w/noor/accounts/{strategic.number}/steps/"
    url = f"{page}word/"
    assert client.post(url, {"key": "needs", "word": "done"}).status_code == 422
    for _twice in range(2):
        typed = {"key": "needs", "word": "done", "reason": "Written in their portal"}
        assert client.post(url, typed).status_code == 303
    found, row = cells(salem)
    assert found["needs"].is_done
    assert found["needs"].is_by_hand
    assert (found["needs"].word.by, row.at.key) == (salem, "profile")
    assert "Written in their portal" in client.get(page).content.decode()
    client.post(url, {"key": "needs", "word": "facts", "reason": "Read from needs again"})
    assert not cells(salem)[0]["needs"].is_done
    with workspace(salem.workspace_id):
        assert StepWord.objects.count() == 2


def test_a_word_of_one_year_says_nothing_of_the_next(salem, strategic):
    with workspace(salem.workspace_id):
        say_step(strategic, year=year(), key="plan", word="done", reason="Paper", by=salem)
        (row,) = matrix(followed(salem), year() + 1)
        assert not any(cell.is_done for cell in row.cells)


def test_the_page_shows_who_leads_and_narrows_by_manager(sign_in, mona, salem, strategic):
    client = sign_in(mona)
    steps = "/w/noor/programme/steps/"
    first = StepKey.values[0]
    wrong = {f"starts_on_{first}": "2026-05-01", f"ends_on_{first}": "2026-04-01"}
    assert client.post(steps, wrong).status_code == 422
    right = {f"owner_{first}": mona.number, f"ends_on_{first}": "2026-05-01"}
    assert client.post(f"{steps}?year=2026", right).status_code == 303
    with workspace(mona.workspace_id):
        assert ProgrammeStep.objects.get().owner == mona
    assert "Afaq Gulf" in client.get("/w/noor/programme/").content.decode()
    assert "Afaq Gulf" in client.get(f"/w/noor/programme/?manager={salem.number}").content.decode()
    assert "Programme of 2031" in client.get("/w/noor/programme/?year=2031").content.decode()
    assert client.get("/w/noor/programme/?year=99999&manager=x").status_code == 200


def test_goals_are_written_once_changed_reached_and_taken_off(sign_in, mona):
    client = sign_in(mona)
    typed = {"text": "Plans for all", "measure": "plans", "target": "10", "current": "4"}
    typed["form_token"] = str(uuid.uuid4())
    for _twice in range(2):
        assert client.post("/w/noor/programme/lines/new/?kind=goal&year=2026", typed).status_code == 303
    with workspace(mona.workspace_id):
        line = ProgrammeLine.objects.get()
        assert (line.year, line.share) == (2026, 40)
    url = f"/w/noor/programme/lines/{line.number}/"
    stale = client.post(url, {**typed, "text": "My words", "version": "9"})
    assert stale.status_code == 422
    assert "My words" in stale.content.decode()
    client.post(f"{url}done/")
    client.post(f"{url}removal/")
    with workspace(mona.workspace_id):
        assert ProgrammeLine.objects.get().is_done
        assert not ProgrammeLine.objects.kept().exists()
    client.post(f"{url}removal/?undo=1")
    client.post(f"{url}done/?undo=1")
    with workspace(mona.workspace_id):
        assert not ProgrammeLine.objects.kept().get().is_done


def test_a_milestone_has_a_day(sign_in, mona):
    url = "/w/noor/programme/lines/new/?kind=milestone&year=2026"
    client = sign_in(mona)
    assert client.post(url, {"text": "Review"}).status_code == 422
    assert client.post(url, {"text": "Review", "due_on": "2026-06-30"}).status_code == 303


def test_strangers_readers_and_who_does_not_lead(sign_in, karim, reem, salem, mona, strategic):
    with workspace(mona.workspace_id):
        line = add_line(by=mona, kind="goal", year=year(), fields={"text": "Plans"})
    stranger, reader, manager = sign_in(karim), sign_in(reem), sign_in(salem)
    assert stranger.get(f"/w/noor/accounts/{strategic.number}/steps/").status_code == 404
    assert reader.get("/w/noor/programme/").status_code == 200
    assert reader.post(f"/w/noor/accounts/{strategic.number}/steps/word/").status_code == 403
    for path in ("steps/", "lines/new/", f"lines/{line.number}/"):
        assert manager.post(f"/w/noor/programme/{path}").status_code == 403


def test_plans_and_their_reviews_are_facts(salem, mona, strategic):
    today = timezone.localdate()
    with workspace(salem.workspace_id):
        plan = AccountPlan.objects.create(
            account=strategic,
            owner=salem,
            from_on=today.replace(month=1, day=1),
            until_on=today.replace(month=12, day=31),
            currency="SAR",
            state="active",
            activated_at=timezone.now(),
        )
    found, _row = cells(salem)
    assert found["plan"].is_done
    assert not found["recalibration"].is_done
    with workspace(salem.workspace_id):
        PlanVersion.objects.create(plan=plan, round=1, snapshot={}, figures={}, conclusions={}, made_by=mona)
    assert cells(salem)[0]["recalibration"].is_done
