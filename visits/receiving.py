"""Taking in what a website says, in the transaction of the caller: kept only of customers who agreed to it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import Account, Consent, Contact, Position
from accounts.models.consent import WEB
from sales.models import Product
from timeline.models import Event
from timeline.services import event_of
from visits.arriving import VisitForm
from visits.counting import count_days
from visits.models import Visit, VisitDay, VisitKey
from visits.naming import people

VISITS = Consent.VISITS


def take(entries: Sequence[Any], *, key: VisitKey | None, currency: str) -> dict[str, Any]:
    """How many were taken, and which were refused and why.

    Whether a customer is known and has agreed is not told: what is said of others is answered alike and forgotten.
    """
    forms = [VisitForm(entry, usual_currency=currency) for entry in entries]
    refused = [
        {"index": index, "id": str(form.data["id"])[:100], "errors": form.problems}
        for index, form in enumerate(forms)
        if not form.is_valid()
    ]
    keep([form for form in forms if form.is_valid()], key=key)
    return {"accepted": len(forms) - len(refused), "refused": refused}


def keep(forms: Sequence[VisitForm], *, key: VisitKey | None) -> int:
    """The visits of contacts who have agreed since before it happened; each event once, whoever tells it again."""
    meant = people([form.person for form in forms])
    since = agreed(set(meant.values()))
    rows, seen = [], set()
    for form in forms:
        contact, event_id = meant.get(form.person), form.columns["event_id"]
        if contact in since and form.columns["at"] >= since[contact] and event_id not in seen:
            seen.add(event_id)
            on = timezone.localdate(form.columns["at"])
            rows.append(Visit(contact_id=contact, key=key, on=on, **form.columns))
    known = set(Visit.objects.filter(event_id__in=seen).values_list("event_id", flat=True)) if seen else set()
    rows = [row for row in rows if row.event_id not in known]
    if not rows:
        return 0
    name_products(rows)
    Visit.objects.bulk_create(rows, ignore_conflicts=True)
    days = {(row.contact_id, row.on) for row in rows}
    begin_days(days, rows)
    count_days(days)
    return len(rows)


def agreed(contacts: Iterable[int]) -> dict[int, datetime]:
    """Since when each of these contacts agrees to it, with the contacts held: who refuses now waits, or is heeded."""
    held = Contact.objects.filter(pk__in=contacts, archived_at=None).held()
    consenting = Contact.objects.consented(WEB, VISITS).filter(pk__in=[each.pk for each in held])
    given = Consent.objects.filter(
        contact__in=consenting.values("pk"), channel=WEB, purpose=VISITS, state=Consent.State.GIVEN
    )
    return dict(given.order_by().values_list("contact").annotate(Max("at")))


def name_products(rows: Sequence[Visit]) -> None:
    """Which of them are in the catalogue, by the code that both have."""
    codes = {row.sku for row in rows if row.sku}
    known = dict(Product.objects.filter(sku__in=codes).values_list("sku", "pk")) if codes else {}
    for row in rows:
        row.product_id = known.get(row.sku)


def begin_days(days: set[tuple[int, Any]], rows: Sequence[Visit]) -> None:
    """A line in the story of the contact and of the account for each day of which nothing was told yet."""
    contacts = {contact for contact, _on in days}
    asked = Q(contact__in=contacts, on__in={on for _contact, on in days})
    known = set(VisitDay.objects.filter(asked).values_list("contact_id", "on"))
    new = sorted(days - known)
    if not new:
        return
    firsts = {day: min(row.at for row in rows if (row.contact_id, row.on) == day) for day in new}
    made = [VisitDay(contact_id=contact, on=on, last_at=firsts[contact, on]) for contact, on in new]
    VisitDay.objects.bulk_create(made)
    people_of = Contact.objects.in_bulk({each.contact_id for each in made})
    accounts = accounts_of(people_of)
    events = []
    for day in made:
        at = firsts[day.contact_id, day.on]
        for place in (people_of[day.contact_id], accounts.get(day.contact_id)):
            if place is not None:
                events.append(event_of("visitday.seen", day, by=None, context=place, at=at, is_part=True))
    Event.objects.bulk_create(events)


def accounts_of(contacts: Iterable[int]) -> dict[int, Account]:
    """The account on whose page it is told: that of which they are the main contact, else the first."""
    positions = Position.objects.filter(contact__in=contacts).select_related("account")
    found: dict[int, Account] = {}
    for position in positions.order_by("is_primary", "-pk"):
        found[position.contact_id] = position.account
    return found
