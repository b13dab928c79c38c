"""Adjustment: points given or taken by hand, with the reason; above the limit somebody else approves."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.kept import Kept
from lib import formats
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from loyalty.models.entry import LONGEST_REASON, PointsEntry
from loyalty.models.wallet import Wallet


class AdjustmentQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(wallet__in=Wallet.objects.visible_to(membership))

    def waiting(self):
        return self.filter(state=Adjustment.State.WAITING)

    def with_people(self):
        return self.select_related("wallet__account", "requested_by__user", "decided_by__user")


class Adjustment(Kept):
    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("adjustment", "Waits for approval")
        # Within what one may do alone.
        DONE = "done", pgettext_lazy("adjustment", "Done")
        APPROVED = "approved", pgettext_lazy("adjustment", "Approved and done")
        REFUSED = "refused", pgettext_lazy("adjustment", "Refused")
        # By who asked for it.
        WITHDRAWN = "withdrawn", pgettext_lazy("adjustment", "Withdrawn")

    # As the wallet: what is left when the customer is deleted for good goes with the ledger.
    wallet = WorkspaceForeignKey(
        Wallet,
        on_delete=models.DO_NOTHING,
        related_name="adjustments",
        verbose_name=_("points of a customer"),
    )
    points = models.BigIntegerField(_("points"))
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    requested_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    refusal = models.CharField(_("why it was refused"), max_length=LONGEST_REASON, blank=True, editable=False)
    entry = WorkspaceForeignKey(
        PointsEntry,
        on_delete=models.DO_NOTHING,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("entry"),
    )

    objects = WorkspaceManager.from_queryset(AdjustmentQuerySet)()

    class Meta:
        verbose_name = _("adjustment of points")
        verbose_name_plural = _("adjustments of points")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(points=0) & ~Q(reason=""), name="loyalty_adjustment_sound"),
            models.CheckConstraint(
                condition=Q(state__in=("done", "approved"), entry__isnull=False)
                | (~Q(state__in=("done", "approved")) & Q(entry=None)),
                name="loyalty_adjustment_booked_when_done",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "refused"))
                | (Q(decided_at__isnull=False) & ~Q(decided_by=F("requested_by"))),
                name="loyalty_adjustment_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal=""), name="loyalty_adjustment_refused_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "id"], condition=Q(state="waiting"), name="loyalty_adjustment_waiting"
            )
        ]

    @property
    def name(self) -> str:
        return gettext("Adjustment %(number)s") % {"number": formats.digits(self.number)}

    @property
    def account(self) -> Account:
        return self.wallet.account

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
