"""A customer with open complaints stays out of the archive, whatever way one would put it there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.archiving import MayNotArchive
from accounts.bulk.work import change_selected
from accounts.models import Account
from accounts.services import add_account
from complaints.escalating import escalate_next
from complaints.models import Complaint, Escalation
from timeline.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]


def test_it_is_refused_until_the_last_one_has_ended(complain, afaq, salem):
    first, second = complain(), complain()
    for words, each in (("شكويان مفتوحتان", first), ("شكوى مفتوحة واحدة", second)):
        with pytest.raises(MayNotArchive) as refusal:
            afaq.archive(by=salem)
        assert words in refusal.value.messages[0]
        assert not Account.objects.get(pk=afaq.pk).is_archived
        each.withdraw(by=salem)
    afaq.archive(by=salem)
    assert Account.objects.get(pk=afaq.pk).is_archived


def test_what_is_over_keeps_nobody_from_it(complain, afaq, salem):
    complain().reject(by=salem)
    afaq.archive(by=salem)
    assert afaq.is_archived


@pytest.mark.parametrize(("language", "words"), [("en", "open complaint"), ("ar", "شكوى")])
def test_the_page_says_why_and_changes_nothing(sign_in, complain, afaq, salem, language, words):
    complain()
    salem.user.language = language
    salem.user.save()
    client = sign_in(salem)
    response = client.post(f"/w/noor/accounts/{afaq.number}/archive/", follow=True)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert afaq.name in response.content.decode()
    assert not Account.objects.get(pk=afaq.pk).is_archived


def test_of_many_at_once_those_with_open_ones_are_left_and_counted(sign_in, complain, afaq, salem):
    complain()
    other = add_account(by=salem, fields={"name_en": "Other", "owner": salem})
    change = change_selected(
        by=salem, list_key="accounts", verb="archive", value="", numbers=[afaq.number, other.number]
    )
    assert (change.changed_count, change.refused_count) == (1, 1)
    assert Account.objects.get(pk=other.pk).is_archived
    assert not Account.objects.get(pk=afaq.pk).is_archived
    page = sign_in(salem).get(f"/w/noor/accounts/bulk/{change.number}/").content.decode()
    assert "still open" in page


def test_one_that_was_archived_before_this_was_refused_escalates_to_nobody(complain, afaq, salem, mona):
    """It is noted on the clock, so that nothing is told all at once when the customer is restored."""
    complain(owner=salem, severity=4, at=timezone.now() - timedelta(minutes=31))
    Account.objects.filter(pk=afaq.pk).update(archived_at=timezone.now())
    Notification.objects.filter(kind="complaint.escalated").delete()
    while escalate_next():
        pass
    assert Escalation.objects.filter(to=None).exists()
    assert not Escalation.objects.exclude(to=None).exists()
    assert not Notification.objects.filter(kind="complaint.escalated").exists()
    assert Complaint.objects.get().state == "new"
