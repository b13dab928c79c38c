"""Patterns in complaints and what is done about them, for the tests that walk through every page."""

from datetime import timedelta

from django.utils import timezone

from complaints.acting import add_action
from complaints.keeping import Found, keep
from complaints.models import Complaint, ComplaintCategory, Finding
from tests.journeys.house import LONG_NAME, UNBROKEN


def learn(salem, huda):
    """One customer who complains again and again, alike texts, and an action that waits for its check."""
    today, category = timezone.localdate(), ComplaintCategory.objects.first()
    keys = list(Complaint.objects.standing().order_by("pk").values_list("pk", flat=True))
    account = Complaint.objects.first().account_id
    repeat = Found("repeat", len(keys), account_id=account, category_id=category.pk, complaints=keys)
    keep([repeat], now=timezone.now())
    keep([Found("alike", len(keys), category_id=category.pk, complaints=keys)], now=timezone.now())
    fields = {"name": f"{LONG_NAME} {UNBROKEN}"[:200], "category": category, "owner": salem, "due_on": today}
    finding = Finding.objects.order_by("pk").first()
    fields["check_on"] = today + timedelta(days=30)
    add_action(by=huda, finding=finding, fields=fields)
    add_action(by=huda, fields=fields).finish(by=salem)
