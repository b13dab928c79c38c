"""Which list a member asked for: a saved view by its number, what the address says, how the member arranged it."""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import cached_property

from lib.lists.page import VIEW
from workspaces.models import SavedView

PLACE = ("after", "before")
NOT_SAVED = {*PLACE, VIEW, "format"}


@dataclass
class AskedList:
    """What the address means for this member. Unknown, removed and others' private views are passed over."""

    key: str
    query: QueryDict
    membership: object
    default_sort: str = ""
    views: list[SavedView] = field(init=False)
    arrangement: SavedView = field(init=False)
    view: SavedView | None = field(init=False)

    def __post_init__(self):
        seen = SavedView.objects.of_list(self.key).kept().visible_to(self.membership)
        rows = list(seen.order_by("name", "pk"))
        self.views = [row for row in rows if row.name]
        own = [row for row in rows if not row.name]
        self.arrangement = own[0] if own else SavedView(list_key=self.key)
        self.view = self._asked_view()
        if self.view is not None and set(self.query) <= {VIEW}:
            self.query = QueryDict(self.view.query, mutable=True)
            self.query[VIEW] = str(self.view.number)

    def _asked_view(self):
        number = self.query.get(VIEW, "")
        if number:
            return next((view for view in self.views if str(view.number) == number), None)
        if self.query:
            return None
        return next((view for view in self.views if view.pk == self.arrangement.opens_with_id), None)

    @property
    def arranged(self) -> SavedView:
        """Whose columns and density hold."""
        return self.view or self.arrangement

    @property
    def is_changed(self) -> bool:
        """Something is narrowed or sorted otherwise than was saved (or than the plain list)."""
        saved = QueryDict(self.view.query) if self.view else QueryDict()
        return told(saved, self.default_sort) != self.told

    @property
    def may_change(self) -> bool:
        return self.view is not None and self.view.may_be_changed_by(self.membership)

    @property
    def is_default(self) -> bool:
        return self.view is not None and self.arrangement.opens_with_id == self.view.pk

    @cached_property
    def told(self) -> str:
        return told(self.query, self.default_sort)


def told(query: QueryDict, default_sort: str = "") -> str:
    """What of an address is worth keeping: without the page it shows, the usual order, what was left empty."""
    kept = QueryDict(mutable=True)
    for name in sorted(query):
        values = [value for value in query.getlist(name) if value and (name, value) != ("sort", default_sort)]
        if values and name not in NOT_SAVED:
            kept.setlist(name, values)
    return kept.urlencode()
