"""The demo's surveys that are sent by themselves: after purchases, every three months, and once to a segment."""

from datetime import timedelta

from accounts.models import Segment
from surveys.models import PlannedAsk, Survey, SurveyInvitation, SurveyPlan
from surveys.planning import add_plan
from surveys.ready import READY
from surveys.writing import add_ready
from workspaces.demo import Stage

WhyNot = PlannedAsk.WhyNot
PASSED = (WhyNot.RECENT, WhyNot.NO_ADDRESS, WhyNot.RECENT, WhyNot.WITHDRAWN, WhyNot.RECENT)


def seed_plans(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    head = stage.member("huda")
    visit = Survey.objects.open().order_by("pk").first()
    nps = add_ready(READY["nps"], by=head)
    nps.open(by=head)
    csat = add_ready(READY["csat"], by=head)
    csat.open(by=head)
    made = add_plan(
        by=head,
        name="بعد الشراء بأسبوع",
        trigger=SurveyPlan.Trigger.PURCHASE,
        survey=visit,
        delay_days=7,
        starts_on=stage.today + timedelta(days=1),
    )
    tell_of_the_past(made, visit)
    add_plan(
        by=head,
        name="التوصية بنا كل ربع سنة",
        trigger=SurveyPlan.Trigger.QUARTER,
        survey=nps,
        starts_on=stage.today + timedelta(days=21),
    )
    add_plan(
        by=head,
        name="رضا شريحة مختارة",
        trigger=SurveyPlan.Trigger.ONCE,
        survey=csat,
        segment=Segment.objects.in_use().order_by("pk").first(),
        starts_on=stage.today + timedelta(days=10),
    )


def tell_of_the_past(plan, survey) -> None:
    """Those who were asked by e-mail these weeks were asked by it, and some were passed over."""
    sent = SurveyInvitation.objects.filter(survey=survey, way="mail").order_by("pk")
    asked = [
        PlannedAsk(plan=plan, key=-each.pk, account_id=each.account_id, invitation=each, at=each.sent_at)
        for each in sent
    ]
    passed = [
        PlannedAsk(plan=plan, key=-each.key - 10**9, account_id=each.account_id, why_not=why, at=each.at)
        for each, why in zip(asked, PASSED, strict=False)
    ]
    PlannedAsk.objects.bulk_create(asked + passed)
