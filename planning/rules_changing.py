"""Another version of the rules of planning; the older ones stay as what held before."""

from django.db import transaction

from planning.models import PlanningRules
from planning.reckoning import start_reckoning
from planning.scoring import FACTORS
from timeline.services import record
from workspaces.models import Workspace

# What scores and proposals are made of.
RECKONED = (*FACTORS, "value_a_minor", "value_b_minor", "value_c_minor", "raise_from", "lower_below")


@transaction.atomic
def change_rules(fields: dict, *, by) -> PlanningRules | None:
    """Save these fields as what holds from now on; None when nothing is another. Scores follow in a job."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=by.workspace_id).values_list("pk"))
    standing = PlanningRules.now()
    changed = sorted(name for name, value in fields.items() if getattr(standing, name) != value)
    if not changed:
        return None
    names = [field.name for field in PlanningRules._meta.concrete_fields]
    kept = {name: getattr(standing, name) for name in names if name not in {"id", "workspace", "at", "by"}}
    made = PlanningRules(**{**kept, **fields}, by=by)
    made.save()
    if set(changed) & set(RECKONED):
        start_reckoning(by=by, proposes=True)
    record("planningrules.changed", made, by=by, fields=changed)
    return made
