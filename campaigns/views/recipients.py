"""Who got a campaign and who did not, and why: the list, one of them, all campaigns of a contact, and the held ones."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Consent, Contact
from accounts.purposes import names_of
from accounts.views.exports import export
from accounts.views.lists import list_page
from campaigns.held import TooLateToSend, send_again, take_as_sent
from campaigns.models import Campaign, Recipient
from campaigns.recipient_fields import BADGES, recipient_listing
from campaigns.varying import template_for
from campaigns.views.campaigns import find_campaign
from lib import formats
from lib.http import to_page, workspace_url
from lib.lists.page import ALL, VIEW
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_CAMPAIGNS = 100


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def recipient_list(request):
    number = request.GET.get("campaign", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    found = Campaign.objects.filter(number=int(number)).first() if is_number else None
    return list_page(
        request, recipient_listing, "campaigns/recipient_list.html", has_bulk=False, campaign=found
    )


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def of_campaign(request, number):
    """The recipients of a campaign, in the list of all of them."""
    query = urlencode({"campaign": find_campaign(number).number, VIEW: ALL})
    return HttpResponseRedirect(f"{workspace_url(request, 'campaigns:recipients')}?{query}")


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",), proof=("POST",))
def recipient_export(request):
    if not request.membership.can(Permission.EXPORT):
        raise PermissionDenied
    return export(request, "recipients")


def find_contact(request, number) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.membership), number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def recipient(request, number, contact):
    """Why they got it, or did not, on one page."""
    found, person = find_campaign(number), find_contact(request, contact)
    rows = Recipient.objects.filter(campaign=found, contact=person).select_related("campaign").order_by("pk")
    told = [line_of(row, person) for row in rows]
    if not told:
        raise Http404
    context = {
        "campaign": found,
        "contact": person,
        "lines": told,
        "is_held": any(row.state == Recipient.State.AMBIGUOUS for row in rows),
        "purpose": names_of([found.purpose]).get(found.purpose, found.purpose),
    }
    return render(request, "campaigns/recipient.html", context)


def line_of(row, person) -> dict:
    consent = consent_then(person, row.campaign, row.told_at)
    return {
        "row": row,
        "badge": BADGES[row.state],
        "told": template_for(row),
        "consent": consent,
        "needs_consent": Consent.is_advertising(row.campaign.purpose),
    }


def consent_then(person, campaign, at) -> Consent | None:
    """The last word of a contact about this until then; to ask somebody is no word of theirs."""
    said = Consent.objects.about(campaign.channel, campaign.purpose).filter(contact=person)
    said = said.exclude(state=Consent.State.ASKED)
    if at is not None:
        said = said.filter(at__lte=at)
    return said.select_related("by__user").order_by("-pk").first()


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_contact(request, number):
    """Each campaign that began, and what became of it for this contact."""
    person = find_contact(request, number)
    begun = list(Campaign.objects.exclude(started_at=None).order_by("-started_at", "-pk")[:MOST_CAMPAIGNS])
    rows: dict[int, list[Recipient]] = {}
    for row in Recipient.objects.filter(contact=person, campaign__in=begun).order_by("pk"):
        rows.setdefault(row.campaign_id, []).append(row)
    shown = []
    for campaign in begun:
        for row in rows.get(campaign.pk, [None]):
            shown.append({"campaign": campaign, "row": row, "badge": row and BADGES[row.state]})
    return render(request, "campaigns/of_contact.html", {"contact": person, "shown": shown})


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def settlement(request, number, contact):
    """POST settles what is held of one contact: it is taken as sent, or sent again."""
    found, person = find_campaign(number), find_contact(request, contact)
    settle(request, found, contact=person)
    return to_page(request, "campaigns:recipient", number=number, contact=contact)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def settlements(request, number):
    """POST settles all that is held of a campaign."""
    found = find_campaign(number)
    settle(request, found)
    return to_page(request, "campaigns:detail", number=number)


def settle(request, found, *, contact=None) -> None:
    is_again = request.POST.get("way") == "again"
    try:
        verb = send_again if is_again else take_as_sent
        changed = verb(found, by=request.membership, contact=contact)
    except TooLateToSend:
        messages.error(request, _("This campaign is over: nothing of it is sent any more."))
        return
    count = {"count": formats.number(changed)}
    if not changed:
        messages.info(request, _("Nobody is held here any more."))
    elif is_again:
        said = ngettext("Sent again to %(count)s.", "Sent again to %(count)s.", changed)
        messages.success(request, said % count)
    else:
        said = ngettext("Taken as sent: %(count)s.", "Taken as sent: %(count)s.", changed)
        messages.success(request, said % count)
