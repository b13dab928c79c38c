"""The page of a group: an account, its branches and theirs, with what adds up over all of them."""

from django.shortcuts import render

from accounts.views.accounts import find_account
from desk.grouping import PAGE_ROWS, Group
from desk.views.account import BADGES
from lib.undo import asked_number
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_group(request, number):
    """The tree page by page; `page` counts the branches right under the account."""
    account = find_account(request, number)
    group = Group(account, request.membership)
    root = group.tree()
    pages = max(1, -(-len(root.children) // PAGE_ROWS))
    page = min(max(asked_number(request, "page") or 1, 1), pages)
    context = {
        "account": account,
        "group": group,
        "top": group.top() if account.parent_id else None,
        "branches": group.page_of(root, page),
        "total": root.count,
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page < pages else None,
        "badges": BADGES,
        "contacts": list(group.contacts()),
        "talks": list(group.talks()),
    }
    return render(request, "desk/group.html", context)
