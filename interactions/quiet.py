"""Customers nobody has talked to for longer than their rhythm: told to who looks after them, once."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models import ContactSchedule, FollowUp
from interactions.models.contact_schedule import opened_workspace
from timeline.notifying import gathered, notify
from workspaces.today import DayRows

BATCH = 500
MOST_A_DAY = 30


@transaction.atomic
def tell_quiet() -> int:
    """Tell of the next quiet customers of the open workspace; how many were settled.

    The rows are claimed: any number of workers take different ones, and one that falls has told nothing.
    """
    with timezone.override(opened_workspace().time_zone):
        waiting = ContactSchedule.objects.to_be_told()
        held = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by(
            "alert_on", "pk"
        )
        # Read after the locks: whoever logs a contact writes this row in the same transaction.
        due = list(held.prefetch_related("account__owner__user", "account__owner__workspace")[:BATCH])
        with gathered():
            for each in due:
                if not each.account.is_archived:
                    notify("account.quiet", [each.account.owner], subject=each.account)
        for each in due:
            each.told_for, each.alert_on = each.account.last_contact_at, None
        ContactSchedule.objects.bulk_update(due, ["told_for", "alert_on"])
    return len(due)


def quiet_of(membership) -> list[ContactSchedule]:
    """My quiet customers, those longest without contact first; not those whose contact waits on my Today already."""
    today = timezone.localdate()
    mine = ContactSchedule.objects.quiet(today).filter(account__owner=membership, account__archived_at=None)
    waits = (
        FollowUp.objects.scheduled().due_until(today).filter(account=OuterRef("account"), owner=membership)
    )
    others = mine.exclude(Exists(waits)).select_related("account")
    return list(others.order_by("account__last_contact_at", "pk")[: MOST_A_DAY + 1])


QUIET = DayRows(_("Quiet customers"), quiet_of, "interactions/quiet.html", is_watched=False)
