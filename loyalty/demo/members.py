"""Points of noor's members that colleagues set right by hand: done, waiting for somebody, and refused."""

from loyalty.adjusting import approve, propose, refuse
from loyalty.models import Wallet
from workspaces.demo import Stage

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
    wallets = list(Wallet.objects.select_related("account").order_by("account__number")[: len(BY_HAND)])
    for place, points, reason, who, then in BY_HAND:
        if place >= len(wallets):
            continue
        made = propose(wallets[place], by=stage.member(who), fields={"points": points, "reason": reason})
        if then == "approve" and made.is_waiting:
            approve(made, by=stage.member("mona"))
        if then == "refuse" and made.is_waiting:
            refuse(made, by=stage.member("mona"), reason="لا يوجد خطأ في الفاتورة بعد مراجعتها")
