"""Open follow-ups and calls to be made, handed over with the customers they are about."""

from django.utils.translation import gettext_lazy as _

from accounts.handing_over import Holding
from interactions.models import CallLine, CallSheet, FollowUp


def steps_of(member):
    rows = FollowUp.objects.open().filter(owner=member, account__archived_at=None)
    return rows.select_related("account", "contact", "owner__user")


def move(step, to, by):
    step.hand_over(to=to, by=by)


def back(key, giver, heir, by):
    for step in FollowUp.objects.open().filter(pk=key, owner=heir):
        step.hand_over(to=giver, by=by)


STEPS = Holding(_("Open follow-ups"), steps_of, move, back)


def calls_of(member):
    rows = CallLine.objects.filter(done_at=None, sheet__created_by=member, account__archived_at=None)
    return rows.select_related("sheet", "account")


def give_call(line, to, by):
    """To a sheet of whoever gets it, which goes on with what is left of this one; each call keeps its place."""
    sheet, _is_new = CallSheet.objects.get_or_create(created_by=to, continues=line.sheet)
    CallLine.objects.filter(pk=line.pk).update(sheet=sheet)


def call_back(key, giver, heir, by):
    for line in calls_of(heir).filter(pk=key, sheet__continues__created_by=giver):
        CallLine.objects.filter(pk=line.pk).update(sheet=line.sheet.continues_id)
        if not line.sheet.lines.exists():
            line.sheet.delete()


CALLS = Holding(_("Calls on call sheets"), calls_of, give_call, call_back)
