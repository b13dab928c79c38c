"""What complaints do elsewhere: on the page of the customer, to marketing, to those who lead, in handing over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.deletion import delete_for_good
from accounts.handing_over import give_away, kept_plan, plan_of, take_home
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Account
from accounts.services import add_account
from complaints.answering import answer, hear, note
from complaints.facts import NOTHING, facts_of
from complaints.marketing import free, held
from complaints.models import Complaint, ComplaintNote, EffectRules, Severity
from lib.tenancy.state import workspace
from timeline.models import Notification

pytestmark = pytest.mark.django_db


def names(accounts):
    return set(accounts.values_list("name_en", flat=True))


@pytest.fixture
def content(salem):
    """Another customer, who never complained."""
    with workspace(salem.workspace_id):
        return add_account(by=salem, fields={"name_en": "Content Co", "owner": salem})


def test_marketing_is_held_while_a_complaint_of_that_severity_is_open(salem, afaq, content, complain):
    made = complain(severity=Severity.MEDIUM)
    with workspace(salem.workspace_id):
        assert names(held(Account.objects.all())) == {"Afaq Gulf"}
        assert names(free(Account.objects.all())) == {"Content Co"}
        rules = EffectRules.objects.create(hold_from=Severity.HIGH)
        assert names(held(Account.objects.all())) == set()
        rules.hold_from = EffectRules.Hold.MEDIUM
        rules.save()
        assert names(held(Account.objects.all())) == {"Afaq Gulf"}
        made.withdraw(by=salem)
        assert names(held(Account.objects.all())) == set()
        assert names(free(Account.objects.all())) == {"Afaq Gulf", "Content Co"}


def test_a_workspace_may_hold_nothing(salem, complain):
    complain(severity=Severity.CRITICAL)
    with workspace(salem.workspace_id):
        EffectRules.objects.create(hold_from=EffectRules.Hold.NEVER)
        assert names(held(Account.objects.all())) == set()
        assert names(free(Account.objects.all())) == {"Afaq Gulf"}


def test_the_facts_of_many_customers_are_one_query(salem, afaq, content, complain, django_assert_num_queries):
    now = timezone.now()
    oldest = complain(at=now - timedelta(days=120), severity=Severity.LOW)
    complain(at=now - timedelta(days=10), severity=Severity.HIGH)
    spam = complain()
    gone = complain(at=now - timedelta(days=100))
    with workspace(salem.workspace_id):
        spam.reject(by=salem)
        gone.withdraw(by=salem)
        with django_assert_num_queries(1):
            found = facts_of([afaq.pk, content.pk], at=now)
        facts = found[afaq.pk]
        assert (facts.open, facts.worst, facts.lately) == (2, Severity.HIGH, 1)
        assert facts.oldest_at == oldest.filed_at
        assert facts.oldest_days(now) == 120
        assert found.get(content.pk, NOTHING) == NOTHING


def test_the_page_of_the_customer_warns_of_open_complaints(sign_in, salem, afaq, complain):
    client = sign_in(salem)
    page = client.get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert "open complaint" not in page
    made = complain(severity=Severity.CRITICAL)
    page = client.get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert "1 open complaint" in page
    assert "Marketing to this customer is held" in page
    panels = client.get(f"/w/noor/accounts/{afaq.number}/linked/").content.decode()
    assert f"/w/noor/complaints/{made.number}/" in panels
    with workspace(salem.workspace_id):
        EffectRules.objects.create(hold_from=EffectRules.Hold.NEVER)
    page = client.get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert "1 open complaint" in page
    assert "Marketing to this customer is held" not in page


def told(member, kind):
    return Notification.objects.filter(recipient=member, kind=kind).count()


def test_who_leads_is_told_of_a_critical_one(salem, mona, category, complain):
    made = complain(severity=Severity.MEDIUM)
    with workspace(salem.workspace_id):
        assert told(mona, "complaint.critical_for_leads") == 0
        words = {"category": category, "impact": 3, "urgency": 3, "severity": Severity.CRITICAL}
        made.assess(by=salem, **words)
        assert told(mona, "complaint.critical_for_leads") == 1
        assert told(salem, "complaint.critical_for_leads") == 0


def test_who_leads_is_told_when_a_strategic_customer_complains(salem, mona, afaq, complain):
    complain(severity=Severity.LOW)
    with workspace(salem.workspace_id):
        assert told(mona, "complaint.of_chief_customer") == 0
        Account.objects.filter(pk=afaq.pk).update(management_type="strategic")
        afaq.refresh_from_db()
    complain(severity=Severity.LOW)
    with workspace(salem.workspace_id):
        assert told(mona, "complaint.of_chief_customer") == 1


def test_open_complaints_go_with_the_customer_to_another_colleague_and_back(
    salem, faisal, mona, afaq, complain
):
    open_one, over = complain(owner=salem), complain(owner=salem)
    with workspace(salem.workspace_id):
        over.withdraw(by=salem)
        plan = plan_of(kept_plan(salem, faisal, by_rules=False))
        moved = give_away(afaq, plan, mona)
        owners = dict(Complaint.objects.values_list("pk", "owner_id"))
        assert owners == {open_one.pk: faisal.pk, over.pk: salem.pk}
        assert take_home(afaq, plan, moved, mona)
        assert Complaint.objects.get(pk=open_one.pk).owner_id == salem.pk


def test_nobody_hands_complaints_over_to_who_may_not_handle_them(
    sign_in, salem, reem, huda, mona, afaq, complain
):
    made = complain(owner=salem)
    url = f"/w/noor/settings/members/{salem.number}/hand-over/"
    client = sign_in(huda)
    response = client.post(url, {"to": reem.number})
    assert response.status_code == 422
    assert "may not handle complaints" in response.content.decode()
    with workspace(salem.workspace_id):
        moved = give_away(afaq, plan_of(kept_plan(salem, reem, by_rules=False)), mona)  # as the rules would
        assert "complaints" not in moved
        assert Complaint.objects.get(pk=made.pk).owner_id == salem.pk
        made.withdraw(by=salem)
    assert client.post(url, {"to": reem.number}).status_code == 303


def test_a_complaint_is_assigned_to_who_may_handle_it(sign_in, salem, reem, faisal, complain, fresh):
    made = complain(owner=salem)
    url = f"/w/noor/complaints/{made.number}/owner/"
    client = sign_in(salem)
    assert client.post(url, {"owner": reem.number}).status_code == 422
    assert fresh(made).owner_id == salem.pk
    assert client.post(url, {"owner": faisal.number}).status_code == 303
    assert fresh(made).owner_id == faisal.pk


def test_the_rules_are_set_by_who_leads_complaints(sign_in, salem, mona):
    url = "/w/noor/settings/complaints/effects/"
    assert sign_in(salem).get(url).status_code == 403
    client = sign_in(mona)
    assert client.get(url).status_code == 200
    assert client.post(url, {"hold_from": "9", "survey_after_hours": "24"}).status_code == 422
    assert client.post(url, {"hold_from": "3", "survey_after_hours": "24"}).status_code == 303
    with workspace(mona.workspace_id):
        assert EffectRules.objects.get().hold_from == Severity.HIGH


def test_a_customer_who_is_deleted_takes_every_word_of_the_complaints_along(salem, huda, afaq, complain):
    made, twin, affected = complain(), complain(), complain()
    with workspace(salem.workspace_id):
        answer(made, by=salem, text="We look into it.")
        hear(made, text="Please hurry.")
        note(made, by=salem, text="A secret thought.")
        Complaint.objects.filter(pk=twin.pk).update(state="merged", merged_into=made)
        Complaint.objects.filter(pk=affected.pk).update(incident=made)
        delete_for_good(Account.objects.get(pk=afaq.pk), by=huda)
        assert not Complaint.objects.exists()
        assert not ComplaintNote.objects.exists()
        assert not Complaint.history_model.objects.exists()


def test_two_customers_who_become_one_keep_all_complaints(salem, mona, afaq, content, complain):
    kept, moved = complain(), complain(account=content)
    with workspace(salem.workspace_id):
        merged = merge(*(Account.objects.get(pk=each.pk) for each in (content, afaq)), by=mona)
        assert set(Complaint.objects.values_list("account_id", flat=True)) == {content.pk}
        undo_merge(merged, by=mona)
        assert Complaint.objects.get(pk=kept.pk).account_id == afaq.pk
        assert Complaint.objects.get(pk=moved.pk).account_id == content.pk
