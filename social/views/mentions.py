"""Mentions on social media: the inbox, writing one down, the page of one, and its verbs."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import offer_accounts
from accounts.views.lists import asked_list, list_page, to_list, walk
from accounts.views.records import refuse_archived
from interactions.linking import read_linked
from interactions.views.follow_ups import FROM, pressed_at, refused
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, form_page, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import is_undo, say_done
from social.fields import mention_listing
from social.forms import AnswerForm, MentionForm, OwnerForm, WhoseForm
from social.models import SocialMention
from social.models.mention import DecidedBefore
from social.services import (
    add_mention,
    answer,
    change_mention,
    link_to,
    link_to_new_contact,
    unlink,
)
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20


def find_mention(request, number):
    """The mention of this number if this member may see its customer; else 404."""
    seen = SocialMention.objects.visible_to(request.membership)
    related = ("account", "contact", "owner__user", "closed_by__user", "created_by__user", "interaction")
    return get_object_or_404(seen.select_related(*related), number=number)


def back(request, mention):
    """The page on which the verb was pressed."""
    place = request.GET.get(FROM, "")
    if place == "list":
        return to_list(request, mention_listing)
    if place == "today":
        return to_page(request, "desk:today")
    return to_page(request, "social:mention", number=mention.number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def mention_list(request):
    """Begins with what waits for an answer; “All” is one press away."""
    if not request.GET and asked_list(request, mention_listing).view is None:
        waiting = urlencode({"state": SocialMention.State.WAITING, VIEW: ALL})
        return HttpResponseRedirect(f"{workspace_url(request, 'social:list')}?{waiting}")
    return list_page(request, mention_listing, "social/mention_list.html", has_bulk=False)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def mention_new(request):
    form = MentionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        written = form.written
        try:
            made = add_once(
                partial(add_mention, by=request.membership),
                SocialMention,
                form_token=form.cleaned_data["form_token"],
                at=written.pop("at"),
                owner=written.pop("owner"),
                fields=written,
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("Written down: %(name)s.") % {"name": isolated(made.name)})
            # Its author may be known as somebody of a customer that this colleague does not see.
            if not SocialMention.objects.visible_to(request.membership).filter(pk=made.pk).exists():
                return to_page(request, "social:list")
            return to_page(request, "social:mention", number=made.number)
    cancel_url = workspace_url(request, "social:list")
    return form_page(request, "social/mention_form.html", form, cancel_url=cancel_url)


@workspace_page(Permission.VIEW_CUSTOMERS)
def mention(request, number):
    return mention_page(request, find_mention(request, number))


def mention_page(request, found, answering=None, whose=None):
    """The page of one mention; with a form that was refused it answers 422."""
    is_in_use = found.account is None or not found.account.is_archived
    may_change = request.membership.can(Permission.EDIT_CUSTOMERS) and is_in_use
    whose = whose or WhoseForm(membership=request.membership, initial={"name": found.author_name})
    offer_accounts(request, whose, "account")
    events = (
        Event.objects.about(found).filter(is_part=False).select_related("actor__user").order_by("-at", "-id")
    )
    context = {
        "mention": found,
        "facts": facts(request, found),
        "lines": told(events[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, mention_listing, found),
        "may_change": may_change,
        "linked": read_linked(found, request.membership),
        "answering": answering or AnswerForm(),
        "whose": whose,
        "handover": OwnerForm(initial={"owner": found.owner}),
    }
    is_refused = any(form is not None and form.errors for form in (answering, whose))
    status = UNPROCESSABLE if is_refused else 200
    return render(request, "social/mention.html", context, status=status)


def facts(request, found) -> list[dict]:
    url = partial(workspace_url, request)
    account, contact, logged = found.account, found.contact, found.interaction
    known = [
        {"label": _("Network"), "value": found.get_network_display()},
        {"label": _("Who wrote it"), "value": found.author_name},
        {"label": _("Name on the network"), "value": found.handle and f"@{found.handle}", "kind": "code"},
        {"label": _("Followers"), "value": formats.number(found.followers) if found.followers else ""},
        {"label": _("When"), "value": formats.moment(found.at)},
        {"label": _("Answer until"), "value": formats.moment(found.due_at) if found.due_at else ""},
        {"label": _("Who answers"), "value": found.owner.user.name if found.owner else ""},
        {"label": _("Account"), "value": account.name, "url": url("desk:account", number=account.number)}
        if account
        else {},
        {"label": _("Contact"), "value": contact.name, "url": url("desk:contact", number=contact.number)}
        if contact
        else {},
        {
            "label": _("Logged as"),
            "value": logged.name,
            "url": url("interactions:detail", number=logged.number),
        }
        if logged
        else {},
        {"label": _("Where it comes from"), "value": found.get_source_display()},
    ]
    return [fact for fact in known if fact.get("value")]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def mention_edit(request, number):
    found = find_mention(request, number)
    form = MentionForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "social:mention", number=number)
    cancel_url = workspace_url(request, "social:mention", number=number)
    return form_page(request, "social/mention_form.html", form, mention=found, cancel_url=cancel_url)


def save(request, form) -> bool:
    changed = form.apply()
    version = form.cleaned_data["version"] or 0
    try:
        saved = change_mention(form.instance, by=request.membership, read_version=version, changed=changed)
    except Stale:
        refuse_stale(form, SocialMention.objects.get(pk=form.instance.pk).version)
        return False
    if changed:
        say_done(request, _("%(name)s was saved.") % {"name": isolated(saved.name)})
    return True


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def answering(request, number):
    """POST keeps the answer that was given on the network; with `undo` it waits again."""
    found = find_mention(request, number)
    if is_undo(request):
        return reopened(request, found)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return mention_page(request, found, answering=form)
    try:
        answer(found, by=request.membership, **form.cleaned_data)
    except DecidedBefore:
        return decided_before(request, found, form)
    url = workspace_url(request, "social:answer", number=number)
    say_done(
        request, _("Answered: %(name)s.") % {"name": isolated(found.name)}, undo_url=url, undo=1,
        **pressed_at(request),
    )  # fmt: skip
    return back(request, found)


def decided_before(request, found, form=None):
    """A colleague was faster. What was typed is not lost: the same answer pressed twice is no matter."""
    now = find_mention(request, found.number)
    if form is None or now.answer_text == form.cleaned_data["text"]:
        messages.info(request, _("This was decided already."))
        return back(request, now)
    who = isolated(now.closed_by.user.name) if now.closed_by else _("Sila")
    text = _("%(colleague)s has decided about this meanwhile. Your answer was not kept; it stands below.")
    form.add_error(None, text % {"colleague": who})
    return mention_page(request, now, answering=form)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def dismissal(request, number):
    """POST: it needs no answer; with `undo` it waits again."""
    found = find_mention(request, number)
    if is_undo(request):
        return reopened(request, found)
    try:
        found.dismiss(by=request.membership)
    except DecidedBefore:
        return decided_before(request, found)
    url = workspace_url(request, "social:dismissal", number=number)
    text = _("Needs no answer: %(name)s.") % {"name": isolated(found.name)}
    say_done(request, text, undo_url=url, undo=1, **pressed_at(request))
    return back(request, found)


def reopened(request, found):
    found.reopen(by=request.membership)
    say_done(request, _("Waits for an answer again: %(name)s.") % {"name": isolated(found.name)})
    return back(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def whose(request, number):
    """POST ties it to a customer, with a name also to a new contact there; with `undo` it is nobody's."""
    found = find_mention(request, number)
    if is_undo(request):
        unlink(found, by=request.membership)
        say_done(request, _("It belongs to no customer any more."))
        return to_page(request, "social:mention", number=number)
    form = WhoseForm(request.POST, membership=request.membership)
    if not form.is_valid():
        return mention_page(request, found, whose=form)
    account, name = form.cleaned_data["account"], form.cleaned_data["name"]
    if name:
        link_to_new_contact(found, account=account, name=name, by=request.membership)
    else:
        link_to(found, account=account, by=request.membership)
    url = workspace_url(request, "social:whose", number=number)
    text = _("It now stands on the page of %(name)s.") % {"name": isolated(account.name)}
    say_done(request, text, undo_url=url)
    return to_page(request, "social:mention", number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def handover(request, number):
    """POST gives it to a colleague, or to nobody; with `undo` back to whom the address names."""
    found = find_mention(request, number)
    form = OwnerForm({"owner": request.GET.get("undo", "")} if is_undo(request) else request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a colleague from the list."))
        return refused(back(request, found))
    before = found.owner
    found.hand_over(to=form.cleaned_data["owner"], by=request.membership)
    if before != found.owner:
        url = "" if is_undo(request) else workspace_url(request, "social:handover", number=number)
        who = isolated(found.owner.user.name) if found.owner else _("Nobody")
        text = _("Who answers now: %(colleague)s.") % {"colleague": who}
        say_done(request, text, undo_url=url, undo=before.number if before else "")
    return back(request, found)
