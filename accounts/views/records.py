"""What the pages of accounts and contacts do alike: stale edits, archiving, deleting for good."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import deletion
from accounts.models import Account, Contact
from accounts.models.record import Archived
from lib.formats import isolated
from lib.formfields import CleanCharField
from lib.http import form_page, to_page, workspace_url
from lib.text import fold

PAGES = {
    Account: {"page": "desk:account", "back_to": "accounts:list"},
    Contact: {"page": "desk:contact", "back_to": "accounts:contact_list"},
}


def show_other_version(form, current):
    """Somebody saved first: keep what was typed, show beside it what stands now, and let the person choose."""
    form.add_error(
        None,
        _("Somebody changed this record while you were editing. Compare the values below and save again."),
    )
    for name in form.changed_data:
        if name in form.Meta.fields:
            form.add_error(name, _("Now: %(value)s") % {"value": isolated(shown_value(current, name) or "—")})
    form.data = form.data.copy()
    form.data["version"] = current.version


def shown_value(record, name):
    display = getattr(record, f"get_{name}_display", None)
    return str(display() if display else getattr(record, name) or "")


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
            messages.error(request, text % {"name": isolated(found.name)})
            return to_record(request, found, **PAGES[type(found)])

    return guarded


def to_record(request, found, *, page, back_to):
    """The page of the record, or its list when this change took it out of this member's sight."""
    seen = type(found).objects.visible_to(request.membership)
    if request.membership.sees_everything or seen.filter(pk=found.pk).exists():
        return to_page(request, page, number=found.number)
    return to_page(request, back_to)


def archive_or_restore(request, found, *, resource, page):
    """POST archives and offers to undo it; with `undo` it restores."""
    if "undo" in request.GET or "undo" in request.POST:
        found.restore(by=request.membership)
        messages.success(request, _("%(name)s is back in your lists.") % {"name": isolated(found.name)})
    else:
        found.archive(by=request.membership)
        undo_url = workspace_url(request, resource, number=found.number)
        messages.success(
            request,
            _("%(name)s was archived.") % {"name": isolated(found.name)},
            extra_tags=f"undo:{undo_url}?undo=1",
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
