"""What surveys that are sent by themselves ask about here: purchases, so many days after the order.

No cursor: a purchase has its turn or it has not, by a row of its own. Purchases out of a file are history, and
nobody is asked about them; neither about one that came in so late that nobody remembers it.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Account, Contact, Position
from accounts.segments.reading import contacts_of
from accounts.segments.tree import Unsound
from lib import formats
from sales.models import Purchase
from surveys.models import PlannedAsk, SurveyPlan
from surveys.models.survey import NotNow
from surveys.planning import ask_once

BATCH = 20
# So many days after its day a purchase is still asked about: weekends, and what was entered afterwards.
LATE_DAYS = 14
WhyNot = PlannedAsk.WhyNot


def ask_about_purchases(plan: SurveyPlan) -> bool:
    """Ask about the next ones, the row of the plan held; whether there are more."""
    found = list(waiting(plan).values_list("pk", "account")[:BATCH])
    accounts = sorted({account for _pk, account in found})
    # All of them by their keys before the first is asked: two who take the same ones never wait in a ring.
    list(Account.objects.filter(pk__in=accounts).order_by("pk").values("pk").select_for_update(no_key=True))
    # As they stand once nobody else changes them.
    rows = Purchase.objects.select_related("account", "contact").filter(pk__in=[pk for pk, _account in found])
    for purchase in rows.order_by("pk"):
        try:
            ask_about(plan, purchase)
        except NotNow:
            return False
    return len(found) == BATCH


def waiting(plan: SurveyPlan):
    """Purchases whose day has come and that had no turn."""
    delay, today = timedelta(days=plan.delay_days), timezone.localdate()
    earliest = max(plan.since_on, today - timedelta(days=LATE_DAYS))
    had = PlannedAsk.objects.filter(plan=plan, turn="", key=OuterRef("pk"))
    days = (earliest - delay, today - delay)
    rows = Purchase.objects.filter(~Exists(had), origin=None, ordered_on__range=days)
    return rows.order_by("ordered_on", "pk")


def ask_about(plan: SurveyPlan, purchase: Purchase) -> str:
    account = purchase.account
    contact = purchase.contact or main_contact(account)
    why_not = "" if purchase.is_counted else WhyNot.UNDONE
    if not why_not and contact is None:
        why_not = WhyNot.NOBODY
    if not why_not and not is_meant(plan, contact):
        why_not = WhyNot.ELSEWHERE
    language = (contact and contact.language) or account.language or account.workspace.language
    with override(language):
        reason = _("Purchase %(number)s") % {"number": formats.digits(purchase.number)}
    return ask_once(plan, key=purchase.pk, account=account, contact=contact, why_not=why_not, reason=reason)


def main_contact(account) -> Contact | None:
    places = Position.objects.filter(account=account, contact__archived_at=None).select_related("contact")
    first = places.order_by("-is_primary", "pk").first()
    return first.contact if first else None


def is_meant(plan: SurveyPlan, contact: Contact) -> bool:
    if plan.segment is None:
        return True
    try:
        return contacts_of(plan.segment).filter(pk=contact.pk).exists()
    except Unsound:
        return False
