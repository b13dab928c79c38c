"""Setting what costs are reckoned at: each change is kept, and what was before its month keeps its rates."""

from django.db import transaction

from reports.models import CostRates
from timeline.services import record
from workspaces.models import Workspace


@transaction.atomic
def change_rates(fields: dict, *, by) -> CostRates:
    """Asked for twice it is one change. The amounts are told to nobody: only that they were changed."""
    workspace = Workspace.objects.select_for_update(no_key=True).get(pk=by.workspace_id)
    standing = CostRates.objects.standing(workspace.currency)
    same = next((each for each in standing if each.from_on == fields["from_on"]), None)
    if same is not None and all(getattr(same, name) == value for name, value in fields.items()):
        return same
    made = CostRates(**fields, currency=workspace.currency, by=by)
    made.save(force_insert=True)
    record("costrates.changed", made, by=by, fields=sorted(fields))
    return made


def rates_now(currency: str, today) -> CostRates | None:
    """Those that hold on this day."""
    standing = CostRates.objects.standing(currency)
    return next((each for each in standing if each.from_on <= today), None)
