"""Settings of the workspace: its industries and its regions. One set of pages for both."""

from django import forms
from django.contrib import messages
from django.db.models import Count, ProtectedError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import suggesting
from accounts.lookups import (
    LIST_TITLES,
    LOOKUPS,
    InCircle,
    Known,
    accounts_of,
    add_lookup,
    delete_lookup,
    list_of,
    merge_lookup,
    place_lookup,
    rename_lookup,
)
from accounts.models.lookups import NEEDS_A_LETTER, says_something
from lib.formats import isolated
from lib.formfields import CleanCharField
from lib.http import posted, to_page, workspace_url
from lib.text import fold
from lib.undo import asked_number, say_done, say_too_late
from timeline.models import Event
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

LONGEST_NAME = 80


class LookupForm(forms.Form):
    name = CleanCharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)

    def clean_name(self):
        if not says_something(self.cleaned_data["name"]):
            raise forms.ValidationError(NEEDS_A_LETTER)
        return self.cleaned_data["name"]


class PlaceForm(forms.Form):
    """Which entry of the same list it is part of; empty for one that stands by itself."""

    parent = CleanCharField(
        required=False,
        label=gettext_lazy("Part of"),
        max_length=LONGEST_NAME,
        widget=suggesting("entries"),
        help_text=gettext_lazy("Leave empty if it is part of no other entry."),
    )

    def __init__(self, *args, found, **kwargs):
        initial = {"parent": found.parent.name if found.parent else ""}
        super().__init__(*args, initial=initial, **kwargs)
        self.found = found

    def clean_parent(self):
        typed = fold(self.cleaned_data["parent"])
        parent = type(self.found).objects.filter(name_fold=typed).first() if typed else None
        if self.cleaned_data["parent"] and parent is None:
            raise forms.ValidationError(_("Choose another entry of this list."))
        return parent


class MergeForm(forms.Form):
    """Another entry of the same list; what cannot be undone is typed, not clicked."""

    into = CleanCharField(
        label=gettext_lazy("Merge into"), max_length=LONGEST_NAME, widget=suggesting("entries")
    )
    confirmation = CleanCharField(label=gettext_lazy("Type the name of the entry that goes"))

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found

    def clean_into(self):
        others = type(self.found).objects.exclude(pk=self.found.pk)
        into = others.filter(name_fold=fold(self.cleaned_data["into"])).first()
        if into is None:
            raise forms.ValidationError(_("Choose another entry of this list."))
        return into

    def clean_confirmation(self):
        if fold(self.cleaned_data["confirmation"]) != self.found.name_fold:
            raise forms.ValidationError(_("This is not the name of this entry."))
        return self.cleaned_data["confirmation"]


def find(kind, name_fold):
    return get_object_or_404(LOOKUPS[kind], name_fold=name_fold)


def tried(form, verb):
    """What the verb answers; None when it was refused, which the form then says."""
    try:
        return verb()
    except Known as refusal:
        form.add_error("name", refusal)
        return None


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def lookup_list(request, kind):
    """The list; POST adds to it, and with `undo` puts back what was deleted."""
    model = LOOKUPS[kind]
    if request.method == "POST" and "undo" in request.GET:
        return put_back(request, kind)
    form = LookupForm(posted(request))
    if request.method == "POST" and form.is_valid():
        added = tried(form, lambda: add_lookup(model, by=request.membership, name=form.cleaned_data["name"]))
        if added:
            messages.success(request, _("%(name)s is on the list.") % {"name": isolated(added.name)})
            return to_page(request, f"accounts:{kind}")
    rows = model.objects.annotate(accounts_count=Count("account")).select_related("parent")
    rows = rows.order_by("name_fold")
    return settings_page(request, "accounts/lookup_list.html", form, rows=rows, **words(kind))


def words(kind):
    """What the templates say and where they lead, for one of the lists."""
    names = {verb: f"accounts:{kind}_{verb}" for verb in ("one", "place", "merge", "delete")}
    return {"title": LIST_TITLES[kind], "urls": {"list": f"accounts:{kind}", **names}}


def put_back(request, kind):
    event = asked_event(request, f"{LOOKUPS[kind]._meta.model_name}.deleted")
    try:
        if event is None:
            raise Known("")
        add_lookup(LOOKUPS[kind], by=request.membership, name=event.detail["name"])
    except Known:
        say_too_late(request)
    else:
        messages.success(request, _("%(name)s is on the list.") % {"name": isolated(event.detail["name"])})
    return to_page(request, f"accounts:{kind}")


