"""Remarks where they wait for somebody: on Today."""

from django.utils.translation import gettext_lazy as _

from surveys.models import Remark
from workspaces.today import DayRows

MOST = 5


def waiting_for(membership) -> list[Remark]:
    """Mine, the oldest first."""
    mine = Remark.objects.visible_to(membership).open().of_customers_in_use().filter(owner=membership)
    return list(mine.with_people().order_by("opened_at", "pk")[: MOST + 1])


WAITING = DayRows(_("Remarks of customers"), waiting_for, "surveys/remarks_today.html", is_watched=False)
