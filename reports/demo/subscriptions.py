"""Reports by e-mail of the demo: the company, each month, to who leads it; the last two months were sent."""

from datetime import datetime, time

from django.utils import timezone

from reports.models import ReportSending
from reports.periods import MONTH, calendar
from reports.subscribing import subscribe
from workspaces.demo import Stage


def seed_subscriptions(stage: Stage) -> None:
    owner, manager = stage.members["owner"], stage.members.get("mona")
    members = [owner, manager] if manager else [owner]
    with timezone.override(stage.zone):
        made = subscribe(
            by=owner, members=members, board="executive", rhythm="monthly", day=1, hour=8, has_xlsx=True
        )
        this_month = calendar(MONTH, stage.today)
        for period in (this_month.before().before(), this_month.before()):
            at = timezone.make_aware(datetime.combine(period.until_on, time(8)), stage.zone)
            for member in members:
                ReportSending.objects.create(
                    subscription=made,
                    recipient=member,
                    first_on=period.first_on,
                    until_on=period.until_on,
                    outcome=ReportSending.Outcome.SENT,
                    at=at,
                )
