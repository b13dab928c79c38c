"""Colleagues: who works here, in which role and for whom; who is invited."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.text import fold
from lib.undo import is_undo, say_done, say_too_late
from timeline.models import Event
from workspaces.decorators import workspace_page
from workspaces.devices import device_name
from workspaces.forms import InvitationForm, PlaceForm
from workspaces.leaving import holding
from workspaces.models import Invitation, Membership
from workspaces.models.membership import NotAllowed
from workspaces.roles import Permission, Role, may_give
from workspaces.services import invite, invite_again
from workspaces.views.settings import settings_page

SHOWN_ENTRIES = 20
COLLEAGUES = Permission.MANAGE_MEMBERS


def find_member(number):
    return get_object_or_404(Membership.objects.select_related("user", "reports_to__user"), number=number)


def find_invitation(number):
    return get_object_or_404(Invitation.objects.select_related("invited_by"), number=number, accepted_at=None)


def may_change(request, role):
    return may_give(Role(request.membership.role), Role(role))


@workspace_page(COLLEAGUES)
def member_list(request):
    members = sorted(
        Membership.objects.select_related("user", "reports_to__user"), key=lambda each: fold(str(each))
    )
    invitations = list(Invitation.objects.pending().select_related("invited_by__user", "reports_to__user"))
    for row in (*members, *invitations):
        row.may_be_changed = may_change(request, row.role)
    return settings_page(
        request,
        "workspaces/members.html",
        members=[member for member in members if member.is_active],
        former=[member for member in members if not member.is_active],
        invitations=invitations,
    )


@workspace_page(COLLEAGUES, methods=("GET", "POST"), proof=("POST",))
def member(request, number):
    """One colleague's place: the role and the superior; POST with `undo` gives the former place back."""
    found = find_member(number)
    if request.method == "POST" and "undo" in request.GET:
        return place_undo(request, found)
    before = place_of(found)
    place = {"role": found.role, "reports_to": found.reports_to and found.reports_to.number}
    form = PlaceForm(posted(request), initial=place, by=request.membership, member=found)
    if request.method == "POST" and form.is_valid():
        try:
            found.change(by=request.membership, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal)
        else:
            text = _("The place of %(name)s was saved.") % {"name": isolated(found)}
            url = (
                workspace_url(request, "workspaces:member", number=number)
                if before != place_of(found)
                else ""
            )
            say_done(request, text, undo_url=url, **{"undo": before, "from": place_of(found)})
            return to_page(request, "workspaces:members")
    may_be_changed = may_change(request, found.role)
    context = {"member": found, "may_be_changed": may_be_changed, "entries": entries_of(found)}
    return settings_page(request, "workspaces/member.html", form, **context)


def place_of(member) -> str:
    """Role and superior as the address of an undo names them."""
    return f"{member.role}-{member.reports_to.number if member.reports_to else 0}"


def place_undo(request, found):
    role, _dash, boss = request.GET["undo"].rpartition("-")
    is_known = role in Role.values and boss.isascii() and boss.isdigit() and len(boss) < 10
    if not is_known or place_of(found) != request.GET.get("from"):
        say_too_late(request)
        return to_page(request, "workspaces:members")
    try:
        superior = Membership.objects.filter(number=int(boss)).first()
        found.change(by=request.membership, role=role, reports_to=superior)
    except NotAllowed as refusal:
        return refused(request, refusal)
    say_done(request, _("%(name)s has the former place again.") % {"name": isolated(found)})
    return to_page(request, "workspaces:members")


def entries_of(member):
    """When a colleague came into this workspace, and on which device; nothing of other workspaces."""
    came = (
        Event.objects.about(member).filter(verb="membership.entered").order_by("-at", "-id")[:SHOWN_ENTRIES]
    )
    return [
        {
            "at": each.at,
            "device": device_name(each.detail.get("user_agent", "")),
            "address": each.detail.get("address"),
            "has_two_steps": each.detail.get("two_steps"),
        }
        for each in came
    ]


def page_before_leaving(request, found) -> str | None:
    """Where what a colleague still holds is handed over; nowhere when it is to end anyway."""
    is_asked = request.POST.get("anyway") != "1" and found.is_active
    may = request.membership.can(Permission.ASSIGN_CUSTOMERS) and may_change(request, found.role)
    pages = zip(holding.keys(), holding, strict=True) if is_asked and may else ()
    return next((page for page, holds in pages if holds(found)), None)


@workspace_page(COLLEAGUES, methods=("POST",), proof=("POST",))
def member_end(request, number):
    """POST ends the membership; with `undo` it goes on."""
    found = find_member(number)
    undo_url = workspace_url(request, "workspaces:member_end", number=number)
    try:
        if is_undo(request):
            found.resume(by=request.membership)
            say_done(request, _("%(name)s is a member again.") % {"name": isolated(found)})
        elif (page := page_before_leaving(request, found)) is not None:
            text = _("%(name)s still holds customers or tasks. Hand them over first.")
            messages.info(request, text % {"name": isolated(found)})
            return to_page(request, page, number=number)
        else:
            found.end(by=request.membership)
            text = _("%(name)s is no longer a member.") % {"name": isolated(found)}
            say_done(request, text, undo_url=undo_url)
    except NotAllowed as refusal:
        return refused(request, refusal)
    if found.pk == request.membership.pk and not found.is_active:
        return HttpResponseRedirect("/", status=303)
    return to_page(request, "workspaces:members")


def refused(request, refusal: ValidationError):
    messages.error(request, " ".join(refusal.messages))
    return to_page(request, "workspaces:members")


@workspace_page(COLLEAGUES, methods=("GET", "POST"), proof=("POST",))
def member_invite(request):
    form = InvitationForm(posted(request), by=request.membership)
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite(by=request.membership, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal)
        else:
            sent = _("An invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
            url = workspace_url(request, "workspaces:invitation_revoke", number=invited.number)
            say_done(request, sent, undo_url=url, again=1)
            return to_page(request, "workspaces:members")
    return settings_page(request, "workspaces/invite.html", form)


@workspace_page(COLLEAGUES, methods=("POST",))
def invitation_revoke(request, number):
    """POST takes an invitation back; with `undo` its link works again."""
    found = find_invitation(number)
    undo_url = workspace_url(request, "workspaces:invitation_revoke", number=number)
    try:
        if is_undo(request):
            found.restore(by=request.membership)
            say_done(request, _("The invitation of %(email)s works again.") % {"email": found.email})
        else:
            found.revoke(by=request.membership)
            text = _("The invitation of %(email)s was taken back.") % {"email": found.email}
            say_done(request, text, undo_url=undo_url)
    except NotAllowed as refusal:
        return refused(request, refusal)
    return to_page(request, "workspaces:members")


@workspace_page(COLLEAGUES, methods=("POST",))
def invitation_again(request, number):
    found = find_invitation(number)
    try:
        invite_again(found, by=request.membership)
    except NotAllowed as refusal:
        return refused(request, refusal)
    messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": found.email})
    return to_page(request, "workspaces:members")
