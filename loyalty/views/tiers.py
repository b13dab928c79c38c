"""Loyalty tiers: how the programme sets them up, who stands where, and setting that of a customer by hand."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.records import refuse_archived
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from loyalty.forms_tiers import NO_TIER, SetTierForm, TierForm, TierTermsForm
from loyalty.models import LoyaltyProgram, LoyaltyTier
from loyalty.programme import change_programme
from loyalty.tier_editing import SameThreshold, add_tier, change_tier, restore_tier
from loyalty.tier_progress import progress_of, standings
from loyalty.tier_review import start_review
from loyalty.tiering import end_setting, set_tier
from loyalty.views.statements import find_wallet
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MANAGE = Permission.MANAGE_LOYALTY


def find_tier(number) -> LoyaltyTier:
    return get_object_or_404(LoyaltyTier.objects.all(), number=number)


@workspace_page(MANAGE, methods=("GET", "POST"))
def tiers(request):
    """All of them, and what holds for all; POST saves that."""
    standing = LoyaltyProgram.objects.standing()
    form = TierTermsForm(posted(request), standing=standing)
    if request.method == "POST" and form.is_valid():
        change_programme(form.written, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "loyalty:tiers")
    return settings_page(request, "loyalty/tiers.html", form, rows=LoyaltyTier.objects.in_order())


@workspace_page(MANAGE, methods=("GET", "POST"))
def tier_new(request):
    form = TierForm(posted(request))
    if request.method == "POST" and form.is_valid():
        make = partial(add_tier, by=request.membership)
        try:
            made = add_once(
                make, LoyaltyTier, form_token=form.cleaned_data["form_token"], fields=form.written
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except SameThreshold as refusal:
            form.add_error("threshold_points", refusal)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            say_done(request, _("%(name)s was added.") % {"name": isolated(made.name)})
            return to_page(request, "loyalty:tiers")
    return settings_page(request, "loyalty/tier_form.html", form)


@workspace_page(MANAGE, methods=("GET", "POST"))
def tier(request, number):
    found = find_tier(number)
    form = TierForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        changed, version = form.apply(), form.cleaned_data["version"] or 0
        try:
            change_tier(found, by=request.membership, read_version=version, changed=changed)
        except Stale:
            refuse_stale(form, LoyaltyTier.objects.get(pk=found.pk).version)
        except SameThreshold as refusal:
            form.add_error("threshold_points", refusal)
        else:
            messages.success(request, _("The settings were saved."))
            return to_page(request, "loyalty:tiers")
    return settings_page(request, "loyalty/tier_form.html", form, found=LoyaltyTier.objects.get(pk=found.pk))


@workspace_page(MANAGE, methods=("POST",))
def tier_archiving(request, number):
    """POST takes it out of the ladder; with `undo` it is back."""
    found = find_tier(number)
    if not is_undo(request):
        found.archive(by=request.membership)
        url = workspace_url(request, "loyalty:tier_archiving", number=number)
        text = _("%(name)s was archived. Who stands in it goes to the tier below with the next review.")
        say_done(request, text % {"name": isolated(found.name)}, undo_url=url, undo=1)
        return to_page(request, "loyalty:tiers")
    try:
        restore_tier(found, by=request.membership)
    except SameThreshold as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        say_done(request, _("%(name)s can be reached again.") % {"name": isolated(found.name)})
    return to_page(request, "loyalty:tiers")


@workspace_page(MANAGE, methods=("POST",))
def review_now(request):
    """POST starts the review that otherwise comes in the night; a second one of the day changes nothing."""
    start_review(by=request.membership)
    say_done(request, _("The tiers of all customers are being reviewed."))
    return to_page(request, "loyalty:tier_overview")


@workspace_page(Permission.VIEW_CUSTOMERS)
def tier_overview(request):
    context = standings(request.membership)
    today = timezone.localdate()
    for each in context["falling"]:
        each.days = max((each.falls_on - today).days, 0)
    return render(request, "loyalty/tier_overview.html", context)


@workspace_page(MANAGE, methods=("GET", "POST"))
@refuse_archived
def member_tier(request, number):
    """GET asks which tier, until when and why; POST sets it."""
    wallet = find_wallet(request, number)
    wallet.account.check_in_use()
    progress = progress_of(wallet)
    stands = progress.tier if progress else None
    form = SetTierForm(posted(request), initial={"tier": str(stands.number) if stands else NO_TIER})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            set_tier(wallet, form.chosen, by=request.membership, reason=given["reason"], until=given["until"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            text = _("The tier holds until %(day)s.") % {"day": formats.day(given["until"])}
            say_done(request, text)
            return to_page(request, "loyalty:member", number=number)
    cancel_url = workspace_url(request, "loyalty:member", number=number)
    context = {"wallet": wallet, "progress": progress, "cancel_url": cancel_url}
    return form_page(request, "loyalty/member_tier.html", form, **context)


@workspace_page(MANAGE, methods=("POST",))
@refuse_archived
def member_tier_end(request, number):
    """POST ends what was set by hand: the points decide again."""
    end_setting(find_wallet(request, number), by=request.membership)
    say_done(request, _("The points decide again."))
    return to_page(request, "loyalty:member", number=number)
