"""What goes with a customer who is deleted for good."""

from django.db import connection

from accounts.models import Account


def forget_points(model, pk) -> None:
    """The ledger is append-only for the app; the owner's function lets it go with an account that is no more."""
    if model is Account:
        with connection.cursor() as cursor:
            cursor.execute("SELECT forget_points(%s)", [pk])
