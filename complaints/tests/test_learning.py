"""The search for patterns: what is found, proposed once, and again only when there is more of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services import add_account
from complaints import acting, learning, likening
from complaints.keeping import MOST_EVIDENCE
from complaints.models import Complaint, CorrectiveAction, Finding, Likeness
from lib.tenancy.state import workspace
from lib.undo import TooLate
from timeline.jobs import run_slice
from timeline.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
DAY = timedelta(days=1)
TEXTS = (
    "الشحنة وصلت والكراتين ممزقة والأكواب مكسورة في الصندوق الثاني",
    "وصلت الشحنة والكراتين ممزّقة والاكواب مكسورة في الصندوق الأول",
    "الشحنه وصلت امس والكراتين ممزقة وأكواب مكسورة في الصندوق الثاني",
)
OTHERS = (
    "الفاتورة فيها ضريبة محسوبة مرتين",
    "لم يرد أحد على اتصالاتنا منذ أسبوع",
    "نريد تغيير عنوان الفرع في جدة",
)


def search():
    job = learning.learn()
    for _slice in range(30):
        run_slice(job.pk)
        job.refresh_from_db()
        if job.is_over:
            assert job.state == Job.State.DONE, job.error
            return job
    raise AssertionError("it never ends")


@pytest.fixture
def customers(salem):
    return [
        add_account(by=salem, fields={"name_en": f"Customer {place}", "owner": salem}) for place in range(12)
    ]


@pytest.fixture
def alike(complain, customers, category):
    """Three customers complain of the same in other words, three of something else each."""
    now = timezone.now()
    return [
        complain(
            account=customers[place],
            subject="شكوى",
            text=text,
            category=category,
            at=now - (9 - place) * 8 * DAY,
        )
        for place, text in enumerate([*TEXTS, *OTHERS])
    ]


def found(kind):
    return list(Finding.objects.filter(kind=kind).order_by("pk"))


class TestAlike:
    def test_alike_texts_of_a_category_are_one_group(self, alike):
        search()
        (finding,) = found("alike")
        evidence = set(finding.evidence.values_list("complaint_id", flat=True))
        assert (finding.measure, evidence) == (3, {each.pk for each in alike[:3]})
        assert finding.is_proposed

    def test_searching_again_changes_nothing(self, alike):
        assert search().result["found"] == 1
        rows = list(Finding.objects.values_list("pk", "measure", "state")), Likeness.objects.count()
        assert search().result["found"] == 0
        assert rows == (list(Finding.objects.values_list("pk", "measure", "state")), Likeness.objects.count())

    def test_what_was_dismissed_comes_back_only_when_it_grew(
        self, alike, complain, customers, category, mona
    ):
        search()
        acting.dismiss(found("alike")[0], by=mona, reason="One broken box")
        search()
        assert found("alike")[0].state == "dismissed"
        complain(account=customers[7], subject="شكوى", text=TEXTS[0], category=category)
        assert search().result["found"] == 1
        (finding,) = found("alike")
        assert (finding.state, finding.measure) == ("proposed", 4)

    def test_another_category_is_another_matter(self, alike, salem):
        search()
        alike[2].reassess(by=salem, category=None, impact=2, urgency=2, severity=2)
        search()
        assert found("alike") == []

    def test_spam_and_parts_of_others_do_not_count(self, alike, salem):
        alike[2].reject(by=salem)
        search()
        assert found("alike") == []

    def test_what_comes_later_about_earlier_days_is_compared_too(self, alike, complain, customers, category):
        search()
        early = complain(
            account=customers[8], subject="شكوى", text=TEXTS[1], category=category,
            at=timezone.now() - 85 * DAY,
        )  # fmt: skip
        search()
        (finding,) = found("alike")
        assert finding.evidence.filter(complaint=early).exists()
        assert finding.measure == 4

    def test_a_piece_that_is_full_is_followed_by_the_next(self, alike, monkeypatch):
        monkeypatch.setattr(likening, "COMPARED", 1)
        job = search()
        assert Likeness.objects.count() == len(alike)
        assert job.done == job.total
        assert found("alike")[0].measure == 3

    def test_the_like_of_another_workspace_is_never_compared(self, alike, karim):
        with workspace(karim.workspace_id):
            job = learning.learn()
            run_slice(job.pk)
            assert not Likeness.objects.exists()
            assert not Finding.objects.exists()


class TestRepeats:
    def test_a_customer_who_complains_again_within_ninety_days_is_found(self, complain, category):
        first = complain(category=category, at=timezone.now() - 80 * DAY)
        complain(category=category, at=timezone.now() - 200 * DAY)
        second = complain(category=category)
        search()
        (finding,) = found("repeat")
        assert (finding.measure, finding.account, finding.category) == (2, first.account, category)
        assert set(finding.evidence.values_list("complaint_id", flat=True)) == {first.pk, second.pk}

    def test_two_complaints_about_two_things_are_no_repeat(self, complain, category):
        complain(category=category)
        complain(category=None)
        search()
        assert found("repeat") == []


class TestSpikes:
    def test_a_week_beyond_the_bound_is_found_with_what_was_usual(self, complain, customers, category):
        now = timezone.now()
        for week in range(2, 14):
            complain(
                account=customers[week % 12], category=category, text=f"{week} x", at=now - week * 7 * DAY
            )
        for place in range(6):
            complain(
                account=customers[place],
                category=category,
                text=OTHERS[place % 3],
                at=now - timedelta(seconds=place),
            )
        search()
        (finding,) = found("spike")
        assert (finding.measure, finding.figures["bound"]) == (6, 4)
        assert finding.figures["mean"] == pytest.approx(1, abs=0.1)

    def test_as_many_as_usual_are_no_spike(self, complain, customers, category):
        now = timezone.now()
        for week in range(16):
            for place in range(6):
                complain(
                    account=customers[place],
                    category=category,
                    text=f"{week} {place}",
                    at=now - week * 7 * DAY,
                )
        search()
        assert found("spike") == []


def test_the_vital_few_causes_are_found(complain, cause, category, salem):
    made = [complain(text=f"{place} q", at=timezone.now() - place * DAY) for place in range(6)]
    Complaint.objects.filter(pk__in=[each.pk for each in made]).update(root_cause=cause)
    search()
    (finding,) = found("pareto")
    assert (finding.measure, finding.root_cause, finding.figures["count"]) == (100, cause, 6)


def test_what_is_no_longer_there_is_proposed_no_longer(complain, category, salem):
    complain(category=category)
    second = complain(category=category)
    search()
    assert found("repeat")
    second.reject(by=salem)
    search()
    assert found("repeat") == []


def test_one_search_at_a_time_and_it_can_be_stopped(alike, mona):
    from timeline.jobs import cancel_job

    first = learning.learn(by=mona)
    assert learning.learn(by=mona) == first
    cancel_job(first)
    first.refresh_from_db()
    assert first.state == Job.State.CANCELLED
    assert not Finding.objects.exists()
    assert learning.learn(by=mona) != first


def test_evidence_is_kept_of_the_newest_only(complain, category, monkeypatch):
    monkeypatch.setattr("complaints.keeping.MOST_EVIDENCE", 2)
    for _time in range(4):
        complain(category=category)
    search()
    (finding,) = found("repeat")
    assert (finding.measure, finding.evidence.count(), MOST_EVIDENCE) == (4, 2, 100)


class TestDeciding:
    def action(self, finding, by, **fields):
        today = timezone.localdate()
        given = {"name": "Pack anew", "category": finding.category, "owner": by, "due_on": today}
        return acting.add_action(
            by=by, finding=finding, fields={**given, "check_on": today + 30 * DAY, **fields}
        )

    def test_an_action_takes_it_up_and_its_undo_proposes_it_again(self, alike, mona):
        search()
        finding = found("alike")[0]
        made = self.action(finding, mona)
        finding.refresh_from_db()
        assert (finding.state, made.finding) == ("taken", finding)
        acting.put_back(finding, by=mona)
        finding.refresh_from_db()
        made.refresh_from_db()
        assert (finding.state, made.state) == ("proposed", "cancelled")

    def test_what_was_done_about_it_cannot_be_taken_back(self, alike, mona):
        search()
        finding = found("alike")[0]
        self.action(finding, mona).finish(by=mona)
        with pytest.raises(TooLate):
            acting.put_back(finding, by=mona)

    def test_while_somebody_works_on_it_more_of_it_asks_nothing(
        self, alike, complain, customers, category, mona
    ):
        search()
        made = self.action(found("alike")[0], mona)
        complain(account=customers[7], subject="شكوى", text=TEXTS[0], category=category)
        search()
        assert found("alike")[0].state == "taken"
        made.cancel(by=mona)
        search()
        assert found("alike")[0].state == "proposed"

    def test_dismissing_twice_is_once_and_undone(self, alike, mona, huda):
        search()
        finding = found("alike")[0]
        acting.dismiss(finding, by=mona, reason="a")
        acting.dismiss(finding, by=huda, reason="b")
        finding.refresh_from_db()
        assert (finding.reason, finding.decided_by) == ("a", mona)
        with pytest.raises(acting.DecidedBefore):
            acting.check_in(finding, by=mona)
        acting.put_back(finding, by=mona)
        finding.refresh_from_db()
        assert (finding.state, finding.reason, finding.decided_by) == ("proposed", "", None)
        assert not CorrectiveAction.objects.exists()
