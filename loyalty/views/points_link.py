"""The link by which a customer opens the page of their points: sent, handed over, taken back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.tokens import new_token
from lib.undo import say_done
from loyalty.links import addressee_of, renew_link, revoke_links, send_link, url_of
from loyalty.models import PointsLink
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

SEND, HAND, REVOKE = "send", "hand", "revoke"


@workspace_page(Permission.HANDLE_POINTS, methods=("GET", "POST"))
@refuse_archived
def points_link(request, number):
    """POST sends a link by e-mail, makes one to hand over (shown this once), or takes all of them back."""
    account = get_object_or_404(Account.objects.visible_to(request.membership), number=number)
    account.check_in_use()
    does = request.POST.get("does", "") if request.method == "POST" else ""
    url = ""
    if does == SEND:
        entry = send_link(account, by=request.membership)
        if entry is None:
            messages.error(request, _("No e-mail address of this customer is known."))
        else:
            address = isolated(entry.outgoing.to_address)
            say_done(request, _("The link goes to %(address)s.") % {"address": address})
        return to_page(request, "loyalty:points_link", number=number)
    if does == HAND:
        token = new_token()
        renew_link(account, token=token, by=request.membership)
        url = url_of(account, token)
    if does == REVOKE:
        if revoke_links(account, by=request.membership):
            say_done(request, _("The links of this customer do not work any more."))
        return to_page(request, "loyalty:points_link", number=number)
    context = {
        "account": account,
        "address": addressee_of(account)[1],
        "standing": PointsLink.objects.filter(account=account, revoked_at=None).order_by("-id").first(),
        "url": url,
        "cancel_url": workspace_url(request, "desk:account", number=number),
    }
    return render(request, "loyalty/points_link.html", context)
