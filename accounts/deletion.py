"""Removing customers for good."""

from django.db import connection, transaction

from accounts.kept_refusals import keep_refusals
from accounts.models import Contact
from accounts.near import forget_words
from lib.registry import Registry
from timeline.services import record

# Of (model, key) of a customer that was just deleted: what no cascade reaches goes too. Higher apps fill it.
forgetting = Registry("what goes with a deleted customer")


@transaction.atomic
def delete_for_good(subject, *, by):
    """Remove a customer and what hangs on it. Only what the database refuses to orphan stops it."""
    subject.wait_for_others()
    for part in subject.absorbed.order_by("pk"):
        delete_for_good(part, by=by)
    if isinstance(subject, Contact):
        for position in subject.positions.select_related("account"):
            record("position.removed", subject, by=by, context=position.account)
        _forget_consents([subject.pk])
    record(f"{subject._meta.model_name}.deleted", subject, by=by, name=subject.name, number=subject.number)
    model, pk = type(subject), subject.pk
    subject.delete()
    forget_words(subject)
    for forget in forgetting:
        forget(model, pk)
    with connection.cursor() as cursor:
        # Refused now, where the page can say so, and not when the transaction ends.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _forget_consents(contacts):
    """Consents are append-only for the app; the owner's function lets them go with their contact."""
    keep_refusals(contacts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_consents(%s)", [contacts])
