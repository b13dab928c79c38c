"""Hold: points that are kept for something until it is taken or let go; no other spending and no expiry reach them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from loyalty.models.entry import LONGEST_KEY, Lot, PointsEntry
from loyalty.models.wallet import Wallet


class HoldQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Hold.State.HELD)

    def overdue(self, *, at):
        return self.open().filter(until_at__lte=at)


class Hold(WorkspaceModel):
    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("points", "Held")
        CAPTURED = "captured", pgettext_lazy("points", "Taken")
        VOIDED = "voided", pgettext_lazy("points", "Let go")
        TIMED_OUT = "timed_out", pgettext_lazy("points", "Let go, as its time was over")

    wallet = WorkspaceForeignKey(
        Wallet, on_delete=models.DO_NOTHING, related_name="holds", verbose_name=_("points of a customer")
    )
    points = models.BigIntegerField(_("points"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.HELD, editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    until_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    entry = WorkspaceForeignKey(
        PointsEntry,
        on_delete=models.DO_NOTHING,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="holds",
        verbose_name=_("entry"),
    )
    key = models.CharField(max_length=LONGEST_KEY)
    request_hash = models.CharField(max_length=64)

    objects = WorkspaceManager.from_queryset(HoldQuerySet)()

    class Meta:
        verbose_name = _("hold on points")
        verbose_name_plural = _("holds on points")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="loyalty_hold_once"),
            models.CheckConstraint(
                condition=Q(points__gt=0)
                & (Q(state="held", ended_at=None) | (~Q(state="held") & Q(ended_at__isnull=False)))
                & (Q(state="captured", entry__isnull=False) | (~Q(state="captured") & Q(entry=None))),
                name="loyalty_hold_sound",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "until_at", "id"], condition=Q(state="held"), name="loyalty_hold_open"
            )
        ]

    def __str__(self):
        return f"{self.points} · {self.get_state_display()}"


class HoldPart(WorkspaceModel):
    """So many points of a lot are held; gone once the hold is over."""

    workspace = WorkspaceField(is_referenced=False)
    hold = WorkspaceForeignKey(
        Hold, on_delete=models.DO_NOTHING, is_indexed=False, related_name="parts", verbose_name=_("hold")
    )
    lot = WorkspaceForeignKey(
        Lot, on_delete=models.DO_NOTHING, related_name="+", verbose_name=_("lot of points")
    )
    points = models.BigIntegerField(_("points"))

    class Meta:
        verbose_name = _("part of a hold")
        verbose_name_plural = _("parts of holds")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "hold", "lot"], name="loyalty_holdpart_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="loyalty_holdpart_positive"),
        ]

    def __str__(self):
        return str(self.points)
