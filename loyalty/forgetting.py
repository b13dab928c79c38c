"""What goes with a customer who is deleted for good."""

from django.db import connection

from accounts.models import Account
from loyalty.models import Adjustment


def forget_points(model, pk) -> None:
    """The ledger is append-only for the app; the owner's function lets it go with an account that is no more."""
    if model is Account:
        with connection.cursor() as cursor:
            cursor.execute("SELECT forget_points(%s)", [pk])


def forget_adjustments(model, pk) -> None:
    """Those of the customer's points, before the points themselves."""
    if model is Account:
        Adjustment.objects.filter(wallet__account_id=pk).delete()
