"""Many complaints at once: assigned, sorted, graded and put to an incident, told why not, and taken back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.bulk.verbs import verbs_of_list
from accounts.bulk.work import change_all, change_selected, take_back, undo_change
from accounts.models import Account, BulkChange
from accounts.services import add_account
from complaints.models import Complaint
from timeline.jobs import run_slice
from timeline.models import Event, Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
QUEUE = "/w/noor/complaints/"


def url(name, **kwargs):
    return reverse(f"accounts:{name}", kwargs={"slug": "noor", **kwargs})


@pytest.fixture
def many(complain, salem):
    """An open one, another one, one that is withdrawn, and one whose customer is in the archive."""
    gone = add_account(by=salem, fields={"name_en": "Gone Co", "owner": salem})
    found = [complain(), complain(subject="Late"), complain(subject="Over"), complain(account=gone)]
    found[2].withdraw(by=salem)
    Account.objects.filter(pk=gone.pk).update(archived_at=timezone.now())  # as before that was refused
    return found


def done(by, verb, value, complaints):
    numbers = [each.number for each in complaints]
    return change_selected(by=by, list_key="complaints", verb=verb, value=value, numbers=numbers)


def now(complaints, name):
    found = Complaint.objects.in_bulk([each.pk for each in complaints])
    return [getattr(found[each.pk], name) for each in complaints]


def test_assigned_by_their_verb_and_back(many, salem, faisal):
    change = done(salem, "handler", str(faisal.number), many)
    assert (change.changed_count, change.refusals) == (3, {"complaint archived": 1})
    assert now(many, "owner_id") == [faisal.pk, faisal.pk, faisal.pk, salem.pk]
    assert Event.objects.about(many[0]).filter(verb="complaint.assign").exists()
    Complaint.objects.get(pk=many[1].pk).assign_to(None, by=salem)
    change = undo_change(change, by=salem)
    assert change.undone_count == 2
    assert now(many, "owner_id") == [salem.pk, None, salem.pk, salem.pk]


def test_sorted_and_graded_while_they_are_open_with_their_clocks(many, salem, category):
    change = done(salem, "category", str(category.number), many)
    assert (change.changed_count, change.refusals) == (2, {"complaint archived": 1, "complaint over": 1})
    assert now(many, "category_id") == [category.pk, category.pk, None, None]
    before = now(many, "due_at")
    graded = done(salem, "severity", "4", many[:2])
    assert graded.changed_count == 2
    assert now(many[:2], "severity") == [4, 4]
    assert now(many, "due_at")[0] < before[0]  # what is critical is promised sooner
    assert done(salem, "severity", "4", many[:2]).changed_count == 0
    undo_change(graded, by=salem)
    undo_change(change, by=salem)
    assert now(many, "severity") == [2, 2, 2, 2]
    assert now(many, "category_id") == [None] * 4
    assert now(many, "due_at") == before


def test_made_parts_of_an_incident_but_not_taken_out_of_another(many, complain, salem):
    incident, other = complain(subject="Outage"), complain(subject="Fire")
    done(salem, "incident", str(other.number), many[1:2])
    change = done(salem, "incident", str(incident.number), [*many[:2], incident])
    assert (change.changed_count, change.refusals) == (1, {"complaint incident": 2})  # and not itself
    assert now(many[:2], "incident_id") == [incident.pk, other.pk]
    undo_change(change, by=salem)
    assert now(many[:2], "incident_id") == [None, other.pk]


def test_all_that_match_as_a_job_that_runs_twice_without_harm(many, salem, faisal):
    change = change_all(
        by=salem, list_key="complaints", verb="handler", value=str(faisal.number), query="state=open"
    )
    for _time in range(3):
        run_slice(change.job_id)
    change.refresh_from_db()
    assert Job.objects.get(pk=change.job_id).state == Job.State.DONE
    assert (change.changed_count, change.refusals) == (2, {"complaint archived": 1})
    assert now(many, "owner_id") == [faisal.pk, faisal.pk, salem.pk, salem.pk]


def test_nobody_gets_any_who_may_not_handle_them(many, sign_in, salem, reem):
    chosen = {
        "list": "complaints",
        "number": [many[0].number],
        "verb": "handler",
        "value_handler": reem.number,
    }
    assert sign_in(salem).post(url("bulk"), chosen).status_code == 422
    assert not BulkChange.objects.exists()


def test_what_nobody_sees_is_passed_over(many, salem, faisal, noor):
    noor.visibility = "team"
    noor.save()
    by = type(faisal).objects.select_related("workspace", "user").get(pk=faisal.pk)
    change = done(by, "severity", "4", many)
    assert change.changed_count == 0
    assert now(many, "severity") == [2, 2, 2, 2]


class TestPages:
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_from_the_queue_and_back(self, sign_in, many, salem, faisal, language):
        client = sign_in(salem)
        page = client.get(QUEUE, {"view": "all"}).content.decode()
        assert 'id="bulk"' in page
        panel = client.get(
            url("bulk"), {"list": "complaints"}, headers={"hx-request": "true"}
        ).content.decode()
        for verb in verbs_of_list("complaints"):
            assert f'name="value_{verb.key}"' in panel
        chosen = {"list": "complaints", "number": [each.number for each in many]}
        answer = client.post(url("bulk"), {**chosen, "verb": "severity", "value_severity": "3"}, follow=True)
        told = answer.content.decode()
        assert answer.redirect_chain[0][0].startswith(QUEUE)
        change = BulkChange.objects.get()
        assert change.changed_count == 2
        assert url("bulk_undo", number=change.number) in told
        assert "لم تعد مفتوحة" in told or "not open any more" in told
        one = client.get(url("bulk_one", number=change.number)).content.decode()
        assert "لم تعد مفتوحة" in one or "not open any more" in one
        assert client.post(url("bulk_undo", number=change.number)).status_code == 303
        assert now(many, "severity") == [2, 2, 2, 2]

    @pytest.mark.parametrize(
        ("verb", "value"),
        [("severity", "9"), ("severity", ""), ("category", "x"), ("category", ""), ("incident", "9" * 5000),
         ("incident", ""), ("incident", "C-2026-999999"), ("handler", "x")],
    )  # fmt: skip
    def test_what_nobody_could_choose_is_refused(self, sign_in, many, salem, verb, value):
        chosen = {"list": "complaints", "number": [many[0].number], "verb": verb, f"value_{verb}": value}
        assert sign_in(salem).post(url("bulk"), chosen).status_code == 422
        assert not BulkChange.objects.exists()

    def test_who_may(self, sign_in, many, faisal, reem, karim):
        chosen = {"list": "complaints", "number": [many[0].number], "verb": "severity", "value_severity": "3"}
        assert sign_in(reem).post(url("bulk"), chosen).status_code == 403
        assert 'id="bulk"' not in sign_in(reem).get(QUEUE, {"view": "all"}).content.decode()
        assert sign_in(karim).post(url("bulk"), chosen).status_code == 404
        assert sign_in(faisal).post(url("bulk"), chosen).status_code == 303
        assert now(many[:1], "severity") == [3]

    def test_verbs_of_customers_are_not_those_of_complaints(self, sign_in, many, salem):
        chosen = {"list": "complaints", "number": [many[0].number], "verb": "archive"}
        answer = sign_in(salem).post(url("bulk"), chosen)
        assert answer.status_code == 200  # asked what to do
        assert not BulkChange.objects.exists()


def test_taking_back_the_batch_again_changes_nothing(many, salem):
    change = done(salem, "severity", "4", many[:2])
    undo_change(change, by=salem)
    take_back(BulkChange.objects.get(pk=change.pk), change.items.all(), salem)
    assert now(many[:2], "severity") == [2, 2]
