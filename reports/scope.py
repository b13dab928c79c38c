"""Scope: whose numbers are asked for: what a member may see, narrowed by what was chosen."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet

from accounts.models import Account
from workspaces.models import Membership


@dataclass(frozen=True)
class Scope:
    """`narrowing` are conditions on customers, as keyword arguments of filter(); `segment` is a queryset of them."""

    membership: Membership
    narrowing: dict = field(default_factory=dict)
    segment: QuerySet | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.narrowing) or self.segment is not None

    @cached_property
    def is_whole(self) -> bool:
        """All of the workspace: what is kept ready for everybody may be shown."""
        return self.membership.sees_everything and not self.is_narrowed

    @cached_property
    def accounts(self) -> QuerySet[Account]:
        """Customers, archived ones too: what they did once is no less true."""
        found = Account.objects.visible_to(self.membership).filter(**self.narrowing)
        return found if self.segment is None else found.filter(pk__in=self.segment)

    def narrowed(self, facts: QuerySet, path: str = "account") -> QuerySet:
        """Of what hangs on customers, what hangs on these. `path` leads to the customer."""
        return facts if self.is_whole else facts.filter(**{f"{path}__in": self.accounts})
