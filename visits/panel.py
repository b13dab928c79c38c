"""What a customer looked at lately, on the page of the account and of the contact."""

from datetime import timedelta

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from accounts.models.naming import in_two_languages
from accounts.panels import Panel
from visits.models import Visit
from visits.querysets import abandoned_carts

LATELY = timedelta(days=90)
MOST_PRODUCTS, CART_HOURS, CART_DAYS = 4, 2, 30


def read_visits(visits) -> dict | None:
    """Nothing where nothing was looked at lately: most customers never agreed to it."""
    since = timezone.now() - LATELY
    last = visits.order_by("-at", "-pk").first()
    if last is None or last.at < since:
        return None
    looked_at = (
        visits.since(since)
        .filter(product__isnull=False)
        .order_by()
        .values("product__number", "product__name_ar", "product__name_en")
    )
    seen = looked_at.annotate(times=Count("pk"), last_at=Max("at")).order_by("-last_at")[:MOST_PRODUCTS]
    cart = abandoned_carts(hours=CART_HOURS, days=CART_DAYS).filter(pk__in=visits.values("pk")).first()
    products = [
        {**each, "name": in_two_languages(each["product__name_ar"], each["product__name_en"])}
        for each in seen
    ]
    return {"last": last, "products": products, "cart": cart}


def of_account(account, membership):
    contacts = Contact.objects.standing().filter(positions__account=account).visible_to(membership)
    return read_visits(Visit.objects.filter(contact__in=contacts))


def of_contact(contact, membership):
    return read_visits(Visit.objects.filter(contact=contact))


def panel_of(read, url_name) -> Panel:
    return Panel(
        title=_("On the website"),
        template="visits/panel.html",
        read=read,
        url_name=url_name,
        action=_("All visits"),
        icon="world",
    )


OF_ACCOUNT = panel_of(of_account, "visits:of_account")
OF_CONTACT = panel_of(of_contact, "visits:of_contact")
