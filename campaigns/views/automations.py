"""Automations: the list, one with what comes of it, putting one together, and what is done with it."""

import uuid
from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.purposes import names_of
from campaigns.automations import publishing
from campaigns.automations.editor import Editor
from campaigns.automations.figures import figures_of, reasons_of, steps_of
from campaigns.automations.forms import STEPS, ReadyForm
from campaigns.automations.publishing import NotNow, NotReady
from campaigns.automations.ready import begin_with, ready
from campaigns.automations.words import (
    ICONS,
    Names,
    again_in_words,
    goal_in_words,
    problems_in_words,
    steps_in_words,
    trigger_in_words,
)
from campaigns.models import Automation
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, page_or_part, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_AUTOMATIONS, MOST_EVENTS = 200, 20
BADGES = {"draft": "neutral", "running": "done", "paused": "waiting", "ended": "neutral"}


def find_automation(number) -> Automation:
    return get_object_or_404(Automation.objects.select_related("created_by__user"), number=number)


def has_changed(request) -> None:
    messages.warning(request, _("It has changed meanwhile. This is how it stands now."))


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def automation_list(request):
    rows = list(Automation.objects.order_by("-pk")[: MOST_AUTOMATIONS + 1])
    names, counted = Names(*(each.design for each in rows)), figures_of(rows)
    for each in rows:
        each.badge, each.figures = BADGES[each.state], counted[each.pk]
        each.trigger = trigger_in_words(each.design, names)
    shown = rows[:MOST_AUTOMATIONS]
    context = {
        "rows": [each for each in shown if not each.is_archived],
        "archived": [each for each in shown if each.is_archived],
        "has_more": len(rows) > MOST_AUTOMATIONS,
        "ready": [(each, uuid.uuid4()) for each in ready],
    }
    return render(request, "campaigns/automations/list.html", context)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def automation_ready(request):
    """POST begins with one of those that are ready: a draft with its letters. Pressed twice it is one."""
    form = ReadyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such automation to begin with."))
        return to_page(request, "campaigns:automations")
    chosen, token = ready.get(form.cleaned_data["kind"]), form.cleaned_data["form_token"]
    made = Automation.objects.filter(form_token=token).first() if token else None
    if made is None:
        made = begin_with(chosen, by=request.membership, form_token=token)
        messages.success(request, _("A draft with its letters. Look it over and change it, then publish it."))
    return to_page(request, "campaigns:automation", number=made.number)


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def automation(request, number):
    found = find_automation(number)
    version = found.versions.filter(edition=found.edition).first()
    design = version.design if version else found.design
    names = Names(design, found.design)
    steps = steps_in_words(design, names)
    for step, figures in zip(steps, steps_of(version) if version else [None] * len(steps), strict=True):
        step["figures"] = figures
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    found.badge = BADGES[found.state]
    context = {
        "found": found,
        "version": version,
        "facts": facts(found, version, names),
        "figures": figures_of([found])[found.pk],
        "reasons": reasons_of(found),
        "steps": steps,
        "problems": problems_in_words(found.design, publishing.problems(found)),
        "is_changed": version is not None and is_newer(found, version),
        "older": older_than(found, version),
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
    }
    return render(request, "campaigns/automations/automation.html", context)


def is_newer(found, version) -> bool:
    """Whether the draft says something else than what runs."""
    return (found.design, found.purpose) != (version.design, version.purpose)


def older_than(found, version) -> int:
    """How many are inside in an older version still."""
    inside = found.enrolments.inside()
    return inside.exclude(version=version).count() if version else 0


