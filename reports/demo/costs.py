"""Rates of the demo: those of some time ago, and those of this year."""

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from reports.costs.rating import change_rates
from reports.models.costs import USUAL_MINUTES
from workspaces.demo import Stage
from workspaces.models import Membership
from workspaces.roles import Role

MONTHS_AGO = (24, 9)
HOURS = ((6_000, 9_000, 5_000), (7_500, 11_000, 5_500))
COMPLAINTS = (3_500, 4_000)


def seed_costs(stage: Stage) -> None:
    owner = Membership.objects.active().filter(role=Role.OWNER).select_related("workspace").order_by("pk")[0]
    with timezone.override(stage.zone):
        for months, (usual, manager, agent), complaint in zip(MONTHS_AGO, HOURS, COMPLAINTS, strict=True):
            fields = {
                "from_on": stage.today.replace(day=1) - relativedelta(months=months),
                "hourly_minor": usual,
                "by_role": {Role.MANAGER.value: manager, Role.AGENT.value: agent},
                "complaint_minor": complaint,
                "minutes": USUAL_MINUTES,
            }
            change_rates(fields, by=owner)
