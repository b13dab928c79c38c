"""What one customer looked at on the website, day by day."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.shortcuts import render

from accounts.consents import standing_of
from accounts.models import Account, Consent, Contact
from accounts.models.consent import WEB
from accounts.views.accounts import visible_accounts
from accounts.views.records import find_record
from lib.undo import asked_number
from visits.models import Visit, VisitDay
from visits.naming import visitor_token
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

DAYS_ON_A_PAGE, MOST_OF_A_DAY = 15, 40


@dataclass
class Day:
    day: VisitDay
    visits: list[Visit] = field(default_factory=list)
    more: int = 0


def days_page(found_days, number) -> tuple[list[Day], object]:
    """A page of days, the newest first, each with what was looked at last; two queries."""
    page = Paginator(found_days.select_related("contact"), DAYS_ON_A_PAGE).get_page(number)
    shown = [Day(day) for day in page]
    by_day = {(each.day.contact_id, each.day.on): each for each in shown}
    asked = Visit.objects.filter(
        contact__in={contact for contact, _on in by_day}, on__in={on for _contact, on in by_day}
    )
    for visit in asked.select_related("product").order_by("-at", "-pk"):
        each = by_day.get((visit.contact_id, visit.on))
        if each is None:
            continue
        if len(each.visits) < MOST_OF_A_DAY:
            each.visits.append(visit)
        else:
            each.more += 1
    return shown, page


def contacts_at(account) -> object:
    return Contact.objects.standing().filter(positions__account=account)


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_account(request, number):
    found = find_record(request, visible_accounts(request), number)
    rows = VisitDay.objects.filter(contact__in=contacts_at(found).visible_to(request.membership))
    return customer_page(request, found, rows)


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_contact(request, number):
    found = find_record(request, Contact.objects.visible_to(request.membership), number)
    may_give = request.membership.can(Permission.EDIT_CUSTOMERS) and not found.is_archived
    agrees = standing_of(found).has(Consent.State.GIVEN, WEB, Consent.VISITS)
    token = visitor_token(found) if may_give and agrees else ""
    return customer_page(request, found, found.visit_days.all(), agrees=agrees, token=token)


def customer_page(request, found, rows, **context):
    days, page = days_page(rows.order_by("-on", "-last_at", "-pk"), asked_number(request, "page") or 1)
    is_account = isinstance(found, Account)
    return render(
        request,
        "visits/customer.html",
        {"found": found, "is_account": is_account, "days": days, "page": page, **context},
    )
