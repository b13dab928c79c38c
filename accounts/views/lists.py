"""A page of a list, made of its registry of fields, and the way from record to record of it."""

import uuid
from urllib.parse import urlencode

from django.http import HttpResponseRedirect, QueryDict

from accounts.bulk.verbs import verbs_of_list
from accounts.near import NEAR_MS, near_queries
from lib.http import page_or_part, workspace_url
from lib.lists import Listing, ListPage
from lib.lists.page import ALL, VIEW, asked_sort, neighbours
from lib.lists.rows import Rows
from lib.patience import patience
from workspaces.asked_list import PLACE, AskedList
from workspaces.roles import Permission

# In the address of a record: the list its reader came from.
CAME_FROM = "in"
LONGEST_QUERY = 2_000
MOST_NEAR = 3


def asked_list(request, listing: Listing, query=None) -> AskedList:
    query = request.GET if query is None else query
    return AskedList(listing.key, query, request.membership, default_sort=listing.default_sort)


def list_page(request, listing, template, *, has_bulk=True, **beside):
    """`beside` is what else the template shows. Without `has_bulk` rows are neither ticked nor edited in place."""
    membership = request.membership
    asked = asked_list(request, listing)
    columns = listing.columns_for(membership, asked.arranged.columns)
    page = ListPage(
        filters=listing.filters_for(membership, asked.query),
        sorts=listing.sorts_for(membership),
        query=asked.query,
        default_sort=listing.default_sort,
        complete=lambda found: listing.with_parts(found, columns, membership),
    )
    record_url = workspace_url(request, listing.record_url_name, number=0)
    place = f"?{urlencode({CAME_FROM: place_of(asked)})}"
    can_edit = has_bulk and membership.can(Permission.EDIT_CUSTOMERS)
    can_pick = can_edit or (has_bulk and membership.can(Permission.EXPORT))
    table = Rows(page, columns, record_url=record_url, asked=place, can_pick=can_pick, can_edit=can_edit)
    context = {"page": page, "table": table, "asked": asked, "listing": listing, "tabs": tabs(asked)} | beside
    context["near"] = near_searches(listing, page, membership)
    if can_pick:
        context["place"] = place_of(asked)
        context["form_token"] = uuid.uuid4()
        context["has_values"] = any(verb.field for verb in verbs_of_list(listing.key))
    return page_or_part(request, template, "list", context)


def near_searches(listing, page, membership) -> list[dict]:
    """Where nothing matches: searches like this one that find something under the same filters."""
    near = []
    if page.rows or not page.query.get("q"):
        return near
    query = page.query.copy()
    with patience(NEAR_MS) as renew:
        renew()
        for query["q"] in near_queries(page.query["q"]):
            renew()
            if listing.filters_for(membership, query).qs.order_by()[:1].exists():
                near.append({"query": query["q"], "url": page.address(q=query["q"])})
            if len(near) == MOST_NEAR:
                break
    return near


def place_of(asked: AskedList) -> str:
    """The list in few words: a view that nobody changed by its number alone."""
    number = asked.view.number if asked.view else asked.query.get(VIEW, "")
    view = urlencode({VIEW: number}) if number else ""
    return view if asked.view and not asked.is_changed else "&".join(filter(None, [asked.told, view]))


def tabs(asked: AskedList) -> list[dict]:
    """The views of a list as tabs: everything, one's own, the shared ones."""
    everything = {"url": f"?{VIEW}={ALL}", "is_current": asked.view is None, "view": None}
    named = [
        {"url": f"?{VIEW}={view.number}", "is_current": view == asked.view, "view": view}
        for view in asked.views
    ]
    return [everything, *named] if named else []


def back(request, listing: Listing, place: str) -> str:
    """The list as its reader left it."""
    place = place if len(place) <= LONGEST_QUERY else ""
    list_url = workspace_url(request, listing.url_name)
    return f"{list_url}?{place}" if place else list_url


def to_list(request, listing: Listing):
    """Go back to the list as its reader left it: a page of ours, of which the request only says the query."""
    place = request.GET.get(CAME_FROM, "")
    return HttpResponseRedirect(back(request, listing, place), status=303)


def walk(request, listing: Listing, record) -> dict:
    """The records before and after this one in the list its reader came from, and the way back to it."""
    place = request.GET.get(CAME_FROM)
    if place is None or len(place) > LONGEST_QUERY:
        return {"list_url": workspace_url(request, listing.url_name)}
    asked = asked_list(request, listing, QueryDict(place))
    membership = request.membership
    found = listing.filters_for(membership, asked.query).qs
    sort = asked_sort(listing.sorts_for(membership), asked.query, listing.default_sort)
    before, after = neighbours(found, sort, record)
    suffix = f"?{urlencode({CAME_FROM: place})}"
    return {
        "list_url": back(request, listing, place),
        "before_url": beside(request, listing, before, suffix),
        "after_url": beside(request, listing, after, suffix),
        "is_walk": True,
    }


def beside(request, listing, number, suffix) -> str:
    return f"{workspace_url(request, listing.record_url_name, number=number)}{suffix}" if number else ""


def without_place(query: QueryDict) -> QueryDict:
    query = query.copy()
    for name in PLACE:
        query.pop(name, None)
    return query
