"""Forgetting: when a customer withdraws, when the time of the workspace is over, when a customer is deleted."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Consent, Contact
from accounts.models.consent import WEB
from timeline.models import Event
from visits.counting import count_days
from visits.models import Visit, VisitDay, VisitRules

BATCH = 2_000
DAYS_OF_MONTH = 30.44
DAY = VisitDay._meta.label_lower


def forget_refused(contact, purpose) -> None:
    """Who takes back this consent is forgotten at once, in the same transaction."""
    if purpose == Consent.VISITS:
        forget_all_of(contact)


def forget_all_of(contact) -> None:
    Visit.objects.filter(contact=contact).forget()
    _forget_days(VisitDay.objects.filter(contact=contact))


def _forget_days(days) -> None:
    keys = list(days.order_by("pk").values_list("pk", flat=True))
    VisitDay.objects.filter(pk__in=keys).delete()
    _forget_events(keys)


def _forget_events(keys) -> None:
    """Events are append-only for the app; the owner's function lets those of days go that are no more."""
    if keys:
        with connection.cursor() as cursor:
            cursor.execute("SELECT forget_visit_days(%s)", [keys])


def forget_deleted(model, pk) -> None:
    """The days went with their contact; their lines in the story of the account go too."""
    if model is Contact:
        told = Event.objects.filter(
            subject_kind=DAY, context_kind=Contact._meta.label_lower, context_id=pk
        ).values_list("subject_id", flat=True)
        _forget_events(list(told))


def kept_since(now: datetime | None = None) -> datetime:
    months = VisitRules.objects.standing().keep_months
    return (now or timezone.now()) - timedelta(days=months * DAYS_OF_MONTH)


def forget_next() -> int:
    """A batch of what is older than the workspace keeps, the oldest first; how many visits that were."""
    with transaction.atomic():
        old = Visit.objects.filter(at__lt=kept_since()).order_by("at", "pk")
        rows = list(old.values_list("pk", "contact_id", "on")[:BATCH])
        days = {(contact, on) for _pk, contact, on in rows}
        Contact.objects.filter(pk__in={contact for contact, _on in days}).held()
        Visit.objects.filter(pk__in=[pk for pk, _contact, _on in rows]).forget()
        settle_days(days)
    return len(rows)


def settle_days(days) -> None:
    """Days of which nothing is left are forgotten, the others counted anew."""
    contacts, days_on = {contact for contact, _on in days}, {on for _contact, on in days}
    standing = set(
        Visit.objects.filter(contact__in=contacts, on__in=days_on).values_list("contact_id", "on").distinct()
    )
    found = VisitDay.objects.filter(contact__in=contacts, on__in=days_on).values_list(
        "pk", "contact_id", "on"
    )
    gone = [pk for pk, contact, on in found if (contact, on) in days - standing]
    _forget_days(VisitDay.objects.filter(pk__in=gone))
    count_days(days & standing)


def work_out(record) -> None:
    """After a merge and after its undo: what was looked at is counted anew, and kept only where it was agreed to."""
    if not isinstance(record, Contact):
        return
    days = set(Visit.objects.filter(contact=record).values_list("contact_id", "on").distinct())
    if days and not Contact.objects.consented(WEB, Consent.VISITS).filter(pk=record.pk).exists():
        forget_all_of(record)
        return
    known = set(VisitDay.objects.filter(contact=record).values_list("contact_id", "on"))
    count_days(days & known)
