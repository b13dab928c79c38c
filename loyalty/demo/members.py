"""Points that colleagues of noor brought along or set right by hand: done, waiting for somebody, and refused."""

from django.utils import timezone

from accounts.models import Account
from loyalty import ledger
from loyalty.adjusting import approve, propose, refuse
from loyalty.models import LoyaltyProgram, PointsEntry
from workspaces.demo import Stage

BROUGHT = (1_850, 620, 2_400, 90, 310, 1_200, 75, 940)
# Which of them, points, why, who asks, what becomes of it.
BY_HAND = (
    (0, 250, "تعويض عن تأخر توصيل الطلب", "faisal", ""),
    (1, -120, "أُضيفت مرتين من ملف النظام السابق", "salem", ""),
    (2, 5_000, "هدية مرور خمس سنوات على التعامل", "salem", "approve"),
    (3, 3_000, "اعتذار عن خطأ في الفاتورة", "faisal", "refuse"),
    (4, 4_000, "تسوية رصيد بطاقة قديمة", "faisal", ""),
    (5, 1_500, "نقاط فعالية العملاء", "salem", ""),
)


def seed_members(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    program, zone = LoyaltyProgram.objects.standing(), timezone.get_current_timezone_name()
    found = Account.objects.kept().filter(status=Account.Status.ACTIVE).exclude(owner=None).order_by("number")
    wallets = [ledger.wallet_of(account) for account in found[: len(BROUGHT)]]
    for place, (wallet, points) in enumerate(zip(wallets, BROUGHT, strict=False)):
        ledger.credit(
            wallet, points, kind=PointsEntry.Kind.OPENING, key=f"demo/opening/{wallet.pk}",
            expires_at=program.expires_at(stage.today, zone), reason=f"OLD-{1_000 + 7 * place}",
            by=stage.member("mona"),
        )  # fmt: skip
    for place, points, reason, who, then in BY_HAND:
        if place >= len(wallets):
            continue
        made = propose(wallets[place], by=stage.member(who), fields={"points": points, "reason": reason})
        if then == "approve" and made.is_waiting:
            approve(made, by=stage.member("mona"))
        if then == "refuse" and made.is_waiting:
            refuse(made, by=stage.member("mona"), reason="لا يوجد خطأ في الفاتورة بعد مراجعتها")
