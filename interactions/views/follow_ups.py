"""Follow-ups: the list, promising one, its page, and its verbs: done, put off, handed over, called off."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import find_account
from accounts.views.lists import CAME_FROM, asked_list, list_page, to_list, walk
from accounts.views.records import refuse_archived
from interactions.follow_up_fields import follow_up_listing
from interactions.models import FollowUp, Reminder
from interactions.promising import FollowUpForm, HandoverForm, SnoozeForm
from interactions.services import add_follow_up, change_follow_up
from interactions.undoing import undo_change
from interactions.views.interactions import choose_customer, number_in, to_customer
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20
# Where a verb was pressed, as its address says; without it the page of the follow-up.
FROM = "from"


def find_follow_up(request, number):
    """The follow-up of this number if this member may see its customer; else 404."""
    seen = FollowUp.objects.visible_to(request.membership)
    related = ("account", "contact", "owner__user", "closed_by__user", "agreed_in", "done_by")
    return get_object_or_404(seen.select_related(*related), number=number)


def pressed_at(request) -> dict:
    """Where a verb was pressed, for its Undo to lead back there too."""
    return {name: request.GET[name] for name in (FROM, CAME_FROM) if name in request.GET}


def back(request, follow_up):
    """The page on which the verb was pressed."""
    place = request.GET.get(FROM, "")
    if place == "list":
        return to_list(request, follow_up_listing)
    if place == "today":
        return to_page(request, "desk:today")
    if place in {"account", "contact"}:
        return to_customer(request, follow_up.account, follow_up.contact if place == "contact" else None)
    return to_page(request, "interactions:follow_up", number=follow_up.number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def follow_up_list(request):
    """Begins with what the reader owes; “All” is one press away."""
    if not request.GET and asked_list(request, follow_up_listing).view is None:
        mine = urlencode({"owner": "me", "state": "open", VIEW: ALL})
        return HttpResponseRedirect(f"{workspace_url(request, 'interactions:follow_ups')}?{mine}")
    return list_page(request, follow_up_listing, "interactions/follow_up_list.html", has_bulk=False)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def follow_up_new(request):
    """For the account that the address names; without one it asks for it first."""
    number = number_in(request, "account")
    if number is None:
        return choose_customer(request, "interactions:follow_up_new", _("New follow-up"))
    account = find_account(request, number)
    account.check_in_use()
    contact = account.positions.filter(contact__number=number_in(request, "contact")).first()
    initial = {"contact": contact.contact} if contact else {}
    form = FollowUpForm(posted(request), membership=request.membership, account=account, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_follow_up, by=request.membership),
                FollowUp,
                form_token=form.cleaned_data["form_token"],
                account=account,
                fields=form.written,
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            url = workspace_url(request, "interactions:cancellation", number=made.number)
            words = {"name": isolated(made.reason), "day": formats.day(made.due_on)}
            text = _("Written down: %(name)s, due %(day)s.") % words
            say_done(request, text, undo_url=url, **{"again": 1, FROM: "account"})
            return to_customer(request, account)
    cancel_url = workspace_url(request, "desk:account", number=number)
    return form_page(
        request, "interactions/follow_up_form.html", form, account=account, cancel_url=cancel_url
    )


@workspace_page(Permission.VIEW_CUSTOMERS)
def follow_up(request, number):
    found = find_follow_up(request, number)
    events = (
        Event.objects.about(found).filter(is_part=False).select_related("actor__user").order_by("-at", "-id")
    )
    may_change = request.membership.can(Permission.EDIT_CUSTOMERS) and not found.account.is_archived
    context = {
        "follow_up": found,
        "facts": facts(request, found),
        "lines": told(events[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, follow_up_listing, found),
        "may_change": may_change,
        "snooze": SnoozeForm() if may_change and found.is_open else None,
        "handover": HandoverForm(initial={"owner": found.owner}) if may_change and found.is_open else None,
        "requests": list(found.requests.select_related("account", "contact", "follow_up")),
        "may_ask": may_change and found.is_open and found.owed_by == FollowUp.OwedBy.CUSTOMER,
    }
    return render(request, "interactions/follow_up.html", context)


def facts(request, found) -> list[dict]:
    url = partial(workspace_url, request)
    contact, agreed, done = found.contact, found.agreed_in, found.done_by
    reminder = found.reminders.filter(kind=Reminder.Kind.DUE).first()
    known = [
        {
            "label": _("Account"),
            "value": found.account.name,
            "url": url("desk:account", number=found.account.number),
        },
        {"label": _("Contact"), "value": contact.name, "url": url("desk:contact", number=contact.number)}
        if contact
        else {},
        {
            "label": _("Due"),
            "value": formats.moment(found.due_at) if found.due_at else formats.day(found.due_on),
        },
        {
            "label": _("Reminder"),
            "value": formats.moment(reminder.told_at or reminder.at) if reminder else "",
        },
        {"label": _("Who looks after it"), "value": found.owner.user.name},
        {"label": _("Who owes it"), "value": found.get_owed_by_display()},
        {"label": _("Priority"), "value": found.get_priority_display()},
        {"label": _("Repeats"), "value": found.repetition},
        {
            "label": _("Agreed in"),
            "value": agreed.name,
            "url": url("interactions:detail", number=agreed.number),
        }
        if agreed
        else {},
        {"label": _("Done by"), "value": done.name, "url": url("interactions:detail", number=done.number)}
        if done
        else {},
        {"label": _("Closed by"), "value": found.closed_by.user.name if found.closed_by else ""},
        {"label": _("Source"), "value": found.get_source_display()},
    ]
    return [fact for fact in known if fact.get("value")]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def follow_up_edit(request, number):
    """The form over a follow-up; POST with `undo` takes back the change that made this version."""
    found = find_follow_up(request, number)
    if request.method == "POST" and is_undo(request):
        return take_back(request, found)
    found.account.check_in_use()
    form = FollowUpForm(posted(request), membership=request.membership, account=found.account, instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "interactions:follow_up", number=number)
    cancel_url = workspace_url(request, "interactions:follow_up", number=number)
    context = {"follow_up": found, "account": found.account, "cancel_url": cancel_url}
    return form_page(request, "interactions/follow_up_form.html", form, **context)


def save(request, form) -> bool:
    changed = form.apply()
    version = form.cleaned_data["version"] or 0
    try:
        saved = change_follow_up(form.instance, by=request.membership, read_version=version, changed=changed)
    except Stale:
        refuse_stale(form, FollowUp.objects.get(pk=form.instance.pk).version)
        return False
    if changed:
        text = _("%(name)s was saved.") % {"name": isolated(saved.reason)}
        say_changed(request, saved, text)
    return True


def say_changed(request, found, text):
    url = workspace_url(request, "interactions:follow_up_edit", number=found.number)
    say_done(request, text, undo_url=url, undo=found.version, **pressed_at(request))


def take_back(request, found):
    try:
        undo_change(found, asked_number(request) or 0, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        say_done(request, _("The change of %(name)s was taken back.") % {"name": isolated(found.reason)})
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def completion(request, number):
    """POST: it is done; with `undo` it is open again."""
    found = find_follow_up(request, number)
    if is_undo(request):
        return reopened(request, found)
    found.finish(by=request.membership)
    url = workspace_url(request, "interactions:completion", number=number)
    text = _("Done: %(name)s.") % {"name": isolated(found.reason)}
    say_done(request, text, undo_url=url, undo=1, **pressed_at(request))
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def cancellation(request, number):
    """POST calls it off; with `undo` it is open again. `again` is the Undo of writing it down."""
    found = find_follow_up(request, number)
    if is_undo(request):
        return reopened(request, found)
    found.cancel(by=request.membership)
    url = "" if "again" in request.GET else workspace_url(request, "interactions:cancellation", number=number)
    text = _("Called off: %(name)s.") % {"name": isolated(found.reason)}
    say_done(request, text, undo_url=url, undo=1, **pressed_at(request))
    return back(request, found)


def reopened(request, found):
    found.reopen(by=request.membership)
    say_done(request, _("Open again: %(name)s.") % {"name": isolated(found.reason)})
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def snooze(request, number):
    """POST puts it off: `due_when` and `due_on` say until when."""
    found = find_follow_up(request, number)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return refused(back(request, found))
    before = found.version
    found.snooze(until=form.cleaned_data["due"], by=request.membership)
    if found.version != before:
        words = {"name": isolated(found.reason), "day": formats.day(found.due_on)}
        say_changed(request, found, _("Put off until %(day)s: %(name)s.") % words)
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def handover(request, number):
    """POST gives it to a colleague."""
    found = find_follow_up(request, number)
    form = HandoverForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a colleague from the list."))
        return refused(back(request, found))
    before = found.version
    found.hand_over(to=form.cleaned_data["owner"], by=request.membership)
    if found.version != before:
        words = {"name": isolated(found.reason), "colleague": isolated(found.owner.user.name)}
        say_changed(request, found, _("%(colleague)s looks after it now: %(name)s.") % words)
    return back(request, found)


def refused(response):
    response.is_refusal = True  # what was typed is kept in the browser
    return response
