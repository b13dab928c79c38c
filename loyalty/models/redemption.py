"""Redemption: a reward that a customer took for points, from the asking until it is handed over or given back."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interactions.models.kept import Kept
from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from loyalty import codes
from loyalty.models.hold import Hold
from loyalty.models.reward import Reward
from loyalty.models.wallet import Wallet

LONGEST_REASON = 300


class RedemptionQuerySet(AboutAnAccount):
    def held(self):
        return self.filter(state=Redemption.State.HELD)

    def overdue(self, *, at):
        return self.held().filter(until_at__lte=at)

    def matching(self, query):
        return codes.with_code(self, query)

    def kept(self):
        """Lists show them all."""
        return self

    def waiting(self):
        """To be handed over still."""
        return self.filter(state__in=[Redemption.State.HELD, Redemption.State.CAPTURED])

    def counted(self):
        """Towards what one customer may have: what was not let go or given back."""
        states = Redemption.State
        return self.filter(state__in=[states.HELD, states.CAPTURED, states.FULFILLED])


class Redemption(Kept):
    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("redemption", "To be collected")
        CAPTURED = "captured", pgettext_lazy("redemption", "Paid with points, to be handed over")
        FULFILLED = "fulfilled", pgettext_lazy("redemption", "Handed over")
        VOIDED = "voided", pgettext_lazy("redemption", "Cancelled")
        TIMED_OUT = "timed_out", pgettext_lazy("redemption", "Not collected in time")
        REFUNDED = "refunded", pgettext_lazy("redemption", "Given back")

    ENDED = (State.VOIDED, State.TIMED_OUT, State.REFUNDED)

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="redemptions",
        verbose_name=_("account"),
    )
    # Where the points came from: of a customer who was merged into another one the ledger stays where it was.
    wallet = WorkspaceForeignKey(
        Wallet,
        on_delete=models.DO_NOTHING,
        related_name="redemptions",
        verbose_name=_("points of a customer"),
    )
    reward = WorkspaceForeignKey(
        Reward, on_delete=models.PROTECT, related_name="redemptions", verbose_name=_("reward")
    )
    hold = WorkspaceForeignKey(
        Hold, on_delete=models.DO_NOTHING, related_name="redemptions", verbose_name=_("hold on points")
    )
    points = models.PositiveIntegerField(_("points"))
    code = models.CharField(_("code"), max_length=16, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.HELD, editable=False)
    # Asked for by the customer, on the page of their points.
    is_by_customer = models.BooleanField(_("asked for by the customer"), default=False)
    has_stock = models.BooleanField(default=False, editable=False)
    until_at = models.DateTimeField(_("to be collected until"))
    captured_at = models.DateTimeField(_("paid at"), null=True, editable=False)
    fulfilled_at = models.DateTimeField(pgettext_lazy("reward", "handed over at"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    asked_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("asked by"),
    )
    handed_over_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("handed over by"),
    )
    # Why it was cancelled or given back.
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True, editable=False)

    objects = WorkspaceManager.from_queryset(RedemptionQuerySet)()

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="loyalty_redemption_code"),
            models.CheckConstraint(condition=Q(points__gt=0) & ~Q(code=""), name="loyalty_redemption_sound"),
            models.CheckConstraint(
                condition=(
                    Q(state__in=("held", "voided", "timed_out"), captured_at=None, fulfilled_at=None)
                    | Q(state="captured", captured_at__isnull=False, fulfilled_at=None)
                    | Q(state="fulfilled", captured_at__isnull=False, fulfilled_at__isnull=False)
                    | Q(state="refunded", captured_at__isnull=False)
                )
                & (
                    Q(state__in=("held", "captured", "fulfilled"), ended_at=None)
                    | Q(state__in=("voided", "timed_out", "refunded"), ended_at__isnull=False)
                ),
                name="loyalty_redemption_way",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "reward"], name="loyalty_redemption_of_account"),
            models.Index(fields=["workspace", "state", "id"], name="loyalty_redemption_by_state"),
            models.Index(
                fields=["workspace", "until_at", "id"],
                condition=Q(state="held"),
                name="loyalty_redemption_waiting",
            ),
        ]

    @property
    def name(self) -> str:
        return f"{self.reward.name} · {self.shown_code}"

    @property
    def shown_code(self) -> str:
        return codes.shown(self.code)

    @property
    def last_day(self):
        """On which it can be collected: its time is over as the next one begins."""
        return timezone.localdate(self.until_at - timedelta(seconds=1))

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def may_be_handed_over(self) -> bool:
        return self.state in (self.State.HELD, self.State.CAPTURED)

    @property
    def may_be_refunded(self) -> bool:
        return self.state in (self.State.CAPTURED, self.State.FULFILLED)

    def is_overdue(self, at=None) -> bool:
        return self.is_held and self.until_at <= (at or timezone.now())
