"""Some days after a purchase its customer is asked by itself: once, and not about what was undone."""

import datetime as dt
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from accounts.models import Segment
from accounts.services import add_contact
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from sales import surveying
from sales.models import Purchase, PurchaseImport
from surveys.models import PlannedAsk, SurveyInvitation, SurveyPlan, SurveyRules
from surveys.planning import add_plan
from surveys.rounds import go_on, look_at
from surveys.writing import add_ready

pytestmark = pytest.mark.django_db
SUNDAY = dt.datetime(2026, 11, 29, 9, tzinfo=dt.UTC)
WEEK_BEFORE = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _sunday():
    with time_machine.travel(SUNDAY, tick=False):
        yield


@pytest.fixture
def sara(salem, afaq):
    with workspace(salem.workspace_id):
        fields = {"name_en": "Sara", "email_1": "sara@afaq.example", "language": "en"}
        return add_contact(by=salem, fields=fields, account=afaq)


@pytest.fixture
def survey(huda):
    from surveys.ready import READY

    with workspace(huda.workspace_id), transaction.atomic():
        SurveyRules.objects.create(rest_days=0)
        made = add_ready(READY["csat"], by=huda)
        made.open(by=huda)
        return made


@pytest.fixture
def planned(huda, survey):
    def make(**fields):
        usual = {"name": "After a week", "trigger": "purchase", "survey": survey, "delay_days": 7}
        with workspace(huda.workspace_id), transaction.atomic():
            return add_plan(by=huda, starts_on=dt.date(2026, 1, 1), **(usual | fields))

    return make


@pytest.fixture
def tick(noor):
    def go():
        with workspace(noor.pk):
            while go_on():
                pass
            return [(each.key, each.why_not) for each in PlannedAsk.objects.order_by("pk")]

    return go


def test_its_contact_is_asked_once_on_the_day(salem, sara, planned, bought, tick):
    plan = planned()
    due = bought(on=WEEK_BEFORE, fields={"contact": sara})
    bought(on=WEEK_BEFORE + timedelta(days=1), fields={"contact": sara})
    assert tick() == [(due.pk, "")]
    with workspace(salem.workspace_id):
        plan.refresh_from_db()
        assert plan.next_at.date() == dt.date(2026, 11, 30)
        SurveyPlan.objects.update(next_at=SUNDAY)
    assert tick() == [(due.pk, "")]
    with workspace(salem.workspace_id):
        (made,) = SurveyInvitation.objects.all()
        assert (made.contact, made.reason) == (sara, f"Purchase {due.number}")
        assert OutgoingMail.objects.get().to_address == "sara@afaq.example"


def test_without_a_contact_the_main_one_of_the_customer_is_asked(salem, sara, planned, bought, tick):
    planned()
    bought(on=WEEK_BEFORE)
    tick()
    with workspace(salem.workspace_id):
        assert SurveyInvitation.objects.get().contact == sara


def test_what_was_undone_is_passed_over_with_the_reason(salem, sara, planned, bought, tick):
    planned()
    made = [bought(on=WEEK_BEFORE, fields={"contact": sara}) for _each in range(4)]
    with workspace(salem.workspace_id), transaction.atomic():
        made[0].set_status(Purchase.Status.CANCELLED, by=salem)
        made[1].set_status(Purchase.Status.RETURNED, by=salem)
        made[2].refund(made[2].total_minor, by=salem)
        made[3].archive(by=salem)
    assert [why for _key, why in tick()] == ["undone"] * 4
    with workspace(salem.workspace_id):
        assert not SurveyInvitation.objects.exists()


def test_history_out_of_a_file_asks_nobody(salem, sara, planned, bought, tick):
    planned()
    made = bought(on=WEEK_BEFORE, fields={"contact": sara})
    with workspace(salem.workspace_id):
        origin = PurchaseImport.objects.create(created_by=salem)
        Purchase.objects.filter(pk=made.pk).update(origin=origin)
    assert tick() == []


def test_what_fell_due_before_it_was_in_force_is_not_made_up_for(sara, planned, bought, tick):
    planned()
    bought(on=WEEK_BEFORE - timedelta(days=1), fields={"contact": sara})
    assert tick() == []


def test_days_off_and_what_was_entered_late_are_made_up_for_and_what_is_long_over_is_not(
    salem, sara, planned, bought, tick
):
    plan = planned()
    with workspace(salem.workspace_id):
        SurveyPlan.objects.filter(pk=plan.pk).update(since_on=dt.date(2026, 1, 1))
    late = bought(on=WEEK_BEFORE - timedelta(days=14), fields={"contact": sara})
    bought(on=WEEK_BEFORE - timedelta(days=15), fields={"contact": sara})
    assert tick() == [(late.pk, "")]


def test_who_was_asked_lately_or_stands_outside_the_segment_is_left_in_peace(
    salem, sara, planned, bought, tick
):
    with workspace(salem.workspace_id):
        SurveyRules.objects.update(rest_days=30)
        empty = Segment.objects.create(name="Nobody", kind="static")
    planned()
    planned(segment=empty)
    for _each in range(2):
        bought(on=WEEK_BEFORE, fields={"contact": sara})
    assert sorted(why for _key, why in tick()) == ["", "elsewhere", "elsewhere", "recent"]


def test_a_customer_whom_nobody_can_be_asked_at_is_told_of(planned, bought, tick):
    planned()
    bought(on=WEEK_BEFORE)
    assert [why for _key, why in tick()] == ["nobody"]


def test_a_closed_survey_asks_nobody_and_uses_nothing_up(huda, sara, survey, planned, bought, tick):
    plan = planned()
    made = bought(on=WEEK_BEFORE, fields={"contact": sara})
    with workspace(huda.workspace_id), transaction.atomic():
        survey.close(by=huda)
    assert tick() == []
    with workspace(huda.workspace_id), transaction.atomic():
        survey.reopen(by=huda)
        SurveyPlan.objects.filter(pk=plan.pk).update(next_at=SUNDAY)
    assert tick() == [(made.pk, "")]


def test_a_round_that_was_killed_asks_nobody_twice_and_forgets_nobody(
    huda, sara, planned, bought, tick, monkeypatch
):
    planned()
    made = [bought(on=WEEK_BEFORE, fields={"contact": sara}) for _each in range(5)]
    ask, asked = surveying.ask_about, []

    def dies(plan, purchase):
        asked.append(purchase.pk)
        if len(asked) == 4:
            raise SystemExit
        return ask(plan, purchase)

    monkeypatch.setattr(surveying, "BATCH", 2)
    with monkeypatch.context() as patched:
        patched.setattr(surveying, "ask_about", dies)
        with pytest.raises(SystemExit):
            tick()
    with workspace(huda.workspace_id):
        assert (
            SurveyInvitation.objects.count() == OutgoingMail.objects.count() == 2
        )  # the batch that was kept
    assert tick() == [(each.pk, "") for each in made]
    with workspace(huda.workspace_id):
        assert SurveyInvitation.objects.count() == OutgoingMail.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_the_same_moment_ask_once(noor, sara, planned, bought):
    plan = planned()
    for _each in range(5):
        bought(on=WEEK_BEFORE, fields={"contact": sara})
    together, failed = threading.Barrier(2), []

    def go():
        try:
            together.wait()
            with workspace(noor.pk):
                look_at(plan.pk, noor)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _each in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    with workspace(noor.pk), transaction.atomic():
        assert SurveyInvitation.objects.count() == PlannedAsk.objects.count() == 5
