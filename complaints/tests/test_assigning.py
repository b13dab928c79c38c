"""Who is given a complaint as it is filed, and when a colleague leaves; skills and severities of a workspace."""

import threading

import pytest
from django.db import transaction

from accounts import services
from accounts.models import MemberSpecialism
from complaints.assigning import give_on_leaving
from complaints.filing import file_complaint
from complaints.grading import change_matrix, matrix
from complaints.models import Complaint, ComplaintCategory, ComplaintSkill, SeverityRule
from complaints.severity import USUAL
from conftest import make_member
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Event, Job, Notification
from workspaces.roles import Role

SEVERITIES = "/w/noor/settings/complaint-severities/"
SKILLS = "/w/noor/settings/complaint-skills/"


@pytest.fixture
def nadia(noor):
    return make_member(noor, Role.AGENT, "nadia@noor.example", "نادية")


@pytest.fixture
def unled(salem):
    """A customer whom nobody looks after."""
    with workspace(salem.workspace_id):
        return services.add_account(by=salem, fields={"name_en": "Dar", "language": "en"})


def owner_of(complaint):
    return Complaint.objects.get(pk=complaint.pk).owner


def reason_of(complaint):
    return complaint.events.filter(step__in=("file", "assign")).last().detail.get("reason")


@pytest.mark.django_db
@pytest.mark.usefixtures("in_noor")
class TestWhoGetsIt:
    def test_the_account_manager_first_and_is_told_once(self, complain, salem, faisal, huda):
        made = complain(by=huda)
        assert (owner_of(made), reason_of(made)) == (salem, "account_owner")
        told = Notification.objects.filter(recipient=salem).values_list("kind", flat=True)
        assert list(told) == ["complaint.filed"]

    def test_whoever_was_chosen_by_hand_keeps_it(self, complain, faisal):
        made = complain(owner=faisal)
        assert (owner_of(made), reason_of(made)) == (faisal, None)

    def test_an_account_manager_who_may_not_handle_complaints_gets_none(self, complain, salem, faisal, reem):
        account = services.add_account(by=salem, fields={"name_en": "Bahja", "owner": reem})
        assert owner_of(complain(account=account)) == faisal

    def test_the_skill_in_what_the_category_lies_under(self, complain, unled, faisal, nadia, category):
        part = ComplaintCategory.objects.create(label_en="Broken", parent=category)
        ComplaintSkill.objects.create(member=nadia, category=category)
        made = complain(account=unled, category=part)
        assert (owner_of(made), reason_of(made)) == (nadia, "skill")
        assert owner_of(complain(account=unled)) == faisal

    def test_the_language_and_then_the_load(self, complain, unled, faisal, nadia):
        MemberSpecialism.objects.create(member=nadia, language="en")
        made = complain(account=unled)
        assert (owner_of(made), reason_of(made)) == (nadia, "language")
        assert owner_of(complain(account=unled, language="ar")) == faisal

    def test_they_take_turns_also_when_each_is_closed_at_once(self, complain, unled, faisal, nadia):
        got = []
        for _each in range(4):
            made = complain(account=unled)
            got.append(owner_of(made))
            made.reject(by=faisal, reason="A test")
        assert got == [faisal, nadia, faisal, nadia]

    def test_where_nobody_handles_complaints_nobody_gets_it(self, noor, reem):
        account = services.add_account(by=reem, fields={"name_en": "Dar"})
        fields = {"subject": "Late", "text": "Very late"}
        assert file_complaint(account=account, fields=fields).owner is None

    def test_the_page_tells_why(self, sign_in, complain, unled, faisal):
        made = complain(account=unled)
        page = sign_in(faisal).get(f"/w/noor/complaints/{made.number}/").content.decode()
        assert "has the fewest open complaints" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("in_noor")
