"""Setting up the programme: one for each workspace, made by whoever keeps it first."""

from django.db import transaction
from django.utils import timezone

from loyalty.earning import queue_all_since
from loyalty.models import LoyaltyProgram
from timeline.services import record
from workspaces.models import Workspace

State = LoyaltyProgram.State
# What a form says of it.
WRITTEN = (
    "name_ar", "name_en", "state", "joining", "starts_on", "terms_ar", "terms_en", "pending_days", "expiry_months",
    "expiry_until", "reinstate_days", "hold_days", "point_cost", "breakage_percent", "approval_points",
)  # fmt: skip


@transaction.atomic
def change_programme(fields: dict, *, by) -> LoyaltyProgram:
    """Keep what was said of it. What runs has a day from which purchases earn: today, where nobody has said one."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=by.workspace_id).values_list("pk"))
    standing = LoyaltyProgram.objects.standing()
    if fields.get("state", standing.state) != State.DRAFT and not fields.get("starts_on", standing.starts_on):
        fields = {**fields, "starts_on": timezone.localdate()}
    changed = sorted(name for name, value in fields.items() if getattr(standing, name) != value)
    if not changed and standing.pk is not None:
        return standing
    for name in changed:
        setattr(standing, name, fields[name])
    standing.save()
    if standing.is_running and {"state", "starts_on", "joining"} & {*changed}:
        queue_all_since(standing.starts_on)
    record("loyaltyprogram.changed", standing, by=by, fields=changed)
    return standing
