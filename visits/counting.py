"""How much a customer looked at on a day: worked out from the visits, whenever they change."""

from django.db.models import Count, Max, Q

from visits.models import Visit, VisitDay

Kind = Visit.Kind
COUNTED = {"pages": Kind.PAGE, "products": Kind.PRODUCT, "carts": Kind.CART, "orders": Kind.ORDER}


def count_days(days) -> None:
    """Of these (contact, day), whose contacts are held."""
    contacts, days_on = {contact for contact, _on in days}, {on for _contact, on in days}
    sums = {name: Count("pk", filter=Q(kind=kind)) for name, kind in COUNTED.items()}
    rows = Visit.objects.filter(contact__in=contacts, on__in=days_on).order_by().values("contact_id", "on")
    counted = {(row["contact_id"], row["on"]): row for row in rows.annotate(**sums, last_at=Max("at"))}
    changed = []
    for day in VisitDay.objects.filter(contact__in=contacts, on__in=days_on):
        row = counted.get((day.contact_id, day.on))
        if row is not None and (day.contact_id, day.on) in days:
            for name in (*COUNTED, "last_at"):
                setattr(day, name, row[name])
            changed.append(day)
    VisitDay.objects.bulk_update(changed, [*COUNTED, "last_at"])
