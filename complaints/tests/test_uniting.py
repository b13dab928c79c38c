"""Duplicates of one customer, and an incident with the complaints that it affects."""

import pytest
from django.db import transaction

from accounts import services
from complaints.answering import communicate
from complaints.closing_along import NotClosed, close_along
from complaints.models import Complaint, ComplaintEvent
from complaints.uniting import NotTogether, join_incident, leave_incident, merge, split
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from timeline.jobs import run_slice
from timeline.models import Event, Job

pytestmark = pytest.mark.usefixtures("in_noor")
TEXTS = {"en": "We are sorry: the glue was changed.", "ar": "نعتذر: تغيّر الغراء."}


@pytest.fixture
def other_customer(salem):
    with workspace(salem.workspace_id):
        fields = {"name_en": "Dar", "owner": salem, "email": "hello@dar.example", "language": "ar"}
        return services.add_account(by=salem, fields=fields)


def end(complaint, by, cause):
    complaint.assess(by=by, category=None, impact=2, urgency=2, severity=2)
    complaint.decide(by=by, decision="accepted", text="The glue was weak.")
    communicate(complaint, by=by, text="You are right.")
    complaint.close(by=by, resolution="Another glue is used.", root_cause=cause)
    return complaint


@pytest.mark.django_db
class TestDuplicates:
    def test_merged_and_split_off_again(self, complain, salem, fresh):
        first, second = complain(), complain(subject="Again: cups broken")
        merge(second, first, by=salem)
        assert (fresh(second).state, fresh(second).merged_into) == ("merged", first)
        assert second.events.last().what == "dropped"
        split(fresh(second), by=salem)
        assert (fresh(second).state, fresh(second).merged_into) == ("investigating", None)
        assert [each.what for each in second.events.order_by("pk")][-2:] == ["reopened", "wrote"]

    def test_what_cannot_be_merged(self, complain, salem, other_customer):
        first, second, third = complain(), complain(), complain()
        foreign = complain(account=other_customer)
        for into in (first, foreign):
            with pytest.raises(NotTogether):
                merge(first, into, by=salem)
        merge(second, first, by=salem)
        with pytest.raises(NotTogether):
            merge(first, third, by=salem)
        with pytest.raises(NotTogether):
            merge(third, second, by=salem)
        third.reject(by=salem, reason="A test")
        with pytest.raises(NotTogether):
            merge(first, third, by=salem)

    def test_found_by_number_or_words_and_undone(self, sign_in, complain, salem, other_customer, fresh):
        first, second = complain(), complain(subject="Late van")
        complain(account=other_customer, subject="Late van of Dar")
        page, client = f"/w/noor/complaints/{first.number}/merging/", sign_in(salem)
        for query in ("van", str(second.number), second.reference):
            assert client.get(page, {"q": query}).context["form"].offered == [second]
        answer = client.post(page, {"other": second.number}, follow=True)
        assert fresh(first).merged_into == second
        undo = list(answer.context["messages"])[0].extra_tags.removeprefix("undo:")
        client.post(undo)
        assert fresh(first).merged_into is None
        assert client.post(page, {"other": "99999"}).status_code == 422

    def test_who_may_not(self, sign_in, complain, reem, karim):
        number = complain().number
        for name in ("merging", "splitting", "incident", "affected/closing"):
            url = f"/w/noor/complaints/{number}/{name}/"
            assert sign_in(reem).post(url).status_code == 403
            assert sign_in(karim).post(url).status_code == 404
        assert sign_in(karim).get(f"/w/noor/complaints/{number}/affected/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_merged_into_one_another_at_once_are_not_both_gone(at_once, noor, complain, salem):
    with transaction.atomic():
        first, second = complain(), complain()

    def into(one, other):
        def work():
            mine = [Complaint.objects.select_related("account").get(pk=each.pk) for each in (one, other)]
            yield
            merge(*mine, by=salem)
            yield

        return work

    raised = at_once(into(first, second), into(second, first))
    with workspace(noor.pk), transaction.atomic():
        assert sorted(Complaint.objects.values_list("state", flat=True)) == ["merged", "new"]
    assert len(raised) == 1


@pytest.mark.django_db
class TestIncidents:
    def test_joined_and_left(self, complain, salem, other_customer, fresh):
        incident, one = complain(), complain(account=other_customer)
        join_incident(one, incident, by=salem)
        join_incident(one, incident, by=salem)
        assert fresh(one).incident == incident
        assert one.events.filter(step="join").count() == 1
        leave_incident(one, by=salem)
        assert fresh(one).incident is None

    def test_history_names_the_other_by_its_number(self, complain, salem, other_customer):
        """Its subject may be changed or forgotten, and not everybody who reads this one sees the other."""
        incident, one = complain(subject="Noura lost her keys"), complain(account=other_customer)
        join_incident(one, incident, by=salem)
        leave_incident(one, by=salem)
        twin = complain(subject="Noura again")
        merge(twin, incident, by=salem)
        split(twin, by=salem)
        told = Event.objects.filter(verb__regex=r"^complaint\.(join|leave|merge|absorb|split)$").order_by(
            "pk"
        )
        others = [each.detail["other"] for each in told if "other" in each.detail]
        assert others == [incident.reference] * 3 + [twin.reference] + [incident.reference]
        assert not ComplaintEvent.objects.filter(detail__icontains="Noura").exists()

    def test_it_is_one_level_deep(self, complain, salem):
        incident, one, two = complain(), complain(), complain()
        join_incident(one, incident, by=salem)
        for complaint, other in ((two, one), (incident, two), (two, two)):
            with pytest.raises(NotTogether):
                join_incident(complaint, other, by=salem)

    def test_closed_along_each_in_its_language_by_its_own_steps(
        self, complain, salem, other_customer, cause, fresh
    ):
        incident = complain()
        one, two = complain(), complain(account=other_customer, language="ar")
        decided, appealed, stranger = complain(), complain(), complain()
        for each in (one, two, decided, appealed):
            join_incident(each, incident, by=salem)
        decided.assess(by=salem, category=None, impact=1, urgency=1, severity=1)
        decided.decide(by=salem, decision="refused", text="No")
        Complaint.objects.filter(pk=appealed.pk).update(level=2)
        with pytest.raises(NotClosed):
            close_along(incident, by=salem, texts=TEXTS)
        end(incident, salem, cause)
        OutgoingMail.objects.all().delete()
        job = close_along(incident, by=salem, texts=TEXTS)
        run_slice(job.pk)
        job.refresh_from_db()
        assert (job.state, job.done, job.result) == (Job.State.DONE, 2, {"closed": 2})
        states = [fresh(each).state for each in (one, two, decided, appealed, stranger)]
        assert states == ["closed", "closed", "decided", "new", "new"]
        assert (fresh(two).resolution, fresh(two).root_cause) == ("Another glue is used.", cause)
        texts = {mail.to_address: mail.text for mail in OutgoingMail.objects.all()}
        assert TEXTS["en"] in texts["care@afaq.example"]
        assert TEXTS["ar"] in texts["hello@dar.example"]

    def test_run_again_it_closes_nothing_twice(self, complain, salem, cause, fresh):
        incident, one = complain(), complain()
        join_incident(one, incident, by=salem)
        end(incident, salem, cause)
        for _each in range(2):
            run_slice(close_along(incident, by=salem, texts=TEXTS).pk)
        assert one.events.filter(step="close").count() == 1

    def test_its_page_and_the_form(self, sign_in, complain, salem, cause, reem, other_customer):
        incident, one = complain(), complain(account=other_customer, subject="Torn box")
        client, page = sign_in(salem), f"/w/noor/complaints/{incident.number}/"
        joining = f"/w/noor/complaints/{one.number}/incident/"
        assert client.post(joining, {"other": incident.number}).status_code == 303
        assert "Torn box" in client.get(f"{page}affected/").content.decode()
        assert "Torn box" in client.get(page).content.decode()
        end(incident, salem, cause)
        answer = client.post(f"{page}affected/closing/", {"text_en": ""})
        assert answer.status_code == 422
        done = client.post(f"{page}affected/closing/", {"text_en": TEXTS["en"]})
        assert (done.status_code, "/jobs/" in done["Location"]) == (303, True)
        client.post(f"{joining}?undo=1")
        assert one.events.last().step == "leave"

    @pytest.mark.parametrize("query", ["9" * 5000, "C-2030-" + "9" * 5000, "\u0663", "%"])
    def test_whatever_is_looked_for(self, sign_in, complain, salem, query):
        one = complain()
        complain(subject="Torn box")
        for name in ("merging", "incident"):
            address = f"/w/noor/complaints/{one.number}/{name}/"
            assert sign_in(salem).get(address, {"q": query}).status_code == 200
