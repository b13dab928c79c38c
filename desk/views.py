from django.shortcuts import render

from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_WORKSPACE)
def today(request):
    return render(request, "desk/today.html")
