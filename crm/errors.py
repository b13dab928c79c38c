"""Error pages in the reader's language, with the request's number to quote to support.

They ask no database and no session: either may be what failed.
"""

import sys

import psycopg2
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

from workspaces.returning import form_before

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# The second one when the database went away in the middle of a request.
AWAY = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = "5"


def page(request, status, name="", **context):
    context["reference"] = getattr(request, "number", "")
    return HttpResponse(render_to_string(f"errors/{name or status}.html", context), status=status)


def bad_request(request, exception=None):
    return page(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def permission_denied(request, exception=None):
    return page(request, 403)


def not_found(request, exception=None):
    return page(request, 404)


def too_many_attempts(request, credentials=None, *args, **kwargs):
    """axes' answer while an address is locked; the same for an address nobody has."""
    return page(request, 429)


def is_away(error):
    """Whether it was the database that went: of one that dies in the middle of an answer the driver tells no more
    than that there was an error, and of no code. Django's own of that name have no cause in the driver."""
    cause = error.__cause__
    is_nameless = type(error) is DatabaseError and isinstance(cause, psycopg2.Error) and cause.pgcode is None
    return isinstance(error, AWAY) or is_nameless


def server_error(request):
    """A database that is away or restarting is said so: the same request may go through in a moment."""
    if not is_away(sys.exc_info()[1]):
        return page(request, 500)
    response = page(request, 503)
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def csrf_failure(request, reason=""):
    """The page is loaded again where it was: what was typed there waits in the browser."""
    return page(request, 403, "403_csrf", back=form_before(request))
