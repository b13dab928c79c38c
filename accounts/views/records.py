"""What the pages of accounts and contacts do alike: archiving, deleting for good, leaving for the next page."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import deletion
from accounts.archiving import MayNotArchive
from accounts.models import Account, Contact
from accounts.models.record import Archived, Merged
from lib.formats import isolated
from lib.formfields import CleanCharField
from lib.http import Elsewhere, form_page, to_page, workspace_url
from lib.text import fold
from lib.undo import is_undo, say_done

PAGES = {
    Account: {"page": "desk:account", "back_to": "accounts:list"},
    Contact: {"page": "desk:contact", "back_to": "accounts:contact_list"},
}


def refuse_archived(view):
    """An archived record is read only: whoever would change it is sent to its page and told to restore it first."""

    @wraps(view)
    def guarded(request, **kwargs):
        try:
            with transaction.atomic():
                return view(request, **kwargs)
        except Archived as refusal:
            found = refusal.record
            text = _("%(name)s is archived. Restore it before you change anything.")
            if isinstance(refusal, Merged):
                text = _("This has become a part of %(name)s meanwhile. Look there, and do it again.")
            messages.error(request, text % {"name": isolated(found.name)})
            response = to_record(request, found, **PAGES[type(found)])
            response.is_refusal = True  # what was typed is kept in the browser
            return response

    return guarded


def find_record(request, seen, number):
    """The record of this number if this member may see it; else 404, as for one that does not exist.

    The number of one that was merged leads to the same page of the one it is a part of, for ever.
    """
    found = seen.filter(number=number).first()
    if found is not None:
        return found
    merged = seen.model.objects.filter(number=number).exclude(merged_into=None).first()
    into = seen.filter(pk=merged.merged_into_id).first() if merged else None
    if into is None:
        raise Http404
    raise Elsewhere(_same_page(request, number, into))


def _same_page(request, number, into) -> str:
    """The address that was asked for, of the other record; after a POST its own page."""
    match = request.resolver_match
    names = [name for name, value in match.kwargs.items() if value == number]
    if request.method != "GET" or not names:
        return workspace_url(request, PAGES[type(into)]["page"], number=into.number)
    kwargs = {**match.kwargs, names[0]: into.number}
    query = request.META.get("QUERY_STRING", "")
    return reverse(match.view_name, kwargs=kwargs) + (f"?{query}" if query else "")


def to_record(request, found, *, page, back_to):
    """The page of the record, or its list when this change took it out of this member's sight."""
    if sees(request, found):
        return to_page(request, page, number=found.number)
    return to_page(request, back_to)


def sees(request, found) -> bool:
    """Whether this member still sees the record after what was changed about it."""
    seen = type(found).objects.visible_to(request.membership)
    return request.membership.sees_everything or seen.filter(pk=found.pk).exists()


def archive_or_restore(request, found, *, resource, page):
    """POST archives; with `undo` it restores. Either is taken back by the other."""
    is_restored = is_undo(request)
    is_by_toast = "undo" in request.GET or "again" in request.GET
    try:
        (found.restore if is_restored else found.archive)(by=request.membership)
    except MayNotArchive as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
        return to_page(request, page, number=found.number)
    text = _("%(name)s is back in your lists.") if is_restored else _("%(name)s was archived.")
    url = "" if is_by_toast else workspace_url(request, resource, number=found.number)
    say_done(
        request,
        text % {"name": isolated(found.name)},
        undo_url=url,
        **({"again": 1} if is_restored else {"undo": 1}),
    )
    return to_page(request, page, number=found.number)


class DeletionForm(forms.Form):
    """What cannot be undone is typed, not clicked."""

    name = CleanCharField(label=gettext_lazy("Name of the customer"))

    def __init__(self, *args, expected, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_name(self):
        if fold(self.cleaned_data["name"]) != fold(self.expected):
            raise forms.ValidationError(_("This is not the name of this customer."))
        return self.cleaned_data["name"]


def delete_for_good(request, found, *, page, back_to):
    """Ask for the name, then delete what nothing else needs."""
    form = DeletionForm(request.POST or None, expected=found.name)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                deletion.delete_for_good(found, by=request.membership)
        except (ProtectedError, IntegrityError):
            form.add_error(
                None, _("Other records still need this one. Move them first, or archive it instead.")
            )
        else:
            messages.success(request, _("%(name)s was deleted for good.") % {"name": isolated(found.name)})
            return to_page(request, back_to)
    page_url = workspace_url(request, page, number=found.number)
    return form_page(request, "accounts/deletion.html", form, found=found, page_url=page_url)
