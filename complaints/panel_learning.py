"""On the page of a complaint: others that read alike, and what else this customer complained of about the same."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from complaints.likening import like
from complaints.models import Complaint
from complaints.panels import Panel
from complaints.patterns import REPEAT_DAYS

SHOWN = 5
LOOKED_BACK = timedelta(days=365)


def read(complaint, membership) -> dict | None:
    """None while nothing is like it; without a category there is nothing to compare it with."""
    if complaint.category_id is None:
        return None
    seen = Complaint.objects.visible_to(membership).standing().exclude(pk=complaint.pk)
    window = timedelta(days=REPEAT_DAYS)
    near = (complaint.filed_at - window, complaint.filed_at + window)
    same = seen.filter(account=complaint.account_id, category=complaint.category_id, filed_at__range=near)
    repeats = list(same.order_by("-filed_at", "-pk")[: SHOWN + 1])
    ranked = like(complaint, since=complaint.filed_at - LOOKED_BACK, most=SHOWN)
    rows = seen.select_related("account").in_bulk([key for key, _likeness in ranked])
    alike = [
        {"complaint": rows[key], "percent": round(100 * likeness)} for key, likeness in ranked if key in rows
    ]
    if not repeats and not alike:
        return None
    return {"repeats": repeats[:SHOWN], "alike": alike, "is_cut": len(repeats) > SHOWN}


PATTERNS = Panel(title=_("Like this one"), template="complaints/patterns_panel.html", read=read)
