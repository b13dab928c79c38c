"""Noor writes to its members: every kind of letter is switched on, and one member wants none."""

from accounts.models import Account
from loyalty.models import NoticeTerms, Wallet
from loyalty.notices import want_notices
from workspaces.demo import Stage


def seed_notices(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    if not NoticeTerms.objects.exists():
        NoticeTerms.objects.create(
            tells_earned=True, tells_expiry=True, tells_tiers=True, tells_vouchers=True
        )
    members = Account.objects.kept().filter(pk__in=Wallet.objects.values("account")).order_by("-number")
    for account in members[:1]:
        want_notices(account, wanted=False)