def asked_event(request, verb) -> Event | None:
    """The event that the toast offered to take back."""
    return Event.objects.filter(pk=asked_number(request), verb=verb).first()


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def lookup(request, kind, name_fold):
    """One entry; POST renames it, and with `undo` gives it its former name."""
    found = find(kind, name_fold)
    if request.method == "POST" and "undo" in request.GET:
        return name_back(request, kind, found)
    form = LookupForm(posted(request), initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        renamed = tried(form, lambda: rename_lookup(find(kind, name_fold), by=request.membership, name=name))
        if not form.errors:
            if renamed:
                url = workspace_url(request, f"accounts:{kind}_one", name_fold=fold(name))
                say_done(request, _("The name was changed."), undo_url=url, undo=renamed.pk)
            return to_page(request, f"accounts:{kind}")
    return entry_page(request, found, form)


def name_back(request, kind, found):
    event = asked_event(request, f"{found._meta.model_name}.renamed")
    try:
        if event is None or (event.subject_id, event.detail["name"]) != (found.pk, found.name):
            raise Known("")
        rename_lookup(found, by=request.membership, name=event.detail["old"])
    except Known:
        say_too_late(request)
    else:
        messages.success(request, _("The name was changed back."))
    return to_page(request, f"accounts:{kind}")


def entry_page(request, found, form=None, merging=None, placing=None):
    """The page of an entry, with the form that was refused on it."""
    kind = list_of(type(found))
    refused = next((each for each in (merging, placing) if each is not None), form)
    return settings_page(
        request,
        "accounts/lookup.html",
        refused,
        found=found,
        naming=form or LookupForm(initial={"name": found.name}),
        merging=merging or MergeForm(found=found),
        placing=placing or PlaceForm(found=found),
        parts=found.parts.order_by("name_fold"),
        accounts_count=accounts_of(found).count(),
        others=type(found).objects.exclude(pk=found.pk).order_by("name_fold"),
        **words(kind),
    )


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def lookup_place(request, kind, name_fold):
    """POST makes it part of another entry, or of none; with `undo` it stands where it stood before."""
    found = find(kind, name_fold)
    if "undo" in request.GET:
        return place_back(request, kind, found)
    form = PlaceForm(request.POST, found=found)
    event = None
    if form.is_valid():
        try:
            event = place_lookup(found, form.cleaned_data["parent"], by=request.membership)
        except InCircle as refusal:
            form.add_error("parent", refusal)
    if form.errors:
        return entry_page(request, found, placing=form)
    if event:
        url = workspace_url(request, f"accounts:{kind}_place", name_fold=name_fold)
        say_done(request, _("The place in the tree was changed."), undo_url=url, undo=event.pk)
    return to_page(request, f"accounts:{kind}_one", name_fold=name_fold)


def place_back(request, kind, found):
    event = asked_event(request, f"{found._meta.model_name}.placed")
    former = None
    is_last = event and (event.subject_id, event.detail["after"]) == (found.pk, found.parent_id or 0)
    if is_last and event.detail["before"]:
        former = type(found).objects.filter(pk=event.detail["before"]).first()
        is_last = former is not None
    try:
        if not is_last:
            raise InCircle("")
        place_lookup(found, former, by=request.membership)
    except InCircle:
        say_too_late(request)
    else:
        messages.success(request, _("The place in the tree was changed back."))
    return to_page(request, f"accounts:{kind}_one", name_fold=found.name_fold)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def lookup_merge(request, kind, name_fold):
    found = find(kind, name_fold)
    form = MergeForm(request.POST, found=found)
    if not form.is_valid():
        return entry_page(request, found, merging=form)
    job = merge_lookup(found, form.cleaned_data["into"], by=request.membership)
    return to_page(request, "desk:job", number=job.number)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def lookup_delete(request, kind, name_fold):
    found = find(kind, name_fold)
    try:
        event = delete_lookup(found, by=request.membership)
    except ProtectedError:
        text = (
            _("%(name)s still has parts. Give them another place first.")
            if found.parts.exists()
            else _("%(name)s still has accounts. Merge it into another entry instead.")
        )
        messages.error(request, text % {"name": isolated(found.name)})
        return to_page(request, f"accounts:{kind}_one", name_fold=name_fold)
    text = _("%(name)s was taken off the list.") % {"name": isolated(found.name)}
    say_done(request, text, undo_url=workspace_url(request, f"accounts:{kind}"), undo=event.pk)
    return to_page(request, f"accounts:{kind}")
