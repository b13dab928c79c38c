"""What history kept of stakeholders and needs goes with a customer or a contact who is deleted for good."""

from django.db import connection

from accounts.models import Account, Contact


def forget_people(model, pk) -> None:
    """History is append-only for the app; the owner's functions let it go with whom it is about."""
    function = {Account: "forget_people_of_account", Contact: "forget_people_of_contact"}.get(model)
    if function is not None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [pk])
