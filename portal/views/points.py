"""The page on which customers see their points, redeem them, and let go of what they asked for."""

import uuid

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models.record import Archived
from accounts.once import MadeBefore
from lib.formats import isolated
from lib.formfields import FormTokenField
from lib.http import SHUT, UNPROCESSABLE
from loyalty.links import find_by_token
from loyalty.member_codes import invitation_of
from loyalty.models import NoticeRefusal, NoticeTerms, Redemption, Reward, Wallet
from loyalty.notices import want_notices
from loyalty.own_page import read_own_page
from loyalty.recommending import make_code
from loyalty.redeeming import cancel, redeem
from loyalty.rewarding import put_pictures
from portal.opening import closed, customer_page

TOO_MANY = 429
REDEEM, CANCEL, INVITE = "redeem", "cancel", "invite"
SILENCE, WRITE = "silence", "write"


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(find_by_token, counts_guesses=True)
def customer_points(request, workspace, link):
    """GET shows them and changes nothing, also where a reward is chosen; POST redeems it, once for each form."""
    if request.method != "POST":
        return shown(request, workspace, link, chosen=number_in(request.GET.get("reward", "")))
    if not ratelimit.consume(request, action="redeem_points"):
        text = _("Too many attempts. Wait a few minutes, then try again.")
        return shown(request, workspace, link, trouble=text, status=TOO_MANY)
    try:
        done = taken(request, link)
    except Archived:
        return closed(request)
    except ValidationError as refusal:
        return shown(request, workspace, link, trouble=" ".join(refusal.messages), status=UNPROCESSABLE)
    return HttpResponseRedirect(f"{request.path}?{done}", status=303)


def taken(request, link) -> str:
    """What the address of the page says afterwards."""
    number = number_in(request.POST.get("number", ""))
    if request.POST.get("does") in (SILENCE, WRITE):
        want_notices(link.account, wanted=request.POST["does"] == WRITE)
        return "chosen=1"
    if request.POST.get("does") == INVITE:
        make_code(link.account)
        return "invited=1"
    if request.POST.get("does") == CANCEL:
        rows = Redemption.objects.select_related("account", "wallet", "reward", "hold")
        found = rows.filter(account=link.account_id, number=number, is_by_customer=True).first()
        if found is None:
            raise ValidationError(_("This is not one of yours."))
        cancel(found, by=None, is_by_customer=True)
        return "cancelled=1"
    wallet = Wallet.objects.filter(account=link.account_id).select_related("account").first()
    reward = Reward.objects.filter(number=number).first()
    if wallet is None or reward is None:
        raise ValidationError(_("This reward is not offered any more."))
    token = FormTokenField().clean(request.POST.get("form_token", ""))
    way = Redemption.State.FULFILLED if reward.is_voucher else Redemption.State.HELD
    try:
        redeem(wallet, reward, by=None, form_token=token, is_by_customer=True, way=way)
    except MadeBefore as before:
        raise ValidationError(_("This was sent before. Please choose the reward again.")) from before
    return "redeemed=1"


def number_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def shown(request, workspace, link, *, chosen=0, trouble="", status=200):
    page = read_own_page(link.account)
    offer = next((each for each in page.offers if each.reward.number == chosen and each.may_have), None)
    context = {
        "company": isolated(workspace.name),
        "account": link.account,
        "page": page,
        "chosen": offer,
        "left": page.usable_points - offer.reward.cost_points if offer else 0,
        "form_token": uuid.uuid4(),
        "invitation": invitation_of(link.account, workspace.slug, workspace.name),
        "has_notices": NoticeTerms.objects.standing().is_any,
        "is_silent": NoticeRefusal.objects.filter(account=link.account).exists(),
        "trouble": trouble,
        "says": said(request),
    }
    return render(request, "portal/points.html", context, status=status)


def said(request) -> str:
    if "redeemed" in request.GET:
        return _("Done. You find the code below.")
    if "chosen" in request.GET:
        return _("Your choice is kept.")
    if "cancelled" in request.GET:
        return _("Cancelled: your points are free again.")
    return ""


@require_safe
@customer_page(find_by_token, counts_guesses=True)
def reward_picture(request, workspace, link, number):
    """The picture of a reward as we drew it anew."""
    reward = Reward.objects.in_use().filter(number=number).first()
    picture = put_pictures([reward])[0].picture if reward else None
    if picture is None:
        return closed(request)
    response = FileResponse(default_storage.open(picture.preview_path), content_type="image/jpeg")
    response["Content-Security-Policy"] = SHUT
    return response
