"""Setting how much each part of account health counts: each change is kept, and every score is read anew."""

from django.db import transaction

from reports.health.computing import start_reading
from reports.models import HealthWeights
from timeline.services import record
from workspaces.models import Workspace


@transaction.atomic
def change_weights(fields: dict[str, int], *, by) -> HealthWeights:
    """Asked for twice it is one change."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=by.workspace_id).values_list("pk"))
    standing = HealthWeights.objects.standing()
    if standing.by_part == fields:
        return standing
    made = HealthWeights(**fields, by=by)
    made.save(force_insert=True)
    record("healthweights.changed", made, by=by, fields=sorted(fields))
    start_reading(by=by)
    return made
