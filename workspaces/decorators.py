"""What a page asks of its reader."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_http_methods

from workspaces.roles import Permission


def workspace_page(permission: Permission, *, methods=("GET", "HEAD")):
    """A page inside a workspace: which permission it needs and which methods it answers.

    The middleware has opened the workspace that the address names, so the view does not see the slug.
    """

    def decorate(view):
        @wraps(view)
        def page(request, *, slug, **kwargs):
            if not request.membership.can(permission):
                raise PermissionDenied
            return view(request, **kwargs)

        guarded = require_http_methods(list(methods))(page)
        guarded.permission = permission
        guarded.methods = tuple(methods)
        return guarded

    return decorate
