"""Assessing a customer, and taking an assessment back."""

from django.db import transaction

from lib.undo import TooLate
from planning.models import Assessment, PlanningRules
from planning.reckoning import keep_scores
from planning.scoring import score
from timeline.services import record


@transaction.atomic
def assess(account, *, by, on, marks, notes=None, next_on=None, form_token=None) -> Assessment:
    """Write down how the customer is seen on this day. A form that is sent twice is one assessment."""
    account.wait_to_change()
    if form_token and (sent := Assessment.objects.filter(form_token=form_token).first()):
        return sent
    made = Assessment(
        account=account, by=by, on=on, notes=notes or {}, next_on=next_on, form_token=form_token
    )
    for factor, mark in marks.items():
        setattr(made, factor, mark)
    made.save()
    keep_scores([account])
    comes_to = score(made.marks, PlanningRules.now().weights)
    record("assessment.made", account, by=by, score=comes_to, assessment=made.pk)
    return made


@transaction.atomic
def take_back(account, number: int, *, by) -> None:
    """Take the newest assessment back; TooLate when another one came after it."""
    account.wait_to_change()
    newest = Assessment.objects.filter(account=account).order_by("-id").first()
    if newest is None or newest.number != number:
        raise TooLate
    newest.delete()
    keep_scores([account])
    record("assessment.taken_back", account, by=by)
