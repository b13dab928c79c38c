"""Error pages in the reader's language, with the request's number to quote to support. They ask no database."""

from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request, status):
    return render(request, f"errors/{status}.html", {"reference": getattr(request, "number", "")}, status=status)


def bad_request(request, exception=None):
    return _page(request, 400)


def permission_denied(request, exception=None):
    return _page(request, 403)


def not_found(request, exception=None):
    return _page(request, 404)


def server_error(request):
    return _page(request, 500)


def csrf_failure(request, reason=""):
    context = {"reference": getattr(request, "number", ""), "why": _("This page was open for too long. Load it again.")}
    return render(request, "errors/403_csrf.html", context, status=403)
