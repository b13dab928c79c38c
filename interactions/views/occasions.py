"""An occasion on Today: done for this year, and back again."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from interactions.models import OccasionMark
from interactions.occasions import mark_done, near_today
from lib.http import to_page, workspace_url
from lib.undo import asked_number, is_undo, say_done, say_too_late
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def occasion(request):
    """POST marks the named occasion of my customers as done; with `undo` it stands on Today again."""
    if is_undo(request):
        mine = OccasionMark.objects.filter(by=request.membership)
        get_object_or_404(mine, number=asked_number(request) or 0).take_back(by=request.membership)
        say_done(request, _("The occasion is on Today again."))
        return to_page(request, "desk:today")
    asked = request.POST.get("occasion", "")
    found = next((each for each in near_today(request.membership) if each.token == asked), None)
    if found is None:
        say_too_late(request)
        return to_page(request, "desk:today")
    mark = mark_done(found, by=request.membership)
    undo = {"undo": mark.number} if mark.by_id == request.membership.pk else {}
    url = workspace_url(request, "interactions:occasion") if undo else ""
    say_done(request, _("Done for this year; it comes back next year."), undo_url=url, **undo)
    return to_page(request, "desk:today")
