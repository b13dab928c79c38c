"""What a page asks of its reader."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lib.http import Elsewhere
from workspaces import policy
from workspaces.returning import keep_download, sent_at_last, sent_to, where_to_go_on
from workspaces.roles import Permission


def workspace_page(permission: Permission, *, methods=("GET",), proof=(), is_personal=False):
    """A page inside a workspace: which permission it needs and which methods it answers (HEAD wherever GET).

    `proof` names the methods that ask for the password or a code again when the last one is old; then the
    reader goes on where it was, with what was typed. `is_personal` is what belongs to the member as a person and
    not to a visitor of the platform in the member's place. The middleware has opened the workspace that the address
    names, so the view does not see the slug.
    """

    answered = (*methods, "HEAD") if "GET" in methods and "HEAD" not in methods else tuple(methods)

    def decorate(view):
        @wraps(view)
        def page(request, *, slug, **kwargs):
            if not request.membership.can(permission):
                raise PermissionDenied
            if request.membership.visit is not None:
                check_visitor(request, permission, is_personal=is_personal)
            if request.method in proof and policy.is_proof_old(request):
                go_on = keep_download(request) if request.method == "GET" else where_to_go_on(request)
                return sent_to(request, policy.ask_again(request, go_on))
            if request.method == "POST":
                sent_at_last(request)
            try:
                return view(request, **kwargs)
            except Elsewhere as moved:
                return HttpResponseRedirect(moved.url, status=302 if request.method == "GET" else 303)

        guarded = require_http_methods(list(answered))(page)
        guarded.permission = permission
        guarded.methods = answered
        guarded.is_personal = is_personal
        return guarded

    return decorate


def check_visitor(request, permission, *, is_personal):
    """Platform staff in a member's place looks, and works only where the workspace allowed it."""
    is_reading = request.method in {"GET", "HEAD", "OPTIONS"}
    if is_personal or not (is_reading or request.membership.visit.may_send(permission)):
        raise PermissionDenied(_("On a visit of the platform this is not possible."))
