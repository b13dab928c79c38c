"""The pages of a file that is brought in: taking it, its columns, its progress. Each import shows what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.bringing.forms import ColumnsForm
from accounts.bringing.steps import sample
from accounts.imports.steps import READ_AT_ONCE_BYTES
from accounts.imports.trouble import Unreadable
from lib import formats
from lib.http import UNPROCESSABLE, form_page, to_page, workspace_url

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


def under(label, url_name: str) -> Callable[[Any, Any], dict[str, Any]]:
    """A place that is the same for all imports of a kind."""
    return lambda request, origin: {"crumb": label, "crumb_url": workspace_url(request, url_name)}


@dataclass(frozen=True)
class ImportPages:
    """The pages of one kind of import, wherever it stands.

    `url` is the page that takes files in; those of one import are called the same with _one, _start and _discard.
    """

    url: str
    form: type[ColumnsForm]
    start: Callable[..., None]
    result: Callable[[Any, Any], Any]
    # Under what the pages stand: crumb and crumb_url.
    place: Callable[[Any, Any], dict[str, Any]]
    columns_template: str = "accounts/brought_columns.html"

    def one(self, request, origin):
        """Its columns, its progress, or what came of it."""
        if origin.has_begun and not origin.is_over:
            return self.progress(request, origin, origin.job, _("Importing"))
        if is_part(request):
            return refreshed(request)
        return self.result(request, origin) if origin.is_over else self.columns(request, origin)

    def progress(self, request, origin, job, job_title):
        urls = {"poll_url": workspace_url(request, f"{self.url}_one", number=origin.number)}
        context = {
            "origin": origin,
            "job": job,
            "job_title": job_title,
            **urls,
            **self.place(request, origin),
        }
        part = "#progress" if is_part(request) else ""
        return render(request, f"accounts/brought_progress.html{part}", context)

    def columns(self, request, origin, form=None):
        """Without a form where the file is gone."""
        if origin.table is not None and form is None:
            initial = {name: getattr(origin, name) for name in self.form.for_all_rows}
            form = self.form(origin=origin, samples=sample(origin), initial=initial)
        urls = {
            f"{step}_url": workspace_url(request, f"{self.url}_{step}", number=origin.number)
            for step in ("start", "discard")
        }
        context = {"origin": origin, "form": form, **urls, **self.place(request, origin)}
        status = UNPROCESSABLE if form is not None and form.errors else 200
        return render(request, self.columns_template, context, status=status)

    def begin(self, request, origin):
        """Keep what the columns are, and begin."""
        if not origin.has_begun and origin.table is not None:
            form = self.form(request.POST, origin=origin, samples=sample(origin))
            if not form.is_valid():
                return self.columns(request, origin, form)
            self.start(origin, by=request.membership, **form.said)
        return to_page(request, f"{self.url}_one", number=origin.number)

    def discard(self, request, origin):
        """Forget a file that was not brought in."""
        if not origin.has_begun:
            with transaction.atomic():
                origin.forget_files()
                origin.delete()
            messages.success(request, _("The file was forgotten. Nothing was imported."))
        return to_page(request, self.url)


def is_part(request) -> bool:
    return bool(request.htmx and not request.htmx.boosted)


def refreshed(request):
    """The answer to a page that still shows the progress of what is over."""
    response = render(request, "accounts/brought_progress.html#over")
    response["HX-Refresh"] = "true"
    return response
