"""Reconciliation: what the nightly check of the ledger has found. It reports; nothing is mended by it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceField
from lib.tenancy.models import WorkspaceModel


class Reconciliation(WorkspaceModel):
    workspace = WorkspaceField(is_referenced=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    wallets_count = models.PositiveIntegerField(_("wallets checked"))
    wrong_count = models.PositiveIntegerField(_("wallets that do not agree"))
    # Of the first of them: number of the wallet, which sums, and by how many points they differ.
    wrong = models.JSONField(_("differences"), default=list)

    class Meta:
        verbose_name = _("check of the ledger")
        verbose_name_plural = _("checks of the ledger")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong_count__lte=models.F("wallets_count")), name="loyalty_reconciliation_sound"
            ),
            AppendOnly(name="loyalty_reconciliation_append_only"),
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="loyalty_reconciliation_newest")]

    def __str__(self):
        return f"{self.wrong_count} / {self.wallets_count}"

    @property
    def is_sound(self) -> bool:
        return not self.wrong_count
