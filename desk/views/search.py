"""One box over customers, people and opportunities, and over what other rooms let it look through."""

from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Account, Contact, Position
from accounts.near import NEAR_MS, near_queries
from lib.formats import number
from lib.http import workspace_url
from lib.patience import patience
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.searching import search_sources

WHILE_TYPING = 6
ON_THE_PAGE = 25
LONGEST_QUERY = 200


@workspace_page(Permission.VIEW_CUSTOMERS)
def search(request):
    """The page of results, or while somebody types the first few of them."""
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    is_typing = request.htmx.target == "search-results"
    groups, is_near = found_or_near(request, query, WHILE_TYPING if is_typing else ON_THE_PAGE)
    has_hits = any(group["hits"] for group in groups)
    all_url = (
        f"{workspace_url(request, 'desk:search')}?{request.GET.urlencode()}" if has_hits and is_typing else ""
    )
    template = "components/search_results.html" if is_typing else "desk/search.html"
    context = {"query": query, "groups": groups, "all_url": all_url, "has_hits": has_hits, "is_near": is_near}
    return render(request, template, context)


def found_or_near(request, query, most, *, may_be_near=True) -> tuple[list[dict], bool]:
    """What the query finds; where that is nothing, what a query like it finds, and True."""
    groups = found(request, query, most) if query else []
    if not (query and may_be_near) or any(group["hits"] for group in groups):
        return groups, False
    groups = near(request, query, most)
    return groups, bool(groups)


def near(request, query, most) -> list[dict]:
    """The first hits of the searches most like this one, as far as they come in time."""
    hits: dict[str, dict[str, dict]] = {}
    with patience(NEAR_MS) as renew:
        renew()
        for each in near_queries(query):
            renew()
            for group in found(request, each, most):
                known = hits.setdefault(group["label"], {})
                known |= {hit["url"]: hit for hit in group["hits"] if hit["url"] not in known}
            if sum(map(len, hits.values())) >= most:
                break
    return [
        {"label": label, "hits": list(some.values())[:most], "count": ""}
        for label, some in hits.items()
        if some
    ]


def found(request, query, most) -> list[dict]:
    accounts = Account.objects.hits(query, request.membership).order_by("archived_at", "name_fold")
    contacts = Contact.objects.hits(query, request.membership).order_by("archived_at", "name_fold")
    asked = urlencode({"q": query})
    # One more than is shown tells whether there are more; how many a million has is not worth the wait.
    accounts, contacts = list(accounts[: most + 1]), list(contacts[: most + 1])
    customers = accounts[:most] if most > WHILE_TYPING else []
    return [
        {
            "label": _("Accounts"),
            "hits": [account_hit(request, each) for each in accounts][:most],
            "count": counted(accounts, most),
            "more_url": f"{workspace_url(request, 'accounts:list')}?{asked}",
        },
        {
            "label": _("Contacts"),
            "hits": contact_hits(request, contacts)[:most],
            "count": counted(contacts, most),
            "more_url": f"{workspace_url(request, 'accounts:contact_list')}?{asked}",
        },
        *(group for group in further(request, query, customers, most) if group["hits"]),
    ]


def further(request, query, customers, most):
    """What other rooms find."""
    for source in search_sources:
        records = list(source.find(query, request.membership, customers, most + 1))
        yield {
            "label": source.label,
            "hits": [
                {
                    "url": workspace_url(request, source.page, number=each.number),
                    "name": each.name,
                    "detail": source.detail(each),
                    "icon": source.icon,
                }
                for each in records[:most]
            ],
            "count": counted(records, most),
            "more_url": f"{workspace_url(request, source.list_page)}?{urlencode({'q': query})}&view=all",
        }


def counted(rows, most) -> str:
    return f"{number(most)}+" if len(rows) > most else number(len(rows))


def account_hit(request, account):
    return {
        "url": workspace_url(request, "desk:account", number=account.number),
        "name": account.name,
        "detail": account.city or account.phone or account.website_host,
        "icon": "building" if account.kind == Account.Kind.COMPANY else "user",
    }


def contact_hits(request, contacts):
    contacts = list(contacts)
    places = {}
    seen = Position.objects.visible_to(request.membership).filter(contact__in=contacts)
    for position in seen.select_related("account").order_by("is_primary", "-pk"):
        places[position.contact_id] = position.account.name
    return [
        {
            "url": workspace_url(request, "desk:contact", number=each.number),
            "name": each.name,
            "detail": places.get(each.pk) or each.phone_1 or each.email_1,
            "icon": "address-book",
        }
        for each in contacts
    ]
