"""Small things between a request and an answer."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

UNPROCESSABLE = 422
# The content policy of what strangers sent: whatever a browser makes of it has no rights at all.
SHUT = "sandbox; default-src 'none'"


class Elsewhere(Exception):
    """What was asked for stands at another address now; workspace_page() sends the reader there."""

    def __init__(self, url):
        super().__init__(url)
        self.url = url


def workspace_url(request, name, **kwargs) -> str:
    """The address of a page inside the workspace this request is in."""
    return reverse(name, kwargs={"slug": request.workspace.slug, **kwargs})


def to_page(request, name, **kwargs):
    """Go to a page of the same workspace after a POST."""
    return HttpResponseRedirect(workspace_url(request, name, **kwargs), status=303)


def posted(request):
    """What a form is bound to: also an empty POST is one, and is told what is missing."""
    return request.POST if request.method == "POST" else None


def page_or_part(request, template, part, context, status=200):
    """The whole page, or for htmx the named part of the same template."""
    is_part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, f"{template}#{part}" if is_part else template, context, status=status)


def form_page(request, template, form, **context):
    """A form, or the same form with what was typed and what is wrong with it."""
    return render(request, template, {"form": form, **context}, status=UNPROCESSABLE if form.errors else 200)
