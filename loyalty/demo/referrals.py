"""Friends of noor who came by a code: one in each state, and two that wait for somebody to decide."""

import uuid
from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from loyalty.member_codes import code_of
from loyalty.models import CodeReferral, EarnRule, ReferralTerms, RuleVersion
from loyalty.models.rule import Trigger
from loyalty.qualifying import look
from loyalty.recommending import receive, refuse
from loyalty.rules import add_rule
from sales.purchasing import Line, add_purchase
from workspaces.demo import Stage

DAY = timedelta(days=1)
RULES = (
    ("إحالة صديق", "A friend came by you", Trigger.REFERRAL, 300),
    ("ترحيب بالصديق", "You came by a friend", Trigger.FRIEND, 150),
)
# Who came, their phone, how many days ago, what they bought and how many days ago, what became of it.
FRIENDS = (
    ("عبدالله الرشيد", "0555010201", 40, 640_00, 32, "rewarded"),
    ("نوف العتيبي", "0555010202", 9, 410_00, 4, "qualified"),
    ("ماجد الحربي", "0555010203", 6, 0, 0, ""),
    ("سارة القحطاني", "0555010204", 120, 0, 0, "expired"),
    ("فهد السبيعي", "0555010205", 3, 0, 0, "refused"),
    ("هند المطيري", "0555010206", 1, 0, 0, "held"),
    ("هند المطيري", "0555010206", 0, 0, 0, "held"),
)


def seed_referrals(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    with timezone.override(stage.zone):
        terms = ReferralTerms.objects.first() or ReferralTerms.objects.create(is_open=True, currency="SAR")
        plant_rules(stage)
        found = Account.objects.kept().filter(status=Account.Status.ACTIVE).exclude(owner=None)
        members = list(found.order_by("number")[:3])
        for account in members:
            code_of(account)
        for place, friend in enumerate(FRIENDS):
            if members:
                plant(stage, members[place % len(members)], terms, *friend)


def plant_rules(stage: Stage) -> None:
    standing = set(RuleVersion.objects.values_list("trigger", flat=True))
    for name_ar, name_en, trigger, points in RULES:
        if trigger not in standing and EarnRule.objects.count() < 40:
            said = {"trigger": trigger, "points": points, "starts_on": stage.today - 400 * DAY}
            fields = {"name_ar": name_ar, "name_en": name_en}
            add_rule(by=stage.member("mona"), fields=fields, said={**said, "counts_for_tiers": False})


def plant(stage: Stage, account, terms, name, phone, days_ago, bought_minor, bought_ago, then) -> None:
    sent = {
        "name": name,
        "phone": phone,
        "phone_e164": f"+966{phone[1:]}",
        "email": "",
        "consent": "أوافق على التواصل معي",
    }
    token = uuid.uuid5(uuid.NAMESPACE_URL, f"sila-demo-friend-{name}-{days_ago}")
    made = receive(
        sent, referrer=account, terms=terms, language="ar", form_token=token, is_robot=then == "held"
    )
    came_at = timezone.now() - days_ago * DAY
    written = {"created_at": came_at}
    if made.until_on:
        written["until_on"] = (came_at + terms.days * DAY).date()
    CodeReferral.objects.filter(pk=made.pk).update(**written)
    made.refresh_from_db()
    if then == "refused":
        refuse(made, by=stage.member("mona"), reason="رقم الجوال لا يعمل، والاسم غير معروف")
    if bought_minor:
        on = (timezone.now() - bought_ago * DAY).date()
        add_purchase(
            account=made.friend, by=stage.member("salem"), fields={"ordered_on": on, "currency": "SAR"},
            lines=[Line("قهوة مختصة", unit_price_minor=bought_minor)],
        )  # fmt: skip
    for _each in range(2):
        CodeReferral.objects.filter(pk=made.pk, due_at__isnull=False).update(due_at=timezone.now())
        look(made.pk)
