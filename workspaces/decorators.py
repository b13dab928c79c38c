"""What a page asks of its reader."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_http_methods

from workspaces.roles import Permission


def workspace_page(permission: Permission, *, methods=("GET",)):
    """A page inside a workspace: which permission it needs and which methods it answers (HEAD wherever GET).

    The middleware has opened the workspace that the address names, so the view does not see the slug.
    """

    answered = (*methods, "HEAD") if "GET" in methods and "HEAD" not in methods else tuple(methods)

    def decorate(view):
        @wraps(view)
        def page(request, *, slug, **kwargs):
            if not request.membership.can(permission):
                raise PermissionDenied
            return view(request, **kwargs)

        guarded = require_http_methods(list(answered))(page)
        guarded.permission = permission
        guarded.methods = answered
        return guarded

    return decorate
