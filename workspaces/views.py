from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from workspaces.services import workspaces_of


@require_safe
@login_required
def front_door(request):
    """Straight in when there is one workspace, else the choice."""
    workspaces = workspaces_of(request.user)
    if len(workspaces) == 1:
        return redirect("desk:today", slug=workspaces[0].slug)
    return render(request, "workspaces/choose.html", {"workspaces": workspaces})
