"""Lines of the state of play that interactions and follow-ups know, and the brief of a handover."""

from django.utils.translation import gettext_lazy as _

from accounts.models.account import NEVER
from accounts.state_of_play import Line
from interactions.models import FollowUp, Handover
from workspaces.today import DayRows

MOST_A_DAY = 10
US, CUSTOMER = FollowUp.OwedBy.US, FollowUp.OwedBy.CUSTOMER


def last_contact(account, membership, page) -> dict:
    """The last time the customer was reached, and how it went."""
    if account.last_contact_at == NEVER:
        return {"interaction": None}
    last = account.interactions.kept().contacts().with_contacts().select_related("logged_by__user")
    return {"interaction": last.order_by("-at", "-id").first()}


def promises(owed_by):
    def read(account, membership, page):
        return [step for step in page["steps"] if step.owed_by == owed_by][:3]

    return read


LINES = {
    "last_contact": Line(_("Last contact"), last_contact, "interactions/play_last.html"),
    "we_owe": Line(_("We owe"), promises(US), "interactions/play_steps.html"),
    "they_owe": Line(_("The customer owes"), promises(CUSTOMER), "interactions/play_steps.html"),
}


def waiting_for(membership) -> list[Handover]:
    """Customers that were given to me and that I have not confirmed yet, the newest first."""
    mine = Handover.objects.waiting().to_member(membership).filter(account__archived_at=None)
    return list(mine.select_related("account", "from_member__user").order_by("-at", "-pk")[: MOST_A_DAY + 1])


HANDOVERS = DayRows(_("Customers handed over to me"), waiting_for, "interactions/handovers_today.html")


def handover_of(account) -> Handover | None:
    rows = Handover.objects.waiting().filter(account=account)
    return rows.select_related("from_member__user", "to_member__user", "by__user").first()
