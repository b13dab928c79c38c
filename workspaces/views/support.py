"""Visits of the platform as the workspace sees them, and the ways to end one."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lib.http import to_page
from workspaces import support
from workspaces.decorators import workspace_page
from workspaces.models import SupportVisit
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

SHOWN = 200


@workspace_page(Permission.MANAGE_SETTINGS)
def support_visits(request):
    """Who of the platform came in, when, in whose place and why."""
    visits = SupportVisit.objects.select_related("member__user")[:SHOWN]
    return settings_page(request, "workspaces/support.html", visits=visits)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def support_visit_end(request, number):
    """An admin shows the visitor to the door."""
    visit = get_object_or_404(SupportVisit.objects.all(), number=number)
    visit.end(by=request.membership)
    messages.success(request, _("The visit has ended."))
    return to_page(request, "workspaces:support")


@require_POST
def leave(request):
    """The visitor goes, from wherever the visit is."""
    if not request.user.is_authenticated or not request.user.is_staff:
        raise Http404
    support.end_visit(request)
    return HttpResponseRedirect("/admin/workspaces/supportvisit/", status=303)
