"""What is asked of visits: by segments, and later by automations."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone


class VisitQuerySet(models.QuerySet):
    def since(self, at: datetime):
        return self.filter(at__gte=at)

    def of_kind(self, *kinds: str):
        return self.filter(kind__in=kinds)

    def on_page(self, part: str):
        """Those whose address holds this part; signs of LIKE are plain text in it."""
        return self.filter(address__icontains=part)

    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        from accounts.models import Contact

        return self.filter(contact__in=Contact.objects.visible_to(membership))

    def not_bought(self):
        """Looks at a product that nobody has bought since for the customer of this contact.

        Bought is a purchase that counts, of this contact or of an account where the contact is: on the same day or
        later, with a line of this product.
        """
        from sales.models import PurchaseLine

        bought = PurchaseLine.objects.filter(
            _of_contact("purchase__"),
            product=OuterRef("product"),
            purchase__archived_at=None,
            purchase__ordered_on__gte=OuterRef("on"),
        ).exclude(purchase__status__in=_uncounted())
        return self.filter(kind="product", product__isnull=False).filter(~Exists(bought))

    def left_carts(self, *, before: datetime):
        """Carts that stood still since `before`: no later cart of this contact, no order and no purchase after it."""
        from sales.models import Purchase

        later = self.model.objects.filter(
            contact=OuterRef("contact"), kind__in=("cart", "order"), at__gte=OuterRef("at")
        ).exclude(Q(pk=OuterRef("pk")) | Q(kind="cart", at=OuterRef("at"), pk__lt=OuterRef("pk")))
        bought = Purchase.objects.filter(
            _of_contact(""), archived_at=None, ordered_on__gte=OuterRef("on")
        ).exclude(status__in=_uncounted())
        return self.filter(kind="cart", at__lte=before).filter(~Exists(later), ~Exists(bought))

    def forget(self) -> int:
        return self.order_by().delete()[0]


def _of_contact(purchase: str) -> Q:
    return Q(**{f"{purchase}contact": OuterRef("contact")}) | Q(
        **{f"{purchase}account__positions__contact": OuterRef("contact")}
    )


def _uncounted():
    from sales.models import Purchase

    return Purchase.UNCOUNTED


def viewed_not_bought(*, days: int, now: datetime | None = None):
    """(contact, product, last seen) of what was looked at in the last `days` and not bought since: for automations."""
    from visits.models import Visit

    since = (now or timezone.now()) - timedelta(days=days)
    rows = Visit.objects.since(since).not_bought().order_by()
    return rows.values("contact_id", "product_id").annotate(seen_at=models.Max("at"))


def abandoned_carts(*, hours: int, days: int, now: datetime | None = None):
    """The last cart of each contact that stood still for `hours`, of the last `days`, newest first: for automations."""
    from visits.models import Visit

    now = now or timezone.now()
    left = Visit.objects.since(now - timedelta(days=days)).left_carts(before=now - timedelta(hours=hours))
    return left.select_related("contact").order_by(F("at").desc(), "-id")
