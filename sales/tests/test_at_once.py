"""Sales beside other work, with real transactions: both are answered, nothing is done twice, nobody waits in a ring."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.assignment.assigner import hold_rules
from accounts.assignment.services import add_rule
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Account
from accounts.models.record import Merged
from accounts.tests.test_bulk_at_once import until_somebody_waits
from lib.tenancy.state import workspace
from sales.models import LostReason, Opportunity, Purchase, Referral
from sales.referring import add_referral, make_prospect
from sales.stages import keep_usual

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def referral(salem, afaq):
    with workspace(salem.workspace_id):
        fields = {"referred_name": "Manar", "on_day": timezone.localdate()}
        return add_referral(account=afaq, by=salem, fields=fields)


@pytest.mark.parametrize("page", ["opportunity_win", "opportunity_loss"])
def test_closed_by_two_at_once_it_is_closed_once_and_both_are_answered(
    at_once, sign_in, salem, huda, afaq, sell, page
):
    found = sell()
    with workspace(salem.workspace_id):
        keep_usual(LostReason)
    address = reverse(f"sales:{page}", kwargs={"slug": "noor", "number": found.number})
    sent = {"amount_minor": "500", "has_purchase": "on", "reason": "1"}
    first, second = sign_in(salem), sign_in(huda)

    def faster():
        Account.objects.get(pk=afaq.pk).wait_to_change()
        yield
        until_somebody_waits()
        assert first.post(address, sent).status_code == 303

    def slower():
        yield
        assert second.post(address, sent).status_code == 303

    assert at_once(faster, slower) == []
    with workspace(salem.workspace_id), transaction.atomic():
        closed = Opportunity.objects.get()
        assert (closed.is_open, closed.closed_by) == (False, salem)
        assert Purchase.objects.count() == (page == "opportunity_win")


def test_a_prospect_of_a_referral_and_the_rules_do_not_wait_for_each_other(
    at_once, noor, mona, salem, afaq, referral
):
    with workspace(noor.pk), transaction.atomic():
        add_rule(by=mona, name="All", pool=[salem])

    def rules_at_work():
        hold_rules()
        yield
        until_somebody_waits()
        Account.objects.get(pk=afaq.pk).wait_to_change()

    def prospect():
        found = Referral.objects.get()
        yield
        make_prospect(found, by=salem)

    assert at_once(rules_at_work, prospect) == []


def test_a_purchase_that_an_undone_merge_took_along_is_not_changed_beside_its_customer(
    noor, salem, huda, afaq, bought
):
    with workspace(noor.pk), transaction.atomic():
        other = services.add_account(by=salem, fields={"name_en": "Afaq", "owner": salem})
    bought(10_000, account=other)
    with workspace(noor.pk), transaction.atomic():
        merged = merge(afaq, other, by=huda)
        open_on_a_page = Purchase.objects.select_related("account").get()
        undo_merge(merged, by=huda)
        with pytest.raises(Merged) as refused:
            open_on_a_page.refund(1_000, by=huda)
        assert refused.value.record == other
