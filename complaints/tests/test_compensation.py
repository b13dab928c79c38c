"""Compensations: who may approve how much, each step once, and a trail that nothing changes."""

import pytest
from django.db import IntegrityError, transaction

from complaints.approving import approves, next_to_approve
from complaints.compensating import (
    DecidedMeanwhile,
    NotOpen,
    OverTheLimit,
    approve,
    change_limits,
    give,
    limits_of,
    propose,
    refuse,
    take_back,
)
from complaints.models import Compensation, ComplaintEvent
from lib.tenancy.state import workspace
from timeline.models import Notification
from workspaces.roles import Role

LIMITS_PAGE = "/w/noor/settings/compensation-limits/"
LIMITS = {Role.AGENT: 0, Role.ACCOUNT_MANAGER: 500_00, Role.MANAGER: 5_000_00}


@pytest.mark.parametrize(
    ("role", "amount", "may"),
    [
        (Role.OWNER, 10**12, True),
        (Role.ADMIN, None, True),
        (Role.MANAGER, 5_000_00, True),
        (Role.MANAGER, 5_000_01, False),
        (Role.MANAGER, None, True),
        (Role.ACCOUNT_MANAGER, 500_00, True),
        (Role.ACCOUNT_MANAGER, None, False),
        (Role.AGENT, 1, False),
        (Role.VIEWER, 0, False),
    ],
)
def test_who_approves_how_much(role, amount, may):
    assert approves(role, amount, LIMITS) == may


def test_the_lowest_role_that_may_is_asked():
    everybody = set(Role)
    assert next_to_approve(400_00, LIMITS, everybody) == Role.ACCOUNT_MANAGER
    assert next_to_approve(600_00, LIMITS, everybody) == Role.MANAGER
    assert next_to_approve(600_00, LIMITS, everybody - {Role.MANAGER}) == Role.ADMIN
    assert next_to_approve(600_00, {}, {Role.AGENT}) is None


@pytest.fixture
def offer(salem):
    def make(complaint, *, by=salem, amount=400_00, **fields):
        given = {"kind": "money", "amount_minor": amount, "currency": "SAR", "text": "For the cups"}
        with workspace(salem.workspace_id):
            return propose(complaint, by=by, fields={**given, **fields})

    return make


@pytest.mark.django_db
@pytest.mark.usefixtures("in_noor")
class TestTheWay:
    def test_within_ones_own_limit_one_approves_it_oneself(self, complain, offer, salem):
        found = complain()
        made = offer(found)
        approve(made, by=salem)
        give(made, by=salem)
        assert (made.state, made.decided_by) == ("given", salem)
        steps = found.events.filter(step__startswith="compensation").values_list("step", "what")
        assert list(steps) == [(f"compensation_{step}", "") for step in ("propose", "approve", "give")]

    def test_above_it_the_next_role_does_and_is_told(self, complain, offer, salem, mona, huda):
        made = offer(complain(), amount=600_00)
        with pytest.raises(OverTheLimit):
            approve(made, by=salem)
        told = Notification.objects.filter(kind="compensation.proposed")
        assert [each.recipient for each in told] == [mona]
        approve(made, by=mona)
        assert Notification.objects.filter(kind="compensation.decided", recipient=salem).count() == 1

    def test_cut_in_two_it_is_above_the_limit_all_the_same(self, complain, offer, salem, mona):
        found = complain()
        approve(offer(found), by=salem)
        second = offer(found, amount=200_00)
        with pytest.raises(OverTheLimit):
            approve(second, by=salem)
        approve(offer(complain()), by=salem)
        approve(second, by=mona)

    def test_of_what_has_no_amount_whoever_leads_decides(self, complain, offer, salem, mona):
        made = offer(complain(), amount=None, currency="", kind="points", points=50)
        with pytest.raises(OverTheLimit):
            approve(made, by=salem)
        approve(made, by=mona)
        assert made.state == "approved"

    def test_of_another_currency_only_who_leads_the_workspace(self, complain, offer, mona, huda):
        made = offer(complain(), currency="USD", amount=1)
        with pytest.raises(OverTheLimit):
            approve(made, by=mona)
        change_limits({"USD": {**LIMITS, Role.MANAGER: 100}}, by=huda)
        approve(made, by=mona)

    def test_no_step_is_taken_twice_or_out_of_order(self, complain, offer, mona):
        made = offer(complain())
        with pytest.raises(DecidedMeanwhile):
            give(made, by=mona)
        again = Compensation.objects.get(pk=made.pk)
        refuse(made, by=mona, reason="The cups came whole")
        for verb in (approve, give):
            with pytest.raises(DecidedMeanwhile):
                verb(again, by=mona)
        assert ComplaintEvent.objects.filter(step__startswith="compensation").count() == 2

    def test_taken_back_by_who_asked_for_it_or_who_may_approve_it(self, complain, offer, salem, faisal, mona):
        first = offer(complain(), amount=9_000)
        with pytest.raises(OverTheLimit):
            take_back(first, by=faisal, reason="No")
        take_back(first, by=salem, reason="The customer wants none")
        second = offer(complain(), amount=600_00)
        approve(second, by=mona)
        with pytest.raises(OverTheLimit):
            take_back(second, by=salem, reason="No")
        give(second, by=salem)
        take_back(second, by=mona, reason="It came back")
        assert (first.state, second.state, second.reason) == ("taken_back", "taken_back", "It came back")

    def test_of_a_complaint_that_is_over_nothing_is_proposed(self, complain, offer, salem):
        found = complain()
        found.reject(by=salem, reason="A test")
        with pytest.raises(NotOpen):
            offer(found)

    @pytest.mark.parametrize(
        "fields",
        [
            {"amount": 0},
            {"amount": -5},
            {"currency": ""},
            {"points": 5},
            {"kind": "points"},
            {"kind": "other"},
        ],
    )
    def test_the_database_keeps_only_what_fits_its_kind(self, complain, offer, fields):
        found = complain()
        with pytest.raises(IntegrityError), transaction.atomic():
            offer(found, **fields)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(at_once, noor, salem, mona, huda, complain, offer):
    made = offer(complain())

    def decide(verb, by, **given):
        def work():
            mine = Compensation.objects.select_related("complaint__account").get(pk=made.pk)
            yield
            verb(mine, by=by, **given)
            yield

        return work

    raised = at_once(decide(approve, mona), decide(refuse, huda, reason="No"))
    with workspace(noor.pk), transaction.atomic():
        steps = ComplaintEvent.objects.filter(step__in=("compensation_approve", "compensation_refuse"))
        assert (len(raised), steps.count()) == (1, 1)
    assert raised == [repr(DecidedMeanwhile())]


