"""The demo's times for complaints, and the clocks of its complaints; what was told in the past is not told again."""

from django.db.models import F
from django.utils import timezone

from complaints.clock_fields import hours_now
from complaints.clocks import reckon
from complaints.escalating import settle
from complaints.models import Complaint, ComplaintClock, Escalation, SilenceNotice
from complaints.policies import USUAL, Time, add_policy
from complaints.silence import arrange
from workspaces.demo import Stage

NAMES = {"name_ar": "عملاء الفئة A", "name_en": "Customers of tier A"}
HALF = {promise: Time(time.minutes // 2, time.is_around_the_clock) for promise, time in USUAL.items()}


def seed_clocks(stage: Stage) -> None:
    add_policy(by=stage.member("mona"), fields={**NAMES, "tier": "A"}, times=HALF)
    complaints = list(
        Complaint.objects.select_for_update(of=("self",)).select_related("account").order_by("pk")
    )
    reckon(complaints)
    settle(
        list(ComplaintClock.objects.due_for_escalation(timezone.now()).select_related("complaint__account"))
    )
    Escalation.objects.update(at=F("reached_at"))
    arrange(complaints, hours_now())
    SilenceNotice.objects.filter(at__lte=timezone.now()).update(told_at=F("at"))
