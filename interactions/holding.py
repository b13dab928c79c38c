"""Open follow-ups, handed over with the customers they are about."""

from django.utils.translation import gettext_lazy as _

from accounts.handing_over import Holding
from interactions.models import FollowUp


def steps_of(member):
    rows = FollowUp.objects.open().filter(owner=member, account__archived_at=None)
    return rows.select_related("account", "contact", "owner__user")


def move(step, to, by):
    step.hand_over(to=to, by=by)


def back(key, giver, heir, by):
    for step in FollowUp.objects.open().filter(pk=key, owner=heir):
        step.hand_over(to=giver, by=by)


STEPS = Holding(_("Open follow-ups"), steps_of, move, back)
