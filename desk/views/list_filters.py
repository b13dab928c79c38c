"""What a list can be narrowed by, shown when somebody opens it: a list shows its rows first."""

from desk.views.saved_views import listing_of
from lib.http import page_or_part, workspace_url
from lib.lists.page import VIEW
from workspaces.asked_list import PLACE
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

BESIDE = ("q", "sort", VIEW)


@workspace_page(Permission.VIEW_WORKSPACE)
def list_filters(request):
    """The filters of a list with what it is narrowed by now; sent, they open the list itself."""
    listing = listing_of(request, request.GET)
    query = request.GET.copy()
    for name in ("list", *PLACE):
        query.pop(name, None)
    form = listing.filters_for(request.membership, query).form
    context = {
        "listing": listing,
        "fields": [field for field in form if field.name not in BESIDE],
        "kept": [(name, query[name]) for name in BESIDE if query.get(name)],
        "list_url": workspace_url(request, listing.url_name),
        "narrowed_by": query.urlencode(),
    }
    return page_or_part(request, "desk/list_filters.html", "panel", context)
