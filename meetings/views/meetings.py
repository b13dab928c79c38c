"""Meetings: the list, planning one, its page, and its verbs: edited, called off, logged."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import find_account
from accounts.views.lists import CAME_FROM, asked_list, list_page, to_list, walk
from accounts.views.records import refuse_archived
from interactions.views.calendars import ICAL
from interactions.views.interactions import choose_customer, number_in, to_customer
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from meetings.fields import STATES, meeting_listing
from meetings.forms import LogForm, MeetingForm
from meetings.ical import calendar_with
from meetings.inviting import invite, take_back_invitations, with_mails
from meetings.models import Meeting
from meetings.services import HELD, change_meeting, log_meeting, plan_meeting
from meetings.undoing import undo_change
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20
# Where a verb was pressed, as its address says; without it the page of the meeting.
FROM = "from"


def find_meeting(request, number):
    """The meeting of this number if this member may see its customer; else 404."""
    seen = Meeting.objects.visible_to(request.membership).with_people()
    return get_object_or_404(seen.select_related("closed_by__user", "logged_as"), number=number)


def back(request, meeting):
    """The page on which the verb was pressed."""
    place = request.GET.get(FROM, "")
    if place == "list":
        return to_list(request, meeting_listing)
    if place == "today":
        return to_page(request, "desk:today")
    if place == "account":
        return to_customer(request, meeting.account)
    return to_page(request, "meetings:detail", number=meeting.number)


def pressed_at(request) -> dict:
    """Where a verb was pressed, for its Undo to lead back there too."""
    return {name: request.GET[name] for name in (FROM, CAME_FROM) if name in request.GET}


@workspace_page(Permission.VIEW_CUSTOMERS)
def meeting_list(request):
    """Begins with the reader's own that are to come; “All” is one press away."""
    if not request.GET and asked_list(request, meeting_listing).view is None:
        mine = urlencode({"who": "me", "starts": "upcoming", VIEW: ALL})
        return HttpResponseRedirect(f"{workspace_url(request, 'meetings:list')}?{mine}")
    return list_page(request, meeting_listing, "meetings/meeting_list.html", has_bulk=False)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def meeting_new(request):
    """With the account that the address names; without one it asks for it first."""
    number = number_in(request, "account")
    if number is None:
        return choose_customer(request, "meetings:new", _("Plan a meeting"))
    account = find_account(request, number)
    account.check_in_use()
    initial = {"contacts": [number_in(request, "contact")]} if "contact" in request.GET else {}
    form = MeetingForm(posted(request), membership=request.membership, account=account, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(plan_meeting, by=request.membership),
                Meeting,
                form_token=form.cleaned_data["form_token"],
                account=account,
                fields=form.written,
                colleagues=form.cleaned_data["colleagues"],
                contacts=form.cleaned_data["contacts"],
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            url = workspace_url(request, "meetings:cancellation", number=made.number)
            if form.cleaned_data["is_inviting"]:
                invite(made, by=request.membership)
            words = {"name": isolated(made.name), "when": isolated(made.when)}
            say_done(request, _("Planned: %(name)s, %(when)s.") % words, undo_url=url, again=1)
            return to_page(request, "meetings:detail", number=made.number)
    cancel_url = workspace_url(request, "desk:account", number=number)
    return form_page(request, "meetings/meeting_form.html", form, account=account, cancel_url=cancel_url)


@workspace_page(Permission.VIEW_CUSTOMERS)
def meeting(request, number):
    found = find_meeting(request, number)
    events = (
        Event.objects.about(found).filter(is_part=False).select_related("actor__user").order_by("-at", "-id")
    )
    attendees = with_mails(found)
    context = {
        "meeting": found,
        "badge_state": STATES[found.state],
        "facts": facts(request, found),
        "attendees": attendees,
        "may_invite": any(each["can_be_invited"] for each in attendees) and not found.is_over,
        "lines": told(events[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, meeting_listing, found),
        "may_change": request.membership.can(Permission.EDIT_CUSTOMERS) and not found.account.is_archived,
    }
    return render(request, "meetings/meeting.html", context)


def facts(request, found) -> list[dict]:
    url = partial(workspace_url, request)
    logged = found.logged_as
    place = {"kind": "link", "url": found.link} if found.link else {}
    known = [
        {"label": _("When"), "value": found.when},
        {
            "label": _("Account"),
            "value": found.account.name,
            "url": url("desk:account", number=found.account.number),
        },
        {"label": _("Where"), "value": found.get_kind_display()},
        {"label": _("Address or link"), "value": found.place, **place},
        {"label": _("Who invites"), "value": found.organizer.user.name},
        {
            "label": _("Colleagues who go along"),
            "value": formats.listed(isolated(each.user.name) for each in found.colleagues),
        },
        {
            "label": _("Logged as"),
            "value": logged.name,
            "url": url("interactions:detail", number=logged.number),
        }
        if logged
        else {},
        {"label": _("Closed by"), "value": found.closed_by.user.name if found.closed_by else ""},
    ]
    return [fact for fact in known if fact.get("value")]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def meeting_edit(request, number):
    """The form over a planned meeting; POST with `undo` takes back the change that made this version."""
    found = find_meeting(request, number)
    if request.method == "POST" and is_undo(request):
        return take_back(request, found)
    found.account.check_in_use()
    if not found.is_planned:
        say_too_late(request)
        return to_page(request, "meetings:detail", number=number)
    form = MeetingForm(posted(request), membership=request.membership, account=found.account, instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "meetings:detail", number=number)
    cancel_url = workspace_url(request, "meetings:detail", number=number)
    context = {"meeting": found, "account": found.account, "cancel_url": cancel_url}
    return form_page(request, "meetings/meeting_form.html", form, **context)


def save(request, form) -> bool:
    changed = form.apply()
    cleaned = form.cleaned_data
    try:
        saved = change_meeting(
            form.instance,
            by=request.membership,
            read_version=cleaned["version"] or 0,
            changed=changed,
            colleagues=cleaned["colleagues"],
            contacts=cleaned["contacts"],
        )
    except Stale:
        refuse_stale(form, Meeting.objects.get(pk=form.instance.pk).version)
        return False
    if cleaned["is_inviting"]:
        invite(saved, by=request.membership)
    if changed:
        url = workspace_url(request, "meetings:edit", number=saved.number)
        text = _("%(name)s was saved.") % {"name": isolated(saved.name)}
        say_done(request, text, undo_url=url, undo=saved.version)
    return True


def take_back(request, found):
    try:
        undo_change(found, asked_number(request) or 0, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        say_done(request, _("The change of %(name)s was taken back.") % {"name": isolated(found.name)})
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def cancellation(request, number):
    """POST calls it off; with `undo` it takes place after all. `again` is the Undo of planning it."""
    found = find_meeting(request, number)
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("It takes place after all: %(name)s.") % {"name": isolated(found.name)})
        return back(request, found)
    found.call_off(by=request.membership)
    url = "" if "again" in request.GET else workspace_url(request, "meetings:cancellation", number=number)
    text = _("Meeting called off: %(name)s.") % {"name": isolated(found.name)}
    say_done(request, text, undo_url=url, undo=1, **pressed_at(request))
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def invitations(request, number):
    """POST invites by e-mail who was not invited yet; with `undo` it takes back what has not left."""
    found = find_meeting(request, number)
    if is_undo(request):
        if take_back_invitations(found, by=request.membership):
            say_done(request, _("The invitations were taken back."))
        else:
            say_too_late(request)
        return back(request, found)
    count = invite(found, by=request.membership)
    if count:
        text = ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count
        )
        url = workspace_url(request, "meetings:invitations", number=number)
        say_done(request, text % {"count": formats.number(count)}, undo_url=url, undo=1)
    else:
        messages.info(
            request, _("Nobody is left to be invited: they have no address, or were invited before.")
        )
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def log(request, number):
    """How it went; POST with `undo` takes that back, and the meeting is planned again."""
    found = find_meeting(request, number)
    if request.method == "POST" and is_undo(request):
        found.reopen(by=request.membership)
        say_done(request, _("Planned again: %(name)s.") % {"name": isolated(found.name)})
        return back(request, found)
    found.account.check_in_use()
    if not found.is_planned:
        return back(request, found)
    form = LogForm(posted(request), membership=request.membership, meeting=found)
    if request.method == "POST" and form.is_valid():
        log_meeting(found, by=request.membership, **form.written)
        url = workspace_url(request, "meetings:log", number=number)
        is_held = form.written["outcome"] == HELD
        text = _("Logged: %(name)s.") if is_held else _("Logged that nobody came: %(name)s.")
        words = {"name": isolated(found.name)}
        say_done(request, text % words, undo_url=url, undo=1, **pressed_at(request))
        return back(request, found)
    cancel_url = workspace_url(request, "meetings:detail", number=number)
    return form_page(request, "meetings/log_form.html", form, meeting=found, cancel_url=cancel_url)


@workspace_page(Permission.VIEW_CUSTOMERS)
def meeting_calendar(request, number):
    """One meeting as a file for any calendar."""
    found = find_meeting(request, number)
    response = HttpResponse(calendar_with(found, request.workspace), content_type=ICAL)
    response["Content-Disposition"] = f'attachment; filename="meeting-{found.number}.ics"'
    return response
