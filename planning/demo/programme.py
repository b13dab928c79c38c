"""The demo's programme of this year: goals, milestones, who leads which step, and a step that was set by hand."""

from datetime import date

from accounts.models import Account
from planning.demo.people import STRATEGIC
from planning.models.programme import StepKey
from planning.programme import add_line, plan_steps, say_step
from workspaces.demo import Stage

GOALS = {
    "noor": [
        ("خطة سارية لكل عميل استراتيجي", "عملاء لهم خطة سارية", 12, 7),
        ("نمو إيرادات الحسابات الاستراتيجية", "نسبة النمو", 15, 9),
        ("لقاء كل صاحب قرار مرة في الربع", "أصحاب قرار التقيناهم", 24, 18),
    ],
    "bahr": [("A plan for each strategic customer", "customers with a plan", 6, 3)],
}
MILESTONES = {
    "noor": [
        ("اعتماد قائمة العملاء الاستراتيجيين", 2, 15),
        ("مراجعة منتصف السنة", 6, 30),
        ("إعادة المعايرة", 12, 20),
    ],
    "bahr": [("Shortlist approved", 2, 15), ("Review at mid-year", 6, 30)],
}
REASON = {"noor": "أُقرّ في اجتماع الإدارة وسيُدوَّن لاحقًا", "bahr": "Approved by management, to be written down"}


def seed_programme(stage: Stage) -> None:
    slug, year, head = stage.workspace.slug, stage.today.year, stage.member("mona")
    strategic = Account.objects.filter(number__in=STRATEGIC)
    strategic.filter(management_type="").update(management_type=Account.ManagementType.STRATEGIC)
    for text, measure, target, current in GOALS[slug]:
        fields = {"text": text, "measure": measure, "target": target, "current": current, "owner": head}
        add_line(by=head, kind="goal", year=year, fields=fields)
    for text, month, day in MILESTONES[slug]:
        due_on = date(year, month, day)
        line = add_line(by=head, kind="milestone", year=year, fields={"text": text, "due_on": due_on})
        if due_on < stage.today:
            line.reach(by=head)
    wanted = {}
    for place, key in enumerate(StepKey.values):
        month = 1 + place + place // 2
        wanted[key] = {
            "owner": head,
            "starts_on": date(year, month, 1),
            "ends_on": date(year, min(12, month + 2), 28),
        }
    plan_steps(year, wanted, by=head)
    first = strategic.order_by("number").first()
    if first is not None and not first.is_archived:
        say_step(first, year=year, key=StepKey.SHORTLIST, word="done", reason=REASON[slug], by=head)
