"""Customers who take part: the list of them, the way there from a customer, and enrolling one by hand."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.views.accounts import find_account
from accounts.views.exports import export
from accounts.views.lists import list_page
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import say_done
from loyalty.enrolling import NotYet, enrol
from loyalty.fields import member_listing
from loyalty.models import LoyaltyProgram, Wallet
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def member_list(request):
    program = LoyaltyProgram.objects.standing()
    return list_page(request, member_listing, "loyalty/member_list.html", has_bulk=False, program=program)


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def member_export(request):
    return export(request, "members")


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_account(request, number):
    """The statement of a customer; of one that takes no part, where it would stand in the list."""
    found = find_account(request, number)
    wallet = Wallet.objects.filter(account=found).first()
    if wallet is not None:
        return HttpResponseRedirect(workspace_url(request, "loyalty:member", number=wallet.number))
    query = urlencode({"account": found.number, VIEW: ALL})
    return HttpResponseRedirect(f"{workspace_url(request, 'loyalty:members')}?{query}")


@workspace_page(Permission.HANDLE_POINTS, methods=("POST",))
@refuse_archived
def enrolment(request, number):
    """POST takes the customer into the programme."""
    found = find_account(request, number)
    try:
        wallet = enrol(found, by=request.membership)
    except NotYet as refusal:
        messages.error(request, " ".join(refusal.messages))
        return to_page(request, "desk:account", number=number)
    say_done(request, _("%(name)s takes part in the loyalty programme.") % {"name": isolated(found.name)})
    return to_page(request, "loyalty:member", number=wallet.number)
