"""The list of purchases as a file."""

from accounts.views.exports import export
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def purchase_export(request):
    return export(request, "purchases")