@pytest.mark.django_db
@pytest.mark.usefixtures("in_noor")
class TestPages:
    def test_proposed_approved_and_given_on_the_page(self, sign_in, complain, salem, mona):
        found = complain()
        page, client = f"/w/noor/complaints/{found.number}/", sign_in(salem)
        data = {"kind": "money", "amount_minor": "٦٠٠", "currency": "SAR", "points": "7", "text": "Sorry"}
        assert client.post(f"{page}compensations/new/", data).status_code == 303
        made = found.compensations.get()
        assert (made.amount_minor, made.points) == (600_00, None)
        one = f"{page}compensations/{made.number}/"
        assert "Waits for somebody who may approve so much." in client.get(page).content.decode()
        answer = client.post(f"{one}approval/", follow=True).content.decode()
        assert "above what your role may approve" in answer
        sign_in(mona).post(f"{one}approval/")
        client.post(f"{one}giving/")
        made.refresh_from_db()
        assert made.state == "given"
        assert client.post(f"{one}taking-back/", {"reason": ""}).status_code == 422

    def test_what_is_missing_is_told_and_kept(self, sign_in, complain, salem):
        url = f"/w/noor/complaints/{complain().number}/compensations/new/"
        client = sign_in(salem)
        for kind, field in (("money", "amount_minor"), ("voucher", "amount_minor"), ("points", "points")):
            answer = client.post(url, {"kind": kind, "currency": "SAR", "text": "Sorry for that"})
            assert answer.status_code == 422
            assert list(answer.context["form"].errors) == [field]
            assert "Sorry for that" in answer.content.decode()
        assert not Compensation.objects.exists()

    def test_a_double_click_proposes_once(self, sign_in, complain, salem):
        url = f"/w/noor/complaints/{complain().number}/compensations/new/"
        data = {"kind": "other", "text": "A visit", "form_token": "0f9a1b0c-0000-4000-8000-000000000001"}
        client = sign_in(salem)
        assert [client.post(url, data).status_code for _press in range(2)] == [303, 303]
        assert Compensation.objects.count() == 1

    def test_who_may_not(self, sign_in, complain, offer, reem, karim):
        made = offer(complain())
        page = f"/w/noor/complaints/{made.complaint.number}/compensations/"
        for url in (f"{page}{made.number}/approval/", f"{page}{made.number}/giving/", f"{page}new/"):
            assert sign_in(reem).post(url).status_code == 403
            assert sign_in(karim).post(url).status_code == 404
        other = complain()
        url = f"/w/noor/complaints/{other.number}/compensations/{made.number}/approval/"
        assert sign_in(made.proposed_by).post(url).status_code == 404
        made.refresh_from_db()
        assert made.state == "proposed"

    def test_limits_are_kept_and_may_not_fall(self, sign_in, huda, mona):
        client = sign_in(huda)
        data = {"most_SAR_agent": "100", "most_SAR_account_manager": "900", "most_SAR_manager": "9000"}
        assert client.post(LIMITS_PAGE, {**data, "most_SAR_manager": "5"}).status_code == 422
        assert client.post(LIMITS_PAGE, data).status_code == 303
        assert limits_of("SAR") == {
            Role.AGENT: 100_00,
            Role.ACCOUNT_MANAGER: 900_00,
            Role.MANAGER: 9_000_00,
        }
        usd = {"most_USD_agent": "0", "most_USD_account_manager": "0", "most_USD_manager": "50"}
        assert client.post(f"{LIMITS_PAGE}?currency=USD", data | usd).status_code == 303
        assert limits_of("USD")[Role.MANAGER] == 50_00
        assert sign_in(mona).get(LIMITS_PAGE).status_code == 403
