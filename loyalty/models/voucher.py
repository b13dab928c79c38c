"""Voucher: so much, or so many per cent, off one purchase of a customer."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from interactions.models.kept import Kept
from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from loyalty import codes
from loyalty.models.redemption import LONGEST_REASON, Redemption


class VoucherQuerySet(AboutAnAccount):
    def matching(self, query):
        return codes.with_code(self, query)

    def kept(self):
        """Lists show them all."""
        return self

    def open(self):
        """Neither used nor taken back; their day may be over."""
        return self.filter(state=Voucher.State.OPEN)

    def usable(self, *, on):
        return self.open().filter(valid_until__gte=on)


class Voucher(Kept):
    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("voucher", "Can be used")
        USED = "used", pgettext_lazy("voucher", "Used")
        TAKEN_BACK = "taken_back", pgettext_lazy("voucher", "Taken back")

    class Origin(models.TextChoices):
        REDEMPTION = "redemption", _("Taken for points")
        BY_HAND = "by_hand", _("Given by hand")
        APOLOGY = "apology", _("An apology after a complaint")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="vouchers",
        verbose_name=_("account"),
    )
    origin = models.CharField(_("comes from"), max_length=10, choices=Origin, default=Origin.BY_HAND)
    redemption = WorkspaceForeignKey(
        Redemption,
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="vouchers",
        verbose_name=_("redemption"),
    )
    # What a higher app gave it for: the label of its table and a key in it, such as a compensation.
    source_kind = models.CharField(max_length=60, blank=True, editable=False)
    source_id = models.BigIntegerField(null=True, editable=False)
    code = models.CharField(_("code"), max_length=16, editable=False)
    amount_minor = models.BigIntegerField(_("amount"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(
        _("per cent"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    currency = models.CharField(_("currency"), max_length=3)
    least_minor = models.BigIntegerField(_("smallest purchase"), default=0)
    valid_until = models.DateField(pgettext_lazy("voucher", "valid until"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    # What it is for, where nobody took it for points.
    text = models.CharField(pgettext_lazy("voucher", "what for"), max_length=LONGEST_REASON, blank=True)
    given_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("given by"),
    )
    purchase = WorkspaceForeignKey(
        "sales.Purchase",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="vouchers",
        verbose_name=_("purchase"),
    )
    # How much of the purchase it paid.
    paid_minor = models.BigIntegerField(_("paid with it"), default=0, editable=False)
    used_at = models.DateTimeField(_("used at"), null=True, editable=False)
    used_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("used by"),
    )
    # Why it was taken back.
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True, editable=False)

    objects = WorkspaceManager.from_queryset(VoucherQuerySet)()

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="loyalty_voucher_code"),
            models.UniqueConstraint(
                fields=["workspace", "redemption"],
                condition=Q(redemption__isnull=False),
                name="loyalty_voucher_of_redemption",
            ),
            models.UniqueConstraint(
                fields=["workspace", "source_kind", "source_id"],
                condition=Q(source_id__isnull=False),
                name="loyalty_voucher_of_source",
            ),
            models.CheckConstraint(
                condition=(
                    Q(amount_minor__gt=0, percent=None) | Q(amount_minor=None, percent__range=(1, 100))
                )
                & Q(least_minor__gte=0, paid_minor__gte=0)
                & ~Q(code="")
                & ~Q(currency=""),
                name="loyalty_voucher_sound",
            ),
            models.CheckConstraint(
                condition=Q(state="used", used_at__isnull=False, paid_minor__gt=0)
                | Q(state__in=("open", "taken_back"), used_at=None, purchase=None, paid_minor=0),
                name="loyalty_voucher_used_at_something",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "id"], name="loyalty_voucher_of_account"),
            models.Index(fields=["workspace", "state", "id"], name="loyalty_voucher_by_state"),
        ]

    @property
    def name(self) -> str:
        return self.shown_code

    @property
    def shown_code(self) -> str:
        return codes.shown(self.code)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_expired(self, on=None) -> bool:
        return self.is_open and self.valid_until < (on or timezone.localdate())

    @property
    def state_label(self) -> str:
        return pgettext("voucher", "Expired") if self.is_expired() else self.get_state_display()
