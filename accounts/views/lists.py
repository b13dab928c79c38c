"""A page of a list, made of its registry of fields."""

from lib.http import page_or_part, workspace_url
from lib.lists import ListPage
from lib.lists.rows import Rows


def list_page(request, listing, template):
    membership = request.membership
    columns = listing.columns_for(membership)
    page = ListPage(
        filters=listing.filters_for(membership, request.GET),
        sorts=listing.sorts_for(membership),
        query=request.GET,
        default_sort=listing.default_sort,
        complete=lambda found: listing.with_parts(found, columns, membership),
    )
    record_url = workspace_url(request, listing.record_url_name, number=0)
    table = Rows(page, columns, record_url=record_url)
    return page_or_part(request, template, "list", {"page": page, "table": table})
