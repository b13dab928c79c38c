"""Open opportunities, handed over with the customers they are about."""

from django.utils.translation import gettext_lazy as _

from accounts.handing_over import Holding
from sales.models import Opportunity
from sales.opportunities import change_opportunity


def opportunities_of(member):
    rows = Opportunity.objects.open().filter(owner=member, account__archived_at=None)
    return rows.select_related("account", "contact", "stage", "owner__user")


def give(opportunity, to, by):
    opportunity.owner = to
    change_opportunity(opportunity, by=by, read_version=opportunity.version, changed=["owner"])


def back(key, giver, heir, by):
    for opportunity in opportunities_of(heir).filter(pk=key):
        give(opportunity, giver, by)


OPEN_ONES = Holding(_("Open opportunities"), opportunities_of, give, back)
