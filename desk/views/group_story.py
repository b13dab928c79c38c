"""The story of a whole group: what happened to the account and to everything under it."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.querysets import among
from accounts.views.accounts import find_account
from desk.grouping import Group
from desk.views.story import StoryFilter, StoryPage, group_choices
from lib.http import workspace_url
from timeline.models import Event
from timeline.story import Line, told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


class GroupStoryPage(StoryPage):
    """What happened to any account of a group, as far as its reader sees them."""

    def sides(self):
        kind, keys, events = Account._meta.label_lower, self.found.keys, self.filters.qs
        yield events.filter(among("subject_id", keys), subject_kind=kind)
        yield events.filter(among("context_id", keys), context_kind=kind)


@dataclass
class GroupLine:
    line: Line
    account: Account | None


@workspace_page(Permission.VIEW_CUSTOMERS)
def group_story(request, number):
    """The story of the whole group, the newest first; `kind` narrows it."""
    account = find_account(request, number)
    group = Group(account, request.membership)
    events = Event.objects.select_related("actor__user")
    filtered = StoryFilter(request.GET, queryset=events, request=request)
    page = GroupStoryPage(group, filters=filtered, query=request.GET)
    url = workspace_url(request, "desk:group_story", number=number)
    chosen = filtered.form.cleaned_data.get("kind") or ""
    context = {
        "account": account,
        "page": page,
        "lines": lines_of(page.rows, group),
        "kinds": [
            {"label": label, "url": f"{url}?kind={key}" if key else url, "is_current": key == chosen}
            for key, label in [("", _("Everything")), *group_choices()]
        ],
        "older_url": f"{url}{page.next_url}" if page.next_url else "",
    }
    return render(request, "desk/group_story.html", context)


def lines_of(events, group) -> list[GroupLine]:
    kind = Account._meta.label_lower
    keys = [each.subject_id if each.subject_kind == kind else each.context_id for each in events]
    lines = told(events, member=group.membership)
    accounts = Account.objects.in_bulk({key for key in keys if key in group.rows})
    return [GroupLine(line, accounts.get(key)) for key, line in zip(keys, lines, strict=True)]
