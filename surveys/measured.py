"""Ratings by what they measure: the road by which figures are read, with the pure arithmetic of measures.py."""

from datetime import date

from django.db.models import Count, F

from accounts.models import Account
from lib.dates import start_of_day
from surveys.measures import MEASURED, Ces, Csat, Nps
from surveys.models import QuestionAnswer
from surveys.models.question import Measure


def ratings(measure: str, *, begin: date, end: date, membership=None, accounts=None):
    """The answers of [begin, end), days of the workspace, of customers in use that this member may see, or of all.

    `accounts` narrows them further. Of NPS the last one of each contact counts, of the others every one.
    """
    seen = Account.objects.kept() if accounts is None else accounts
    if membership is not None:
        seen = seen.visible_to(membership)
    found = QuestionAnswer.objects.filter(
        question__measure=measure,
        value__isnull=False,
        answer__at__gte=start_of_day(begin),
        answer__at__lt=start_of_day(end),
        answer__invitation__account__in=seen,
    )
    return last_of_each(found) if measure == Measure.NPS else found


def last_of_each(rows):
    """Of each contact the last."""
    contact = "answer__invitation__contact"
    last = rows.order_by(contact, "-answer__at", "-pk").distinct(contact)
    return QuestionAnswer.objects.filter(pk__in=last.values("pk"))


def times_of(rows) -> dict[int, int]:
    """How often each step was given: one row of the database for each."""
    return dict(rows.order_by().values_list("value").annotate(times=Count("pk")))


def figure(measure: str, *, begin: date, end: date, membership=None, accounts=None) -> Csat | Nps | Ces:
    rows = ratings(measure, begin=begin, end=end, membership=membership, accounts=accounts)
    return MEASURED[measure](times_of(rows))


def by_account(rows):
    """(account, value, times) of each customer, for figures by customer, manager or region."""
    named = rows.order_by().values(account=F("answer__invitation__account"))
    return named.values_list("account", "value").annotate(times=Count("pk"))
