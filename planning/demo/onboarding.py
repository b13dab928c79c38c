"""The demo's onboarding: three checklists, one that runs at a strategic customer, late ones and a finished one."""

from datetime import timedelta

from accounts.models import Account
from planning.demo.people import STRATEGIC
from planning.onboarding import add_template, start
from workspaces.demo import Stage

# Name, type, whether it starts by itself, items: text, who, working days after the start.
CHECKLISTS = {
    "noor": [
        (
            "تأهيل عميل استراتيجي",
            "strategic",
            True,
            [
                ("اجتماع افتتاحي مع أصحاب القرار", "owner", 2),
                ("إرسال السجل التجاري وشهادة الضريبة", "customer", 4),
                ("توثيق التوقعات ونطاق العمل", "owner", 5),
                ("فتح حساب في بوابة الطلبات", "owner", 7),
                ("اعتماد قائمة المفوضين بالطلب", "customer", 10),
                ("أول مراجعة بعد شهر", "owner", 22),
            ],
        ),
        (
            "تأهيل عميل جديد",
            "",
            False,
            [
                ("مكالمة ترحيب", "owner", 1),
                ("إرسال السجل التجاري", "customer", 3),
                ("أول طلب تجريبي", "owner", 8),
            ],
        ),
        (
            "فتح حساب ائتماني",
            "key",
            False,
            [
                ("إرسال القوائم المالية", "customer", 5),
                ("اعتماد الحد الائتماني", "owner", 8),
                ("توقيع شروط السداد", "customer", 12),
            ],
        ),
    ],
    "bahr": [
        (
            "New customer",
            "",
            False,
            [
                ("Welcome call", "owner", 1),
                ("Send the trade licence", "customer", 3),
                ("First trial order", "owner", 8),
            ],
        ),
    ],
}


def seed_onboarding(stage: Stage) -> None:
    slug, head = stage.workspace.slug, stage.member("owner")
    made = []
    for name, kind, by_itself, items in CHECKLISTS[slug]:
        fields = {"name": name, "management_type": kind, "starts_by_itself": by_itself}
        lines = [{"text": text, "who": who, "after_days": days} for text, who, days in items]
        made.append(add_template(by=head, fields=fields, items=lines))
    accounts = Account.objects.kept().filter(owner__isnull=False, number__lte=30).select_related("owner")
    accounts = {each.number: each for each in accounts}
    if first := accounts.pop(STRATEGIC[0], None):
        run(made[0], first, stage, days=8, done=2)
    others = [accounts[number] for number in sorted(accounts) if number not in STRATEGIC][:3]
    for place, account in enumerate(others):
        template = made[1 % len(made)]
        running = run(template, account, stage, days=4 + 14 * place, done=3 if place == 2 else place)
        if place == 2:
            running.finish(by=account.owner)


def run(template, account, stage, *, days, done):
    """Started some days ago, with its first steps done."""
    started_on = stage.today - timedelta(days=days)
    running = start(account=account, template=template, by=account.owner, started_on=started_on)
    for item in running.items.select_related("follow_up__account")[:done]:
        item.follow_up.finish(by=account.owner)
    return running
