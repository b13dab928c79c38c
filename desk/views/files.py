"""Files of records: sending one before its form, having it, taking it off and putting it back.

A file is never shown by the browser itself: it is downloaded under its own name, and what a page shows of a picture
is our own drawing of it.
"""

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.views.records import refuse_archived
from lib.file_fields import FilesForm
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import SHUT, UNPROCESSABLE, to_page, workspace_url
from lib.undo import is_undo, say_done
from timeline.attaching import remove_file, restore_file, stage
from timeline.kinds import kinds
from timeline.models import Attachment
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def file_new(request):
    """Take files in for a form that is still open: the lines that the form then carries."""
    form = FilesForm(request.POST, request.FILES)
    form.full_clean()
    try:
        made = [
            stage(upload.file, name=upload.name, by=request.membership)
            for upload in form.cleaned_data["files"].uploads
        ]
    except Refused as refusal:
        context = {"error": str(refusal)}
        return render(request, "files/waiting.html", context, status=UNPROCESSABLE)
    return render(request, "files/waiting.html", {"files": made})


def find_file(request, number, *, removed=False) -> Attachment:
    """Of a record that this member may see; else 404."""
    found = get_object_or_404(Attachment.objects.filter(removed_at__isnull=not removed), number=number)
    if not found.is_seen_by(request.membership):
        raise Http404
    return found


@workspace_page(Permission.VIEW_CUSTOMERS)
def file(request, number):
    found = find_file(request, number)
    return sent(found.content.name, found.media_type, as_attachment=True, filename=found.name)


@workspace_page(Permission.VIEW_CUSTOMERS)
def file_preview(request, number):
    """A picture as we drew it anew."""
    found = find_file(request, number)
    if not found.has_preview:
        raise Http404
    return sent(found.preview_path, "image/jpeg")


def sent(path, media_type, **how) -> FileResponse:
    try:
        content = default_storage.open(path)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type=media_type, **how)
    response["Content-Security-Policy"] = SHUT
    return response


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def file_removal(request, number):
    """POST takes the file off its record; with `undo` it puts it back. `again` is the Undo of adding it."""
    is_back = is_undo(request)
    found = get_object_or_404(Attachment.objects.exclude(record_kind=""), number=number)
    belongs_to = found.seen_record(request.membership)
    if belongs_to is None:
        raise Http404
    if not belongs_to.may_be_changed_by(request.membership):
        raise PermissionDenied
    try:
        (restore_file if is_back else remove_file)(found, by=request.membership)
    except Refused as refusal:
        text, url = str(refusal), ""
    else:
        text = _("%(name)s is back.") if is_back else _("%(name)s was removed.")
        text %= {"name": isolated(found.name)}
        url = (
            ""
            if is_back or "again" in request.GET
            else workspace_url(request, "desk:file_removal", number=number)
        )
    say_done(request, text, undo_url=url)
    return to_page(request, kinds.get(found.record_kind).page, number=belongs_to.number)
