"""Open complaints, handed over with the customers they are about."""

from django.utils.translation import gettext_lazy as _

from accounts.handing_over import Holding
from complaints.models import Complaint


def complaints_of(member):
    rows = Complaint.objects.open().filter(owner=member, account__archived_at=None)
    return rows.select_related("account", "contact", "owner__user")


def give(complaint, to, by):
    complaint.assign_to(to, by=by)


def back(key, giver, heir, by):
    for complaint in complaints_of(heir).filter(pk=key):
        give(complaint, giver, by)


OPEN_ONES = Holding(_("Open complaints"), complaints_of, give, back)
