"""Plans: begun from what is known, edited section by section at once, put in force, reviewed into versions, told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import deletion
from accounts.models import Position
from conftest import make_member
from interactions.models import FollowUp
from lib.tenancy.state import workspace
from planning.models import (
    AccountPlan,
    CompetitorStanding,
    Initiative,
    Measurement,
    Objective,
    PlanVersion,
    Risk,
)
from planning.needs import add_need
from planning.plans import add_part, measure
from planning.reviewing import ReviewedBefore, review, tell_due
from planning.starting import start_plan
from timeline.models import Event, Notification
from workspaces.roles import Role

pytestmark = pytest.mark.django_db


def page_of(plan, rest=""):
    return f"/w/noor/plans/{plan.number}/{rest}"


def test_a_plan_begins_from_what_is_known(sign_in, salem, afaq, noura):
    with workspace(salem.workspace_id):
        Position.objects.filter(contact=noura).update(decision_role="decides", title="CFO")
        add_need(account=afaq, by=salem, fields={"text": "Deliveries before eight"})
        afaq.description = "A wholesaler in Dammam"
        afaq.save()
    client, path = sign_in(salem), f"/w/noor/accounts/{afaq.number}/plan/"
    assert "No plan is in force" in client.get(path).text
    form = client.get(f"{path}new/").context["form"]
    sent = {"from_on": "2026-01-01", "until_on": "2026-12-31", "owner": salem.number,
            "form_token": form["form_token"].value()}  # fmt: skip
    first, second = (client.post(f"{path}new/", sent) for _press in range(2))
    with workspace(salem.workspace_id):
        made = AccountPlan.objects.get()
        assert (made.state, made.owner, made.currency) == ("draft", salem, "SAR")
        assert "A wholesaler in Dammam" in made.summary
        assert "Deliveries before eight" in made.summary
        assert "CFO" in made.summary
    assert first.url == second.url == page_of(made)
    assert "CFO" in client.get(path).text
    wrong = client.post(f"{path}new/", sent | {"until_on": "2025-01-01", "form_token": ""})
    assert wrong.status_code == 422
    with workspace(salem.workspace_id):
        assert AccountPlan.objects.count() == 1


def test_the_next_plan_takes_over_what_is_not_done(salem, mona, plan, objective):
    with workspace(salem.workspace_id):
        part = {"plan": plan, "by": salem}
        add_part(Risk, fields={"text": "late deliveries", "likelihood": 4, "impact": 4}, **part)
        add_part(Risk, fields={"text": "gone", "state": "over"}, **part)
        add_part(Initiative, fields={"text": "done", "owner": salem, "state": "done"}, **part)
        add_part(Initiative, fields={"text": "workshop", "owner": salem}, **part)
        measure(objective, by=salem, on=timezone.localdate(), value=Decimal("30"))
        plan.activate(by=mona)
        days = {"from_on": plan.until_on + timedelta(days=1), "until_on": plan.until_on + timedelta(days=300)}
        made = start_plan(plan.account, by=salem, owner=salem, **days)
        taken = made.objectives.get()
        assert (taken.baseline, taken.target, taken.due_on) == (30, 50, made.until_on)
        assert [each.text for each in made.risks.all()] == ["late deliveries"]
        assert [each.text for each in made.initiatives.all()] == ["workshop"]
        made.activate(by=mona)
        plan.refresh_from_db()
        assert (plan.state, made.state) == ("closed", "active")


def test_two_sections_edited_at_once_are_both_kept(sign_in, salem, mona, plan):
    url = page_of(plan, "summary/edit/")
    mine, theirs = (sign_in(each).get(url).context["form"] for each in (salem, mona))
    other = sign_in(mona).get(page_of(plan, "obstacles/edit/")).context["form"]

    def sent(form, **typed):
        hidden = {name: form[name].value() for name in ("version", "was", "form_token")}
        return hidden | typed

    assert (
        sign_in(mona).post(page_of(plan, "obstacles/edit/"), sent(other, obstacles="price")).status_code
        == 303
    )
    saved = sign_in(salem).post(url, sent(mine, summary="what they want"))
    assert saved.status_code == 303
    refused = sign_in(mona).post(url, sent(theirs, summary="something else"))
    assert refused.status_code == 422
    assert "what they want" in refused.text
    assert "something else" in refused.text
    with workspace(salem.workspace_id):
        plan.refresh_from_db()
        assert (plan.summary, plan.obstacles) == ("what they want", "price")


def test_an_edit_is_taken_back_while_it_is_the_last(sign_in, salem, plan):
    client, url = sign_in(salem), page_of(plan, "revenue/edit/")
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("version", "was", "form_token")}
    assert client.post(url, hidden | {"revenue_goal_minor": "٢٬٥٠٠٫٥٠", "currency": "SAR"}).status_code == 303
    with workspace(salem.workspace_id):
        plan.refresh_from_db()
        assert plan.revenue_goal_minor == 250_050
    assert "2,500.50" in client.get(page_of(plan)).text
    client.post(f"{url}?undo={plan.version - 1}")
    with workspace(salem.workspace_id):
        assert AccountPlan.objects.get().revenue_goal_minor == 250_050
    client.post(f"{url}?undo={plan.version}")
    with workspace(salem.workspace_id):
        assert AccountPlan.objects.get().revenue_goal_minor is None
    wrong = client.post(url, hidden | {"revenue_goal_minor": "-5", "currency": "XXX"})
    assert wrong.status_code == 422


def test_lines_are_added_once_edited_and_taken_out(sign_in, salem, plan):
    client = sign_in(salem)
    url = page_of(plan, "risks/new/")
    token = client.get(url).context["form"]["form_token"].value()
    risk = {
        "text": "Their buyer leaves",
        "likelihood": "4",
        "impact": "5",
        "state": "open",
        "form_token": token,
    }
    for _press in range(2):
        assert client.post(url, risk).status_code == 303
    with workspace(salem.workspace_id):
        made = Risk.objects.get()
        assert made.level == "high"
    client.post(f"/w/noor/risks/{made.number}/removal/")
    assert "Their buyer leaves" not in client.get(page_of(plan)).text.replace("&#x27;", "'").split("toast")[0]
    client.post(f"/w/noor/risks/{made.number}/removal/?undo=1")
    assert "Their buyer leaves" in client.get(page_of(plan)).text
    assert client.post(url, risk | {"likelihood": "9", "form_token": ""}).status_code == 422


def test_a_competitor_is_one_whatever_its_spelling(sign_in, salem, plan):
    client, url = sign_in(salem), page_of(plan, "rivals/new/")
    assert client.post(url, {"competitor": "شركة الأفق", "share_percent": "40"}).status_code == 303
    again = client.post(url, {"competitor": "شركه الافق"})
    assert again.status_code == 422
    with workspace(salem.workspace_id):
        standing = CompetitorStanding.objects.get()
        assert (standing.competitor.name, standing.share_percent) == ("شركة الأفق", 40)
    assert client.post(url, {"competitor": "x", "share_percent": "101"}).status_code == 422


def test_a_milestone_is_a_follow_up_and_nothing_else(sign_in, salem, plan):
    client = sign_in(salem)
    day = timezone.localdate() + timedelta(days=9)
    fields = {"reason": "Sign the frame contract", "due_on": day.isoformat(), "due_when": "day",
              "owner": salem.number, "owed_by": "us", "priority": "normal"}  # fmt: skip
    assert client.post(page_of(plan, "milestones/new/"), fields).status_code == 303
    with workspace(salem.workspace_id):
        step = FollowUp.objects.get()
        assert (step.due_on, step.milestones.get().plan) == (day, plan)
    client.post(f"/w/noor/follow-ups/{step.number}/completion/")
    page = client.get(page_of(plan)).text
    assert "Sign the frame contract" in page
    assert "Done" in page
    client.post(f"/w/noor/follow-ups/{step.number}/completion/?undo=1")
    with workspace(salem.workspace_id):
        assert FollowUp.objects.get().is_open


def test_an_objective_is_measured_day_by_day(sign_in, salem, objective):
    client, url = sign_in(salem), f"/w/noor/objectives/{objective.number}/"
    today = timezone.localdate()
    for value in ("20", "٣٠٫٥"):
        assert (
            client.post(f"{url}measurements/", {"on": today.isoformat(), "value": value}).status_code == 303
        )
    with workspace(salem.workspace_id):
        assert Measurement.objects.get().value == Decimal("30.5")
    page = client.get(url).text
    assert "51.2%" in page
    assert "<polyline" in page
    tomorrow = (today + timedelta(days=1)).isoformat()
    for wrong in (
        {"on": tomorrow, "value": "1"},
        {"on": "x", "value": "1"},
        {"on": today, "value": "1.00001"},
    ):
        assert client.post(f"{url}measurements/", wrong).status_code == 422
    client.post(f"{url}measurements/", {"on": today.isoformat(), "undo": "1"})
    with workspace(salem.workspace_id):
        assert not Measurement.objects.exists()


def test_a_target_on_the_wrong_side_is_refused(sign_in, salem, plan):
    fields = {"whose": "ours", "text": "x", "direction": "down", "baseline": "10", "target": "20",
              "due_on": "2026-12-31", "owner": salem.number}  # fmt: skip
    answer = sign_in(salem).post(page_of(plan, "objectives/new/"), fields)
    assert answer.status_code == 422
    assert "lies the other way" in answer.text


def test_who_leads_puts_a_plan_in_force(sign_in, salem, mona, reem, plan):
    assert sign_in(salem).post(page_of(plan, "activation/")).status_code == 403
    assert sign_in(salem).post(page_of(plan, "proposal/")).status_code == 303
    with workspace(salem.workspace_id):
        assert Notification.objects.filter(kind="plan.proposed", recipient=mona).count() == 1
    assert sign_in(mona).post(page_of(plan, "activation/")).status_code == 303
    with workspace(salem.workspace_id):
        plan.refresh_from_db()
        assert plan.is_active
        assert Notification.objects.filter(kind="plan.activated", recipient=salem).count() == 1
    sign_in(mona).post(page_of(plan, "activation/?undo=1"))
    with workspace(salem.workspace_id):
        assert AccountPlan.objects.get().is_draft
    for part in ("summary/edit/", "risks/new/", "milestones/new/", "review/"):
        assert sign_in(reem).get(page_of(plan, part)).status_code == 403
    assert sign_in(reem).get(page_of(plan)).status_code == 200


def test_a_closed_plan_stays_as_it_is(sign_in, salem, mona, plan, objective):
    client = sign_in(salem)
    client.post(page_of(plan, "closure/"))
    for path in (page_of(plan, "summary/edit/"), page_of(plan, "risks/new/"), page_of(plan, "review/")):
        assert client.get(path).url == page_of(plan)
    sent = client.post(
        f"/w/noor/objectives/{objective.number}/measurements/", {"on": "2026-01-01", "value": "1"}
    )
    assert sent.url == page_of(plan)
    with workspace(salem.workspace_id):
        assert not Measurement.objects.exists()
    client.post(page_of(plan, "closure/?undo=1"))
    with workspace(salem.workspace_id):
        assert AccountPlan.objects.get().is_draft


def test_strangers_and_other_teams_see_nothing(sign_in, karim, noor, plan, objective):
    lama = make_member(noor, Role.ACCOUNT_MANAGER, "lama@noor.example", "لمى")
    path, other = page_of(plan), f"/w/noor/objectives/{objective.number}/"
    assert sign_in(lama).get(path).status_code == 200
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    for who in (lama, karim):
        assert [sign_in(who).get(each).status_code for each in (path, other)] == [404, 404]
    assert sign_in(lama).post(page_of(plan, "closure/")).status_code == 404


def test_a_review_keeps_the_version_and_begins_the_next(sign_in, salem, mona, plan, objective):
    client = sign_in(salem)
    with workspace(salem.workspace_id):
        plan.activate(by=mona)
        measure(objective, by=salem, on=timezone.localdate(), value=Decimal("20"))
        add_part(Risk, plan=plan, by=salem, fields={"text": "stays", "likelihood": 5, "impact": 5})
    page = client.get(page_of(plan, "review/"))
    assert "25%" in page.text
    sent = {"round": page.context["form"]["round"].value(), "overall": "On the way", "risks": "Watch it"}
    assert client.post(page_of(plan, "review/"), {"round": 1}).status_code == 422
    assert client.post(page_of(plan, "review/"), sent).url == page_of(plan)
    again = client.post(page_of(plan, "review/"), sent)
    with workspace(salem.workspace_id):
        version = PlanVersion.objects.get()
        plan.refresh_from_db()
        assert (version.round, plan.round) == (1, 2)
        assert version.conclusions == {"overall": "On the way", "risks": "Watch it"}
        assert version.figures["objectives"][0]["percent"] == "25"
        assert plan.next_review_on > timezone.localdate()
    assert again.url == f"/w/noor/plan-versions/{version.number}/"
    url = f"/w/noor/objectives/{objective.number}/edit/"
    form = client.get(url).context["form"]
    typed = {field.name: field.value() for field in form} | {"owner": salem.number, "target": "60"}
    assert client.post(url, typed).status_code == 303
    shown = client.get(f"/w/noor/plan-versions/{version.number}/").text
    assert "50 orders" in shown
    assert "60 orders" not in shown
    compared = client.get(f"/w/noor/plan-versions/{version.number}/comparison/?to=now").text
    assert "50 orders" in compared
    assert "60 orders" in compared
    assert "stays" not in compared
    assert client.get(f"/w/noor/plan-versions/{version.number}/comparison/?to=999").status_code == 200


def test_a_due_review_is_told_once_and_stands_on_today(sign_in, salem, mona, plan):
    with workspace(salem.workspace_id):
        plan.activate(by=mona)
        AccountPlan.objects.update(next_review_on=timezone.localdate() - timedelta(days=1))
        assert (tell_due(), tell_due()) == (1, 0)
        assert Notification.objects.filter(kind="plan.review_due", recipient=salem).count() == 1
    assert "Review the plan of" in sign_in(salem).get("/w/noor/").text
    assert "Review the plan of" not in sign_in(mona).get("/w/noor/").text


def test_a_version_reviewed_by_a_colleague_meanwhile_is_not_reviewed_again(salem, mona, plan):
    with workspace(salem.workspace_id):
        plan.activate(by=mona)
        stale = AccountPlan.objects.select_related("account").get()
        review(plan, by=mona, round=1, conclusions={"overall": "x"})
        with pytest.raises(ReviewedBefore):
            review(stale, by=salem, round=1, conclusions={"overall": "y"})
        assert PlanVersion.objects.count() == 1


def test_what_happened_is_told_on_the_page_of_the_customer(sign_in, salem, mona, plan, objective):
    with workspace(salem.workspace_id):
        plan.activate(by=mona)
        measure(objective, by=salem, on=timezone.localdate(), value=Decimal("20"))
        verbs = set(Event.objects.filter(context_id=plan.account_id).values_list("verb", flat=True))
    assert {"plan.started", "plan.activated", "objective.added", "objective.measured"} <= verbs
    page = sign_in(salem).get(f"/w/noor/accounts/{plan.account.number}/").text
    assert "put the plan in force" in page
    linked = sign_in(salem).get(f"/w/noor/accounts/{plan.account.number}/linked/").text
    assert "25% of the objectives" in linked


def test_a_customer_deleted_for_good_takes_plans_versions_and_history_along(
    salem, mona, huda, plan, objective
):
    with workspace(salem.workspace_id):
        plan.activate(by=mona)
        review(plan, by=mona, round=1, conclusions={"overall": "x"})
        deletion.delete_for_good(plan.account, by=huda)
        assert not PlanVersion.objects.exists()
        assert not AccountPlan.history_model.objects.exists()
        assert not Objective.history_model.objects.exists()


def test_plans_that_are_taken_out_as_a_file_are_told(sign_in, salem, plan, in_noor):
    answer = sign_in(salem).post("/w/noor/plans/export/", {"format": "csv"})
    assert answer.status_code == 200
    told = Event.objects.get(verb="plans.exported")
    assert (told.actor, told.detail) == (salem, {"rows": 1, "format": "csv"})
