"""Learning from complaints, in its pages: figures, findings, actions, check-ins, and who may do what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints import acting, learning
from complaints.models import Complaint, CorrectiveAction, Finding
from interactions.models import FollowUp
from lib.tenancy.state import workspace
from sales.models.purchase import PurchaseStatus
from sales.purchasing import Line, add_purchase
from timeline.jobs import run_slice
from timeline.models import Job, Notification

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def url(name, **kwargs):
    return reverse(f"complaints:{name}", kwargs={"slug": "noor", **kwargs})


def search(member):
    with workspace(member.workspace_id):
        job = learning.learn()
        run_slice(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error


def numbers(model, member):
    with workspace(member.workspace_id):
        return list(model.objects.order_by("pk").values_list("number", flat=True))


@pytest.fixture
def repeated(complain, category, salem, cause):
    """Afaq complained twice about the same; one of them was found to come from packing."""
    made = [complain(category=category, at=timezone.now() - days * DAY) for days in (9, 2)]
    with workspace(salem.workspace_id):
        Complaint.objects.filter(pk=made[0].pk).update(root_cause=cause)
    search(salem)
    return made


@pytest.fixture
def finding(repeated, salem):
    with workspace(salem.workspace_id):
        return Finding.objects.get(kind="repeat")


@pytest.fixture
def act(mona, category):
    """act(owner, **fields): a corrective action about the category, due today."""

    def make(owner, **fields):
        today = timezone.localdate()
        given = {"name": "Pack anew", "category": category, "owner": owner, "due_on": today}
        with workspace(mona.workspace_id):
            return acting.add_action(by=mona, fields={**given, "check_on": today + 30 * DAY, **fields})

    return make


class TestFigures:
    def test_each_figure_leads_to_the_complaints_behind_it(self, sign_in, mona, repeated):
        client = sign_in(mona)
        page = client.get(url("learning"))
        figures = page.context["figures"]
        assert (figures.count, figures.repeats, figures.repeat_percent, figures.without_cause) == (
            2,
            1,
            50,
            1,
        )
        rows = client.get(figures.categories[0].url)
        assert rows.content.decode().count(repeated[0].subject) >= 2
        assert client.get(figures.causes[0].url).status_code == 200

    def test_repeats_and_those_without_a_cause_lead_to_exactly_their_rows(
        self, sign_in, mona, repeated, complain, cause
    ):
        apart = complain(subject="Another thing")
        client = sign_in(mona)
        figures = client.get(url("learning")).context["figures"]

        def rows_of(address):
            return {row.pk for row in client.get(address).context["page"].rows}

        _first, second = repeated
        assert rows_of(figures.urls["repeats"]) == {second.pk}
        assert rows_of(figures.urls["without_cause"]) == {second.pk, apart.pk}
        assert len(rows_of(figures.urls["count"])) == figures.count == 3
        page = client.get(url("learning")).content.decode()
        assert page.count("repeats=1") == 1
        assert page.count("cause=null") == 1

    def test_another_period_counts_others(self, sign_in, mona, complain):
        complain(at=timezone.now() - 50 * DAY)
        client = sign_in(mona)
        assert client.get(f"{url('learning')}?days=30").context["figures"].count == 0
        assert client.get(f"{url('learning')}?days=90").context["figures"].count == 1
        assert client.get(f"{url('learning')}?days=7x").context["figures"].count == 1

    def test_nothing_at_all_is_told_in_words(self, sign_in, mona):
        assert sign_in(mona).get(url("learning")).status_code == 200

    def test_it_is_open_to_who_handles_complaints(self, sign_in, faisal, reem, karim, repeated):
        assert sign_in(faisal).get(url("learning")).status_code == 200
        assert sign_in(reem).get(url("learning")).status_code == 403
        assert sign_in(karim).get(url("learning")).status_code == 404
        assert sign_in(faisal).post(url("learning_search")).status_code == 403

    def test_a_manager_looks_for_patterns_now(self, sign_in, mona):
        answer = sign_in(mona).post(url("learning_search"))
        with workspace(mona.workspace_id):
            job = Job.objects.get(kind=learning.JOB)
        assert answer.status_code == 303
        assert answer["Location"].endswith(f"/jobs/{job.number}/")

    def test_many_findings_cost_no_more_queries(self, sign_in, mona, repeated, django_assert_max_num_queries):
        client = sign_in(mona)
        client.get(url("learning"))
        with django_assert_max_num_queries(45):
            client.get(url("learning"))


class TestFindings:
    def test_it_shows_what_it_rests_on(self, sign_in, mona, finding, repeated):
        page = sign_in(mona).get(url("finding", number=finding.number))
        assert [each.pk for each in page.context["complaints"]] == [repeated[1].pk, repeated[0].pk]

    def test_it_is_dismissed_with_a_reason_and_taken_back(self, sign_in, mona, finding):
        client, address = sign_in(mona), url("dismissal", number=finding.number)
        assert client.post(address, {"reason": " "}).status_code == 422
        assert client.post(address, {"reason": "x" * 301}).status_code == 422
        assert client.post(address, {"reason": "Known"}).status_code == 303
        with workspace(mona.workspace_id):
            assert Finding.objects.get(pk=finding.pk).state == "dismissed"
        assert client.post(f"{address}?undo=1").status_code == 303
        with workspace(mona.workspace_id):
            assert Finding.objects.get(pk=finding.pk).is_proposed

    def test_an_agent_looks_and_decides_nothing(self, sign_in, faisal, finding):
        client = sign_in(faisal)
        assert client.get(url("finding", number=finding.number)).status_code == 200
        client.post(url("dismissal", number=finding.number), {"reason": "Known"})
        assert client.post(url("check_in", number=finding.number)).status_code == 303
        with workspace(faisal.workspace_id):
            assert Finding.objects.get(pk=finding.pk).is_proposed
            assert not FollowUp.objects.exists()

    def test_the_stranger_finds_nothing(self, sign_in, karim, finding):
        client = sign_in(karim)
        assert client.get(url("finding", number=finding.number)).status_code == 404
        assert client.post(url("dismissal", number=finding.number), {"reason": "x"}).status_code == 404

    def test_the_page_of_a_complaint_tells_of_its_like(self, sign_in, salem, repeated):
        page = sign_in(salem).get(url("complaint", number=repeated[1].number)).content.decode()
        assert f"/complaints/{repeated[0].number}/" in page


class TestActions:
    written = {
        "name": "Pack in two layers",
        "kind": "preventive",
        "root_cause": "",
        "due_on": "2026-12-20",
        "check_on": "",
        "description": "",
    }

    def fields(self, category, owner, **more):
        due = (timezone.localdate() + 5 * DAY).isoformat()
        return {**self.written, "category": category.number, "owner": owner.number, "due_on": due, **more}

    def test_one_is_begun_from_a_finding_once(self, sign_in, mona, faisal, category, finding):
        client, address = sign_in(mona), f"{url('action_new')}?finding={finding.number}"
        assert client.get(address).status_code == 200
        token = {"form_token": "0b9fbfd2-4a64-4a6c-9e3f-3d7a7d3c1a11"}
        for _click in range(2):
            assert client.post(address, self.fields(category, faisal, **token)).status_code == 303
        with workspace(mona.workspace_id):
            made = CorrectiveAction.objects.get()
            assert (made.finding, made.check_on - made.due_on) == (finding, 30 * DAY)
            assert Finding.objects.get(pk=finding.pk).state == "taken"
            assert Notification.objects.filter(kind="correctiveaction.given", recipient=faisal).count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": ""},
            {"category": ""},
            {"due_on": "31/02/2026"},
            {"check_on": "2020-01-01"},
            {"owner": "99999"},
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_written(self, sign_in, mona, faisal, category, wrong):
        answer = sign_in(mona).post(url("action_new"), self.fields(category, faisal) | wrong)
        assert answer.status_code == 422
        assert numbers(CorrectiveAction, mona) == []

    def test_its_owner_does_it_and_takes_that_back(self, sign_in, faisal, act, fresh_action):
        made = act(faisal)
        client, address = sign_in(faisal), url("action_done", number=made.number)
        for _click in range(2):
            assert client.post(address).status_code == 303
        assert fresh_action(made).done_on == timezone.localdate()
        assert client.get(url("action", number=made.number)).status_code == 200
        client.post(f"{address}?undo=1")
        assert fresh_action(made).state == "open"

    def test_its_effect_is_checked_beside_what_sila_counts(
        self, sign_in, faisal, act, fresh_action, complain, category
    ):
        made = act(faisal)
        for days in (15, 14, 13, 3):
            complain(category=category, at=timezone.now() - days * DAY)
        with workspace(faisal.workspace_id):
            made.finish(by=faisal)
            CorrectiveAction.objects.filter(pk=made.pk).update(done_on=timezone.localdate() - 10 * DAY)
        client, address = sign_in(faisal), url("action_check", number=made.number)
        assert client.get(address).context["counts"] == (3, 1)
        assert client.post(address, {"outcome": "perhaps"}).status_code == 422
        assert client.post(address, {"outcome": "effective", "text": "Fewer"}).status_code == 303
        found = fresh_action(made)
        assert (found.state, found.count_before, found.count_after) == ("checked", 3, 1)
        client.post(f"{address}?undo=1")
        assert (fresh_action(made).state, fresh_action(made).count_before) == ("done", None)

    def test_the_day_it_was_done_is_too_early_to_check_it(self, sign_in, faisal, act, fresh_action):
        made = act(faisal)
        client = sign_in(faisal)
        client.post(url("action_done", number=made.number))
        client.post(url("action_check", number=made.number), {"outcome": "effective"})
        assert fresh_action(made).state == "done"

    def test_who_neither_looks_after_it_nor_after_all_takes_no_step(
        self, sign_in, salem, faisal, karim, act, fresh_action
    ):
        made = act(faisal)
        sign_in(salem).post(url("action_done", number=made.number))
        sign_in(salem).post(url("action_cancellation", number=made.number))
        assert sign_in(salem).get(url("action_edit", number=made.number)).status_code == 403
        assert sign_in(karim).post(url("action_done", number=made.number)).status_code == 404
        assert fresh_action(made).state == "open"

    def test_it_is_edited_and_who_saves_over_a_colleague_is_told(
        self, sign_in, mona, faisal, act, category, fresh_action
    ):
        made = act(faisal)
        client, address = sign_in(mona), url("action_edit", number=made.number)
        assert client.get(address).status_code == 200
        fields = self.fields(category, faisal, version=1)
        assert client.post(address, fields).status_code == 303
        assert client.post(address, fields).status_code == 303  # nothing changed
        assert client.post(address, {**fields, "name": "Else"}).status_code == 422
        assert fresh_action(made).name == "Pack in two layers"

    def test_lists_tell_what_is_open_to_check_and_over(self, sign_in, faisal, mona, act):
        first, second = act(faisal), act(faisal, name="Train the drivers")
        with workspace(mona.workspace_id):
            second.cancel(by=mona)
        client = sign_in(faisal)
        shown = {
            which: client.get(f"{url('actions')}?which={which}").context["rows"]
            for which in ("open", "check", "over")
        }
        assert shown == {"open": [first], "check": [], "over": [second]}

    def test_what_is_due_stands_on_today_and_is_told_once(self, sign_in, faisal, act, mona, afaq):
        made = act(faisal)
        with workspace(mona.workspace_id):
            late = {"due_on": timezone.localdate() - DAY}
            CorrectiveAction.objects.filter(pk=made.pk).update(**late)
            assert [acting.tell_due(), acting.tell_due()] == [1, 0]
            assert Notification.objects.filter(kind="correctiveaction.overdue", recipient=faisal).count() == 1
        page = sign_in(faisal).get(reverse("desk:today", kwargs={"slug": "noor"}))
        assert made.name in page.content.decode()


class TestUnvoiced:
    @pytest.fixture
    def late(self, salem, afaq):
        """A purchase of Afaq that is late for ten days, and of which nobody has spoken."""
        with workspace(salem.workspace_id):
            made = add_purchase(
                account=afaq,
                by=salem,
                fields={"ordered_on": timezone.localdate() - 20 * DAY, "currency": "SAR"},
                lines=[Line("Cups", unit_price_minor=100)],
                status="late",
            )
            PurchaseStatus.objects.filter(purchase=made).update(from_at=timezone.now() - 10 * DAY)
        return made

    def found(self, salem):
        search(salem)
        with workspace(salem.workspace_id):
            return Finding.objects.filter(kind="unvoiced").first()

    def test_silence_after_a_late_order_becomes_a_check_in_once(self, sign_in, salem, late, afaq):
        finding = self.found(salem)
        assert (finding.account_id, list(finding.figures)) == (afaq.pk, ["late"])
        client, address = sign_in(salem), url("check_in", number=finding.number)
        assert afaq.name in client.get(reverse("desk:today", kwargs={"slug": "noor"})).content.decode()
        for _click in range(2):
            assert client.post(address).status_code == 303
        with workspace(salem.workspace_id):
            step = FollowUp.objects.get()
            assert (step.owner, step.account) == (salem, afaq)
        assert client.get(url("finding", number=finding.number)).status_code == 200
        client.post(f"{address}?undo=1")
        with workspace(salem.workspace_id):
            assert FollowUp.objects.get().state == "cancelled"
            assert Finding.objects.get(pk=finding.pk).is_proposed

    def test_while_the_check_in_is_open_nothing_more_is_proposed(self, salem, late):
        finding = self.found(salem)
        with workspace(salem.workspace_id):
            acting.check_in(finding, by=salem)
        assert self.found(salem).state == "taken"

    def test_who_has_complained_has_voiced_it(self, salem, late, complain):
        complain()
        assert self.found(salem) is None

    def test_a_late_order_of_yesterday_is_no_silence_yet(self, salem, late):
        with workspace(salem.workspace_id):
            PurchaseStatus.objects.filter(purchase=late).update(from_at=timezone.now() - DAY)
        assert self.found(salem) is None

    def test_purchases_that_stopped_are_a_sign(self, salem, afaq):
        today = timezone.localdate()
        with workspace(salem.workspace_id):
            for days in (150, 130, 110, 90):
                add_purchase(
                    account=afaq,
                    by=salem,
                    fields={"ordered_on": today - days * DAY, "currency": "SAR"},
                    lines=[Line("Cups", unit_price_minor=100)],
                )
        finding = self.found(salem)
        assert (finding.figures["falling"]["days"], finding.figures["falling"]["usual"]) == (90, 20)
