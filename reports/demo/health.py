"""Account health of the demo: read as of past weeks, so that there is a trend and somebody who slips away."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from reports.health.computing import TESTED_AFTER, customers, keep_test, read_these, test_next
from reports.health.scoring import WHOLE
from workspaces.demo import Stage

WEEKS_BACK = (12, 8, 5, 3, 1, 0)


def seed_health(stage: Stage) -> None:
    with timezone.override(stage.zone):
        held: list[Account] = list(customers().order_by("pk").select_for_update(no_key=True))
        for weeks in WEEKS_BACK:
            read_these(held, stage.today - timedelta(weeks=weeks))
        after: int | None = 0
        stayed, left = [0] * (WHOLE + 1), [0] * (WHOLE + 1)
        while after is not None:
            after = test_next(after, stage.today - TESTED_AFTER, stayed, left)
        keep_test(stage.today - TESTED_AFTER, stage.today, stayed, left)
