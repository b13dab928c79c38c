"""What goes with a customer who is deleted for good."""

from django.db import connection

from accounts.models import Account


def forget_health(model, pk) -> None:
    """Readings are append-only for the app; the owner's function lets them go with an account that is no more."""
    if model is Account:
        with connection.cursor() as cursor:
            cursor.execute("SELECT forget_health(%s)", [pk])
