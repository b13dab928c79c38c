"""A customer answers while a colleague takes the link back: both hold the customer first, so neither waits for ever."""

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import services
from accounts.tests.test_bulk_at_once import until_somebody_waits
from interactions.asking import ask, take_answer, take_back
from interactions.models import CustomerAnswer, CustomerRequest
from interactions.services import add_follow_up
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailed(salem, afaq):
    """Asked by a mail that has not left yet, so that taking back the link takes back the mail too."""
    with workspace(salem.workspace_id), transaction.atomic():
        lina = {"name_en": "Lina", "email_1": "lina@afaq.example", "language": "en"}
        contact = services.add_contact(by=salem, fields=lina, account=afaq)
        owed = {"reason": "Order", "due_on": timezone.localdate(), "owner": salem, "owed_by": "customer"}
        step = add_follow_up(account=afaq, by=salem, fields=owed)
        wanted = {"wants_text": True, "wants_files": False, "wants_word": False}
        fields = {"asked": "Order", "text": "", **wanted}
        return ask(follow_up=step, contact=contact, is_mailed=True, fields=fields, by=salem)


def test_an_answer_and_a_link_taken_back_do_not_wait_for_each_other(at_once, salem, mailed):
    def customer():
        asked = CustomerRequest.objects.get()
        asked.account.wait_for_others()
        yield
        until_somebody_waits()
        take_answer(asked, text="Here it is")

    def colleague():
        asked = CustomerRequest.objects.get()
        yield
        take_back(asked, by=salem)

    assert at_once(customer, colleague) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert CustomerAnswer.objects.count() == 1
        assert CustomerRequest.objects.get().is_revoked
