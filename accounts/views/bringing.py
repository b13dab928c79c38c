"""The page that takes a file in: once for each form, and what cannot be read is said beside it."""

from django.db import transaction

from accounts.imports.steps import READ_AT_ONCE_BYTES
from accounts.imports.trouble import Unreadable
from lib import formats
from lib.http import form_page, to_page

MOST_EARLIER = 20


def bring_page(request, form_class, bring, template, *, one_url, earlier, limits, **context):
    """`bring` keeps the file and gives its import, whose page `one_url` is; `earlier` are those there were."""
    is_sent = request.method == "POST"
    form = form_class(request.POST, request.FILES) if is_sent else form_class()
    if is_sent and form.is_valid():
        file, form_token = form.cleaned_data["file"], form.cleaned_data["form_token"]
        try:
            with transaction.atomic():
                origin = bring(
                    file.file, name=file.name, size=file.size, by=request.membership, form_token=form_token
                )
        except Unreadable as trouble:
            form.add_error("file", str(trouble))
        else:
            return to_page(request, one_url, number=origin.number)
    context |= {"one_url": one_url, "earlier": earlier[:MOST_EARLIER], "limits": limits}
    return form_page(request, template, form, **context)


def limits_at_once() -> dict[str, object]:
    """What such a page says of a file that is read while its person waits."""
    return {"size": formats.file_size(min(READ_AT_ONCE_BYTES.values()))}
