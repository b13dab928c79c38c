"""Friends who come by a code: the list, what waits for a decision, the code of a customer, and entering one."""

from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Account
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from lib import formats
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import carry_out, say_done
from loyalty.forms_referral import CodeEntryForm, WhyForm
from loyalty.member_codes import are_taken, url_of_code
from loyalty.models import CodeReferral, ReferralCode, ReferralTerms
from loyalty.recommending import MAY_BE_REFUSED, approve, enter_code, make_code, refuse
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_SHOWN = 50
State = CodeReferral.State
BADGES = {
    State.HELD: "waiting",
    State.REGISTERED: "info",
    State.QUALIFIED: "info",
    State.REWARDED: "done",
    State.REJECTED: "neutral",
    State.EXPIRED: "neutral",
}


def find_code_referral(request, number) -> CodeReferral:
    """The one of this number, if this member may see who referred; else 404."""
    seen = CodeReferral.objects.visible_to(request.membership).with_people()
    found = get_object_or_404(seen, number=number)
    found.badge = BADGES[found.state]
    return found


@workspace_page(Permission.VIEW_CUSTOMERS)
def code_referrals(request):
    """What waits for somebody, then the newest."""
    seen = CodeReferral.objects.visible_to(request.membership).with_people()
    waiting = list(seen.held().order_by("pk")[:MOST_SHOWN])
    others = list(seen.exclude(state=State.HELD).order_by("-pk")[:MOST_SHOWN])
    for each in [*waiting, *others]:
        each.badge = BADGES[each.state]
    return render(request, "loyalty/code_referrals.html", {"waiting": waiting, "others": others})


@workspace_page(Permission.VIEW_CUSTOMERS)
def code_referral(request, number):
    found = find_code_referral(request, number)
    events = Event.objects.about(found).select_related("actor__user").order_by("-at", "-id")
    may = request.membership.can(Permission.MANAGE_LOYALTY) and not found.account.is_archived
    context = {
        "found": found,
        "facts": facts(request, found),
        "lines": told(events[:MOST_SHOWN], member=request.membership, about=found),
        "may_approve": may and found.is_held,
        "may_refuse": may and found.state in MAY_BE_REFUSED,
    }
    return render(request, "loyalty/code_referral.html", context)


def facts(request, found) -> list[dict]:
    def customer(account):
        return workspace_url(request, "desk:account", number=account.number)

    def day(value):
        return formats.day(value) if value else ""

    seen = found.friend if is_seen(request, found.friend) else None
    known = [
        {"label": _("Referred by"), "value": found.account.name, "url": customer(found.account)},
        {"label": _("Friend"), "value": seen.name, "url": customer(seen)} if seen else {"value": ""},
        {"label": _("Phone"), "value": found.phone},
        {"label": _("E-mail"), "value": found.email},
        {"label": pgettext("referral", "Came on"), "value": formats.moment(found.created_at)},
        {"label": _("To buy until"), "value": day(found.until_on)},
        {"label": _("Bought on"), "value": day(found.qualified_on)},
        {
            "label": _("Points stay from"),
            "value": formats.moment(found.settled_at) if found.settled_at else "",
        },
        {"label": _("Agreed to"), "value": found.consent},
        {"label": _("Decided by"), "value": found.decided_by.user.name if found.decided_by else ""},
        {"label": _("Why it was refused"), "value": found.why},
    ]
    return [fact for fact in known if fact["value"]]


def is_seen(request, account) -> bool:
    return (
        account is not None and Account.objects.visible_to(request.membership).filter(pk=account.pk).exists()
    )


@workspace_page(Permission.MANAGE_LOYALTY, methods=("POST",))
@refuse_archived
def code_referral_approval(request, number):
    """POST says that it is a friend."""
    return take(request, find_code_referral(request, number), approve, _("The friend was accepted."))


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
@refuse_archived
def code_referral_refusal(request, number):
    """GET asks why, POST refuses it."""
    found = find_code_referral(request, number)
    form = WhyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        verb = partial(refuse, reason=form.cleaned_data["reason"])
        return take(request, found, verb, _("The friend was refused."))
    cancel_url = workspace_url(request, "loyalty:code_referral", number=number)
    return form_page(request, "loyalty/code_referral_refusal.html", form, found=found, cancel_url=cancel_url)


def take(request, found, verb, text):
    carry_out(request, partial(verb, found, by=request.membership), text)
    return to_page(request, "loyalty:code_referral", number=found.number)


@workspace_page(Permission.HANDLE_POINTS, methods=("GET", "POST"))
@refuse_archived
def member_code(request, number):
    """The code and the link of a customer; POST makes them where there are none."""
    account = find_account(request, number)
    account.check_in_use()
    if request.method == "POST":
        make_code(account)
        return to_page(request, "loyalty:member_code", number=number)
    code = ReferralCode.objects.filter(account=account).first()
    context = {
        "account": account,
        "code": code,
        "url": url_of_code(code, request.workspace.slug) if code else "",
        "is_taken": are_taken(ReferralTerms.objects.standing()),
        "rows": rows_of(account, request.membership),
        "cancel_url": workspace_url(request, "desk:account", number=number),
    }
    return render(request, "loyalty/member_code.html", context)


def rows_of(account, membership) -> list[CodeReferral]:
    """Whom the customer brought, and by whom it came."""
    seen = CodeReferral.objects.visible_to(membership).with_people()
    rows = [*seen.filter(friend=account), *seen.filter(account=account).order_by("-pk")[:MOST_SHOWN]]
    for each in rows:
        each.badge = BADGES[each.state]
    return rows


@workspace_page(Permission.HANDLE_POINTS, methods=("GET", "POST"))
@refuse_archived
def code_entry(request, number):
    """By whose code a new customer came."""
    account = find_account(request, number)
    account.check_in_use()
    form = CodeEntryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        make = partial(enter_code, account, form.cleaned_data["code"], by=request.membership)
        try:
            made = add_once(make, CodeReferral, form_token=form.cleaned_data["form_token"])
        except MadeBefore as before:
            refuse_sent_before(form, before.record)
        except ValidationError as refusal:
            form.add_error("code", refusal)
        else:
            text = _("A person has to decide about it.") if made.is_held else _("The code was written down.")
            say_done(request, text)
            return to_page(request, "desk:account", number=number)
    cancel_url = workspace_url(request, "desk:account", number=number)
    return form_page(request, "loyalty/code_entry.html", form, account=account, cancel_url=cancel_url)
