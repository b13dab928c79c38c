"""What the page of a customer shows of its opportunities, and what goes with a customer who is deleted for good."""

from django.db import connection
from django.db.models import Case, Value, When

from accounts.models import Account
from sales.models import Opportunity

MOST_ROWS = 5


def read_opportunities(account, membership) -> dict:
    """The open ones, nearest close first, then those closed last."""
    is_closed = Case(When(state="open", then=Value(0)), default=Value(1))
    found = Opportunity.objects.visible_to(membership).kept().filter(account=account).select_related("stage")
    return {"rows": list(found.order_by(is_closed, "expected_on", "pk")[:MOST_ROWS])}


def forget_opportunities(model, pk) -> None:
    """History is append-only for the app; the owner's function lets it go with an account that is no more."""
    if model is Account:
        with connection.cursor() as cursor:
            cursor.execute("SELECT forget_opportunities(%s)", [pk])
