"""Incoming e-mail of which nobody knows yet whose it is: filed with a customer, made a contact of, or ignored."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import Account, Contact
from accounts.models.record import Archived
from accounts.views.accounts import find_account, offer_accounts
from interactions.filing import (
    DecidedBefore,
    Place,
    assign,
    assign_with_contact,
    ignore,
    inbox_of,
    makings,
    places_of,
    take_up_again,
)
from interactions.lead_taking import lead_of_mail
from interactions.mail_forms import FilingForm
from interactions.models import MailEntry
from interactions.views.interactions import number_in
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from messaging.models import InboundMail, Sender
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

PAGE = 50
State = InboundMail.State


def tabs_of(request, chosen) -> list[dict]:
    names = {State.WAITING: _("Waiting"), State.SET_ASIDE: _("Automatic"), State.IGNORED: _("Ignored")}
    url = workspace_url(request, "interactions:inbox")
    where = {state: url if state == State.WAITING else f"{url}?state={state}" for state in names}
    return [
        {"url": where[state], "label": label, "is_current": state == chosen} for state, label in names.items()
    ]


@workspace_page(Permission.EDIT_CUSTOMERS)
def inbox(request):
    asked = request.GET.get("state", "")
    chosen = State(asked) if asked in {State.SET_ASIDE, State.IGNORED} else State.WAITING
    rows = inbox_of(request.membership).filter(state=chosen).defer("text", "html", "raw").order_by("-id")
    before = number_in(request, "before")
    if before is not None:
        rows = rows.filter(number__lt=before)
    shown = list(rows[: PAGE + 1])
    context = {
        "rows": shown[:PAGE],
        "older": shown[PAGE - 1].number if len(shown) > PAGE else None,
        "state": chosen,
        "tabs": tabs_of(request, chosen),
        "sender": Sender.objects.first(),
        "may_manage": request.membership.can(Permission.MANAGE_SETTINGS),
    }
    return render(request, "interactions/inbox.html", context)


def find_inbound(request, number):
    return get_object_or_404(inbox_of(request.membership), number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def inbox_mail(request, number):
    """One message, and where it may belong; POST files it with the account of the form."""
    entry = MailEntry.objects.filter(
        inbound__number=number, interaction__account__in=Account.objects.visible_to(request.membership)
    )
    if filed := entry.select_related("interaction").first():
        return to_page(request, "interactions:detail", number=filed.interaction.number)
    found = find_inbound(request, number)
    form = FilingForm(posted(request), membership=request.membership, initial={"name": found.from_name})
    offer_accounts(request, form, "account")
    if request.method == "POST" and form.is_valid():
        account, fields = form.cleaned_data["account"], form.contact_fields(found)
        by = request.membership
        if fields:
            return filed_by(request, found, lambda: assign_with_contact(found, account, fields=fields, by=by))
        return filed_by(request, found, lambda: assign(found, Place(account), by=by))
    seen = Account.objects.visible_to(request.membership).kept()
    is_waiting = found.state == State.WAITING
    context = {
        "mail": found,
        "places": places_of(found.from_address, among=seen),
        "makings": [each for each in makings if is_waiting and request.membership.can(each.permission)],
    }
    return form_page(request, "interactions/inbox_mail.html", form, **context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def inbox_filing(request, number):
    """POST files it with one of the customers that were offered: `account` and `contact` in the query."""
    found = find_inbound(request, number)
    account_number = number_in(request, "account")
    if account_number is None:
        messages.error(request, _("Choose a customer."))
        return to_page(request, "interactions:inbox_mail", number=number)
    account = find_account(request, account_number)
    contacts = Contact.objects.visible_to(request.membership).filter(positions__account=account)
    contact = contacts.filter(number=number_in(request, "contact")).first()
    return filed_by(request, found, lambda: assign(found, Place(account, contact), by=request.membership))


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def inbox_lead(request, number):
    """POST makes who wrote a lead, with this message on its record."""
    found = find_inbound(request, number)
    if not found.from_address:
        messages.error(request, _("This message names no sender."))
        return to_page(request, "interactions:inbox_mail", number=number)
    return filed_by(request, found, lambda: lead_of_mail(found, by=request.membership))


def filed_by(request, found, file):
    try:
        interaction = file()
    except DecidedBefore:
        return decided_before(request)
    except Archived:
        messages.error(request, _("This customer is archived. Restore it first, or choose another one."))
        return to_page(request, "interactions:inbox_mail", number=found.number)
    text = _("The e-mail now stands on the page of %(name)s.")
    messages.success(request, text % {"name": isolated(interaction.account.name)})
    return to_page(request, "desk:account", number=interaction.account.number)


def decided_before(request):
    messages.info(request, _("A colleague has decided about this e-mail already."))
    return to_page(request, "interactions:inbox")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def inbox_ignoring(request, number):
    """POST ignores it; with `undo` it waits again."""
    found = find_inbound(request, number)
    try:
        (take_up_again if is_undo(request) else ignore)(found, by=request.membership)
    except DecidedBefore:
        return decided_before(request)
    if is_undo(request):
        messages.success(request, _("The e-mail waits again."))
        return to_page(request, "interactions:inbox_mail", number=number)
    url = workspace_url(request, "interactions:inbox_ignoring", number=number)
    say_done(request, _("The e-mail is ignored."), undo_url=url)
    return to_page(request, "interactions:inbox")
