"""Saving an edited record: together with what a colleague saved meanwhile, or with both versions side by side."""

import json

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.forms import CHOICE
from accounts.models.record import Stale
from accounts.owning import MayNotOwn
from accounts.undoing import undo_edit, with_former_values
from accounts.views.records import PAGES, sees, to_record
from lib.formats import isolated
from lib.http import workspace_url
from lib.merging import merge
from lib.undo import TooLate, asked_number, say_done, say_too_late
from timeline.models import Event

MOST_TRIES = 3


def save_edit(form, *, find, save):
    """Save; the form that was saved, or the one to show again with what has to be decided on it."""
    for _try in range(MOST_TRIES):
        try:
            with transaction.atomic():
                save(form)
            return form
        except Stale:
            form = put_together(form, find())
            if form.errors:
                return form
    form.add_error(None, _("Colleagues are saving this record right now. Press save again."))
    return form


def put_together(form, current):
    """The same form over what stands now: fields that one of the two changed merge, those of both are shown."""
    theirs = type(form)(instance=current, membership=form.membership).shown()
    mine = {name: form.data.get(name, "") for name in theirs}
    merged = merge(was=form.cleaned_data.get("was") or {}, mine=mine, theirs=theirs)
    data = form.data.copy()
    for name in [name for name in data if name.startswith(CHOICE)]:
        del data[name]
    data.update({"version": current.version, "was": json.dumps(theirs, ensure_ascii=False)})
    for name, value in merged.values.items():
        data[name] = value
    fresh = type(form)(data, instance=current, membership=form.membership)
    fresh.taken = tuple(str(fresh.fields[name].label) for name in merged.taken)
    fresh.is_valid()
    if merged.collisions:
        was = form.cleaned_data.get("was") or {}
        fresh.collisions = tuple(
            {
                "name": f"{CHOICE}{name}",
                "label": fresh.fields[name].label,
                "was": said(fresh, name, was[name]) if name in was else None,
                "mine": said(fresh, name, mine[name]),
                "theirs": said(fresh, name, theirs[name]),
            }
            for name in merged.collisions
        )
        fresh.other = (
            Event.objects.about(current).select_related("actor__user").order_by("-at", "-id").first()
        )
        fresh.add_error(
            None, _("A colleague saved this record while you were editing. Choose below what is to stand.")
        )
    return fresh


def said(form, name, value) -> str:
    """The text of a field as a person reads it: the name of a choice, not its key."""
    choices = getattr(form.fields[name], "choices", None)
    named = {str(key): str(label) for key, label in choices} if choices else {}
    return (named.get(value, value) if value else "") or "—"


def saved(request, form, resource):
    """Say that an edit was saved, with what was put together, and offer to take it back."""
    found = form.instance
    if form.changed_data:
        text = _("%(name)s was saved.") % {"name": isolated(found.name)}
        if form.taken:
            text = _("Saved together with what a colleague changed meanwhile: %(fields)s.") % {
                "fields": form.taken_words
            }
        url = workspace_url(request, resource, number=found.number) if sees(request, found) else ""
        say_done(request, text, undo_url=url, undo=found.version)
    return to_record(request, found, **PAGES[type(found)])


def with_former(request, form):
    """The form over a record; a line of its story leads here with `former`, to go back to what stood before."""
    form.remember()
    former = with_former_values(form, asked_number(request, "former"))
    if former is not form:
        messages.info(request, _("The former values are filled in. Save to put them back."))
    return former


def take_back(request, found):
    """The toast's Undo of an edit."""
    try:
        undo_edit(found, asked_number(request) or 0, by=request.membership)
    except TooLate:
        say_too_late(request)
    except MayNotOwn as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        text = _("The change of %(name)s was taken back.") % {"name": isolated(found.name)}
        say_done(request, text)
    return to_record(request, found, **PAGES[type(found)])