class TestLeaving:
    def leave(self, member, by):
        with transaction.atomic():
            member.end(by=by)
        for job in Job.objects.filter(kind="complaints.hand_on"):
            run_slice(job.pk)

    def test_open_complaints_go_to_others_and_closed_ones_stay(self, complain, unled, faisal, nadia, huda):
        one, two, over = (complain(account=unled, owner=faisal) for _each in range(3))
        over.reject(by=faisal, reason="A test")
        self.leave(faisal, huda)
        assert [owner_of(each) for each in (one, two, over)] == [nadia, nadia, faisal]
        assert [reason_of(each) for each in (one, two)] == ["left", "left"]
        assert Job.objects.get(kind="complaints.hand_on").state == Job.State.DONE

    def test_where_nobody_is_left_it_is_nobodys(self, complain, unled, faisal, huda, salem, mona):
        made = complain(account=unled, owner=faisal)
        for each in (salem, mona):
            each.role = Role.VIEWER
            each.save()
        huda.role = Role.VIEWER
        huda.save()
        self.leave(faisal, None)
        assert owner_of(made) is None

    def test_what_was_taken_back_before_the_job_stays(self, complain, unled, faisal, nadia, huda):
        made = complain(account=unled, owner=faisal)
        give_on_leaving(faisal, by=huda)
        for job in Job.objects.filter(kind="complaints.hand_on"):
            run_slice(job.pk)
        assert owner_of(made) == faisal


@pytest.mark.django_db(transaction=True)
def test_two_filings_at_once_count_one_after_the_other(noor, salem, faisal, nadia, in_noor):
    """The second waits for its number, and counts what the first was given."""
    with transaction.atomic():
        accounts = [services.add_account(by=salem, fields={"name_en": name}) for name in ("Dar", "Nur")]
    begin, raised = threading.Barrier(4), []

    def file(account):
        from django.db import connection

        try:
            with workspace(noor.pk):
                begin.wait()
                file_complaint(account=account, fields={"subject": "Late", "text": "Late"})
        except Exception as error:
            raised.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=file, args=[each]) for each in accounts * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with transaction.atomic():
        owners = sorted(Complaint.objects.values_list("owner", flat=True))
    assert (raised, owners) == ([], [faisal.pk, faisal.pk, nadia.pk, nadia.pk])


@pytest.mark.django_db
@pytest.mark.usefixtures("in_noor")
class TestSettings:
    def test_the_table_of_severities_is_kept_and_used(self, sign_in, complain, mona, fresh):
        client = sign_in(mona)
        data = {f"severity_{i}_{u}": severity for (i, u), severity in USUAL.items()}
        assert client.post(SEVERITIES, data | {"severity_1_1": 4}).status_code == 303
        assert (matrix()[1, 1], SeverityRule.objects.count()) == (4, 1)
        assert complain(impact=1, urgency=1).severity == 4
        answer = client.post(SEVERITIES, data | {"severity_2_2": 9})
        assert (answer.status_code, matrix()[1, 1]) == (422, 4)
        found = complain()
        client.post(f"/w/noor/complaints/{found.number}/assess/", {"category": "", "impact": 1, "urgency": 1})
        assert (fresh(found).state, fresh(found).severity) == ("assessed", 4)

    def test_saved_as_it_was_it_changes_nothing(self, mona):
        assert not change_matrix(USUAL, by=mona)
        assert not Event.objects.filter(verb="severitymatrix.changed").exists()
        assert change_matrix({**USUAL, (1, 1): 2}, by=mona)
        assert change_matrix(USUAL, by=mona)
        assert matrix() == USUAL

    def test_skills_are_kept_and_those_of_archived_categories_stay(self, sign_in, mona, faisal, category):
        old = ComplaintCategory.objects.create(label_en="Old")
        ComplaintSkill.objects.create(member=faisal, category=old)
        old.archive(by=mona)
        client, name = sign_in(mona), f"skills_{faisal.number}"
        assert client.post(SKILLS, {name: [category.number]}).status_code == 303
        assert {each.category for each in faisal.complaint_skills.all()} == {old, category}
        assert client.post(SKILLS, {name: ["99999"]}).status_code == 422
        client.post(SKILLS, {})
        assert {each.category for each in faisal.complaint_skills.all()} == {old}

    @pytest.mark.parametrize("url", [SEVERITIES, SKILLS])
    def test_who_may_not(self, sign_in, faisal, karim, url):
        for method in ("get", "post"):
            assert getattr(sign_in(faisal), method)(url).status_code == 403
            assert getattr(sign_in(karim), method)(url).status_code == 404