def facts(found, version, names) -> list[dict]:
    shown = version or found
    known = [
        {"label": _("Who enters"), "value": trigger_in_words(shown.design, names), "kind": "words"},
        {"label": _("How often each may enter"), "value": again_in_words(shown.design), "kind": "words"},
        {"label": _("Goal"), "value": goal_in_words(shown.design, names), "kind": "words"},
        {
            "label": _("What its letters are for"),
            "value": names_of([shown.purpose]).get(shown.purpose, shown.purpose),
        },
        {"label": _("Version in use"), "value": formats.number(found.edition) if found.edition else ""},
        {"label": _("Since"), "value": formats.moment(version.at) if version else ""},
        {"label": _("Added by"), "value": found.created_by.user.name if found.created_by else ""},
    ]
    return [fact for fact in known if fact["value"]]


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def automation_new(request):
    editor = Editor(posted(request))
    if editor.is_saving and editor.is_sound():
        add = partial(publishing.add_automation, by=request.membership)
        token = editor.form.cleaned_data["form_token"]
        try:
            made = add_once(add, Automation, form_token=token, **editor.written)
        except MadeBefore as refusal:
            refuse_sent_before(editor.form, refusal.record)
        else:
            messages.success(request, _("The draft was saved. Look at it once more, then publish it."))
            return to_page(request, "campaigns:automation", number=made.number)
    return editor_page(request, editor, None)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def automation_edit(request, number):
    found = find_automation(number)
    if found.is_archived:
        has_changed(request)
        return to_page(request, "campaigns:automation", number=number)
    editor = Editor(posted(request), found)
    if editor.is_saving and editor.is_sound() and save(request, editor, find_automation(number)):
        return to_page(request, "campaigns:automation", number=number)
    return editor_page(request, editor, found)


def save(request, editor, found) -> bool:
    version = editor.form.cleaned_data["version"] or 0
    try:
        publishing.change_automation(
            found, by=request.membership, fields=editor.written, read_version=version
        )
    except Stale:
        refuse_stale(editor.form, Automation.objects.get(pk=found.pk).version)
        return False
    if found.is_under_way:
        text = _("The draft was saved. Publish it, and whoever enters from then on goes this way.")
    else:
        text = _("The draft was saved.")
    messages.success(request, text)
    return True


def editor_page(request, editor, found):
    for form in editor.steps:
        form.icon = ICONS[form.kind]
    context = {
        "editor": editor,
        "form": editor.form,
        "found": found,
        "kinds": [(kind, form.label, ICONS[kind]) for kind, form in STEPS.items()],
        "zone": request.workspace.time_zone,
    }
    status = UNPROCESSABLE if editor.is_saving else 200
    return page_or_part(request, "campaigns/automations/editor.html", "builder", context, status)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def automation_publish(request, number):
    found = find_automation(number)
    try:
        made = publishing.publish(found, by=request.membership)
    except NotReady as refusal:
        for text in problems_in_words(found.design, refusal.problems):
            messages.error(request, text)
    except NotNow:
        has_changed(request)
    else:
        words = {"name": isolated(found.name), "version": formats.number(made.edition)}
        say_done(request, _("Published: %(name)s, version %(version)s") % words)
    return to_page(request, "campaigns:automation", number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def automation_pause(request, number):
    """POST pauses it; with `undo` it goes on."""
    found = find_automation(number)
    words = {"name": isolated(found.name)}
    try:
        if is_undo(request):
            publishing.resume(found, by=request.membership)
            say_done(request, pgettext("automation", "Goes on: %(name)s") % words)
        else:
            publishing.pause(found, by=request.membership)
            url = workspace_url(request, "campaigns:automation_pause", number=number)
            say_done(request, _("Paused: %(name)s. Nobody enters or goes on.") % words, undo_url=url)
    except NotNow:
        has_changed(request)
    return to_page(request, "campaigns:automation", number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def automation_end(request, number):
    """POST: who is inside leaves, and nobody enters any more."""
    found = find_automation(number)
    try:
        publishing.end(found, by=request.membership)
    except NotNow:
        has_changed(request)
    else:
        say_done(request, _("Ended: %(name)s. Who was inside has left.") % {"name": isolated(found.name)})
    return to_page(request, "campaigns:automation", number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def automation_archive(request, number):
    """POST archives it, once it has ended; with `undo` it is back."""
    found = find_automation(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("Back among the automations: %(name)s") % words)
        return to_page(request, "campaigns:automation", number=number)
    try:
        publishing.archive_automation(found, by=request.membership)
    except NotNow:
        messages.warning(request, _("End it first: somebody may be inside."))
        return to_page(request, "campaigns:automation", number=number)
    url = workspace_url(request, "campaigns:automation_archive", number=number)
    say_done(request, _("Archived: %(name)s") % words, undo_url=url)
    return to_page(request, "campaigns:automations")
