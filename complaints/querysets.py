"""Sets of complaints, as adjectives."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Account
from complaints.states import OPEN
from interactions.querysets import AboutAnAccount
from workspaces.roles import Permission


class ComplaintQuerySet(AboutAnAccount):
    search_function = "search_complaint_ids"

    def visible_to(self, membership):
        """Those of customers one sees, those one's team handles, and for who handles complaints those of nobody."""
        if membership.sees_everything:
            return self
        team = membership.team_ids()
        # Asked of each row that is looked at: their accounts may be many, and the first rows are found soon.
        account = Account.objects.visible_to(membership).filter(pk=OuterRef("account"))
        seen = Q(owner__in=team) | Q(Exists(account))
        if membership.can(Permission.HANDLE_COMPLAINTS):
            seen |= Q(owner=None)
        return self.filter(seen)

    def kept(self):
        """Lists show them all; what is over is told by the state."""
        return self

    def open(self):
        return self.filter(state__in=sorted(OPEN))  # as the index of them says it

    def standing(self):
        """What counts: neither no complaint at all, nor a part of another one."""
        return self.exclude(state__in=("rejected", "merged"))

    def with_people(self):
        return self.select_related(
            "account", "contact", "category", "owner__user", "root_cause", "incident", "merged_into"
        )
