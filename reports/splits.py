"""What a number can be split by: the customer's account manager, region, industry, and what a KPI has of its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Industry, Region
from workspaces.models import Membership

NONE = _("None")


@dataclass(frozen=True)
class Split:
    """`named` answers values of `path` with what people call them; `without` is said of what has none."""

    key: str
    label: Any
    path: str
    named: Callable[[Iterable[Any]], dict[Any, str]]
    without: Any = NONE

    def of(self, account: str) -> "Split":
        """The same, by way of the customer."""
        return replace(self, path=f"{account}__{self.path}") if account else self


def rows_of(model, *reads: str):
    """By the key of a row of the workspace."""

    def named(keys):
        rows = model.objects.filter(pk__in=[key for key in keys if key is not None])
        return {row.pk: str(row) for row in rows.select_related(*reads)}

    return named


def choices_of(choices):
    def named(values):
        labels = dict(choices)
        return {value: str(labels.get(value, value)) for value in values if value not in (None, "")}

    return named


OF_CUSTOMERS = {
    "manager": Split("manager", _("Account manager"), "owner", rows_of(Membership, "user"), _("Nobody")),
    "region": Split("region", _("Region"), "region", rows_of(Region)),
    "industry": Split("industry", _("Industry"), "industry", rows_of(Industry)),
    "tier": Split("tier", _("Tier"), "tier", choices_of(Account.Tier.choices)),
    "type": Split(
        "type", _("Management type"), "management_type", choices_of(Account.ManagementType.choices)
    ),
    "size": Split("size", _("Size"), "size", choices_of(Account.Size.choices)),
    "source": Split("source", _("Source"), "source", choices_of(Account.Source.choices)),
}
