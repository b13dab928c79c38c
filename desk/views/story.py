"""The story of a record: its events by kind, the newest first, older ones on demand."""

from dataclasses import dataclass

import django_filters as filters
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.merging.story import with_absorbed
from accounts.models import Account, Contact
from accounts.views.accounts import visible_accounts
from accounts.views.records import find_record
from interactions.channels import ICONS
from interactions.mentioning import put_mentions
from interactions.models import Interaction
from lib.http import workspace_url
from lib.lists import ListPage, Sort
from lib.lists.page import beyond
from timeline.attaching import put_files
from timeline.models import Event
from timeline.story import Line, told
from timeline.verbs import groups, verbs_of
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

STORY_LENGTH = 30
SORTS = [Sort("-at", gettext_lazy("Newest first"), "at", is_descending=True)]
# What happens to a customer; the rest happens to the workspace.
KINDS = (
    "interactions",
    "meetings",
    "visits",
    "surveys",
    "follow_ups",
    "opportunities",
    "word_of_mouth",
    "changes",
    "statuses",
    "people",
    "consents",
    "beginnings",
)


def group_choices():
    return [(key, groups.get(key)) for key in KINDS]


class StoryFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=group_choices, label=gettext_lazy("Show"), method="of_kind")

    class Meta:
        model = Event
        fields = []

    def of_kind(self, queryset, name, value):
        return queryset.filter(verb__in=verbs_of(value))


class StoryPage(ListPage):
    """The newest of both sides of a story, each read by its own index: a record may have twenty thousand events."""

    def __init__(self, found, **how):
        self.found = found
        super().__init__(sorts=SORTS, default_sort="-at", size=STORY_LENGTH, **how)

    def sides(self):
        return self.filters.qs.sides_of(self.found)

    def _slice(self, anchor, *, backwards):
        sides = self.sides()
        newest = [beyond(side, self.sort, anchor, backwards=backwards)[: self.size + 1] for side in sides]
        both = self.filters.qs.only_these(*newest)
        return beyond(both, self.sort, backwards=backwards)[: self.size + 1]


@dataclass
class Entry:
    """A line of a story; that of an interaction shows it whole, while it stands and its reader is among those there."""

    line: Line
    interaction: Interaction | None = None
    may_change: bool = False
    may_write: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.interaction.channel] if self.interaction else self.line.icon


@dataclass
class Story:
    """A part of a story and the ways on from it; `url` is where the parts are asked for."""

    page: ListPage
    entries: list[Entry]
    url: str
    kinds: list[dict]
    # The form over the record, for those who may go back to former values.
    edit_url: str

    @property
    def older_url(self) -> str:
        return f"{self.url}{self.page.next_url}" if self.page.next_url else ""


def story_of(request, found, place, edit) -> Story:
    """Its story told at the address of this name, with the form at the other one."""
    url = workspace_url(request, place, number=found.number)
    events = Event.objects.select_related("actor__user")
    filtered = StoryFilter(request.GET, queryset=events, request=request)
    page = StoryPage(found, filters=filtered, query=request.GET)
    entries = entries_of(page.rows, request.membership, found)
    chosen = filtered.form.cleaned_data.get("kind") or ""
    kinds = [
        {"label": label, "url": f"{url}?kind={key}" if key else url, "is_current": key == chosen}
        for key, label in [("", _("Everything")), *group_choices()]
    ]
    may_edit = request.membership.can(Permission.EDIT_CUSTOMERS) and not found.is_archived
    edit_url = workspace_url(request, edit, number=found.number) if may_edit else ""
    return Story(page, entries, url, kinds, edit_url)


def entries_of(events, membership, found) -> list[Entry]:
    entries = [Entry(line) for line in told(events, member=membership, about=found)]
    logged = {event.subject_id for event in events if event.verb == "interaction.logged"}
    if not logged:
        return entries
    seen = Interaction.objects.visible_to(membership).kept().with_contacts().in_bulk(logged)
    put_files(list(seen.values()))
    put_mentions(seen.values())
    for event, entry in zip(events, entries, strict=True):
        interaction = seen.get(event.subject_id) if event.verb == "interaction.logged" else None
        if interaction is not None and (isinstance(found, Account) or found in interaction.contacts):
            entry.interaction = interaction
            entry.may_change = not found.is_archived and interaction.may_be_changed_by(membership)
            entry.may_write = not found.is_archived and membership.can(Permission.EDIT_CUSTOMERS)
    return entries


def account_story_of(request, found) -> Story:
    return story_of(request, found, "desk:account_story", "accounts:edit")


def contact_story_of(request, found) -> Story:
    return story_of(request, found, "desk:contact_story", "accounts:contact_edit")


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_story(request, number):
    found = find_record(request, with_absorbed(visible_accounts(request)), number)
    back_url = workspace_url(request, "desk:account", number=number)
    return story_page(request, found, account_story_of(request, found), back_url)


@workspace_page(Permission.VIEW_CUSTOMERS)
def contact_story(request, number):
    seen = Contact.objects.visible_to(request.membership)
    found = find_record(request, with_absorbed(seen), number)
    back_url = workspace_url(request, "desk:contact", number=number)
    return story_page(request, found, contact_story_of(request, found), back_url)


def story_page(request, found, story, back_url):
    """The whole story as a page; for htmx the part that was asked for: another kind, or what is older."""
    template = "desk/story.html"
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        template += "#older" if "after" in request.GET else "#story"
    return render(request, template, {"found": found, "story": story, "back_url": back_url})
