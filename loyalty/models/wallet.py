"""Wallet: the points of one customer, altogether. What it says is a copy that the ledger can always prove."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager


class WalletQuerySet(AboutAnAccount):
    def matching(self, query):
        from accounts.models import Account

        return self.filter(account__in=Account.objects.matching(query))

    def standing(self):
        """Not those of customers who are a part of another one."""
        return self.filter(merged_into=None)

    def kept(self):
        """Lists show them all."""
        return self


class Wallet(NumberedModel):
    """One for each customer who takes part; its row is locked before anything of it is read or written.

    balance_points: all entries together, and what is left of all lots together, whether it can be used already or
    is waited for. held_points: of these, what is kept for rewards that were asked for. debt_points: what was to be
    taken back and was not there any more; the next points settle it.
    """

    # The app may not delete the ledger, so Django must not try: forget_points() does, with the customer.
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.DO_NOTHING,
        is_indexed=False,
        related_name="wallets",
        verbose_name=_("account"),
    )
    joined_at = models.DateTimeField(_("member since"), default=timezone.now)
    balance_points = models.BigIntegerField(_("balance"), default=0, editable=False)
    held_points = models.BigIntegerField(_("kept for rewards"), default=0, editable=False)
    debt_points = models.BigIntegerField(_("owed"), default=0, editable=False)
    # Of a customer who was merged: where its points went, and where what comes to it goes, until the undo.
    merged_into = WorkspaceForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="absorbed",
        verbose_name=_("part of"),
    )
    # The number of the newest entry: entries of a wallet are counted without a gap.
    last_seq = models.PositiveIntegerField(_("entries"), default=0, editable=False)

    objects = WorkspaceManager.from_queryset(WalletQuerySet)()

    class Meta:
        verbose_name = _("points of a customer")
        verbose_name_plural = _("points of customers")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account"], name="loyalty_wallet_one"),
            models.CheckConstraint(
                condition=Q(balance_points__gte=0, held_points__gte=0, debt_points__gte=0)
                & Q(held_points__lte=F("balance_points")),
                name="loyalty_wallet_never_below_zero",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "balance_points", "id"], name="loyalty_wallet_by_balance"),
            models.Index(fields=["workspace", "joined_at", "id"], name="loyalty_wallet_by_day"),
            models.Index(
                fields=["workspace", "id"], condition=Q(debt_points__gt=0), name="loyalty_wallet_owing"
            ),
            models.Index(
                fields=["workspace", "merged_into"],
                condition=Q(merged_into__isnull=False),
                name="loyalty_wallet_absorbed",
            ),
        ]

    def __str__(self):
        return self.account.name

    @property
    def name(self) -> str:
        return self.account.name

    def wait_to_change(self):
        """Lock the row. Whoever locks the customer too has done so before."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    def usable_points(self, at=None) -> int:
        """What can be spent at a moment: neither waited for, nor expired, nor kept for a reward."""
        free = self.lots.usable(at=at or timezone.now())
        return free.aggregate(free=models.Sum(F("remaining_points") - F("held_points")))["free"] or 0
