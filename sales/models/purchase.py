"""Purchase: what a customer ordered, line by line, and what became of it."""

from decimal import Decimal
from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import DecimalField, ExpressionWrapper, F, Q
from django.db.models.functions import Cast, Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Kept
from lib import formats
from lib.dates import span_in_words
from lib.numbers import plain
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from sales.querysets import PurchaseQuerySet
from timeline.models import tracked
from timeline.services import record

LONGEST_REF, LONGEST_SOURCE, LONGEST_NOTE, LONGEST_TEXT = 100, 40, 2_000, 200
QUANTITY_DIGITS, QUANTITY_PLACES = 14, 4
EXACT = DecimalField(max_digits=40, decimal_places=QUANTITY_PLACES)


class NotNow(Exception):
    """What became of the purchase does not allow it."""


class RefundTooLarge(Exception):
    """More than was paid and not paid back yet; `left_minor` says how much is left."""

    def __init__(self, left_minor):
        super().__init__(left_minor)
        self.left_minor = left_minor


# What colleagues write about a customer is not kept where no deletion of the customer reaches it.
@tracked(exclude=["note"])
class Purchase(Kept):
    class Status(models.TextChoices):
        ORDERED = "ordered", _("Ordered")
        DELIVERED = "delivered", _("Delivered")
        LATE = "late", _("Late")
        WRONG = "wrong", _("Delivered wrong")
        RETURNED = "returned", _("Returned")
        REFUNDED = "refunded", _("Refunded")
        CANCELLED = "cancelled", _("Cancelled")

    # Nobody has bought what came back, was paid back whole or never left.
    UNCOUNTED = (Status.CANCELLED, Status.RETURNED, Status.REFUNDED)

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="purchases",
        verbose_name=_("account"),
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="purchases",
        verbose_name=_("contact"),
    )
    ordered_on = models.DateField(_("ordered on"))
    # What another system calls it, and which one: brought in twice it is kept once.
    source = models.CharField(_("where the reference is from"), max_length=LONGEST_SOURCE, blank=True)
    external_ref = models.CharField(_("reference"), max_length=LONGEST_REF, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.ORDERED, editable=False
    )
    note = models.TextField(_("note"), max_length=LONGEST_NOTE, blank=True)
    total_minor = models.BigIntegerField(_("total"), default=0, editable=False)
    refunded_minor = models.BigIntegerField(_("paid back"), default=0, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    origin = WorkspaceForeignKey(
        "sales.PurchaseImport",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="purchases",
        verbose_name=_("import"),
    )
    # What a row of a file without a reference says, in short, and how often it came: the same file adds it once.
    mark = models.CharField(max_length=70, blank=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(PurchaseQuerySet)()

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "external_ref"],
                condition=~Q(external_ref=""),
                name="sales_purchase_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "mark"], condition=~Q(mark=""), name="sales_purchase_marked_once"
            ),
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="sales_purchase_total"),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0) & Q(refunded_minor__lte=F("total_minor")),
                name="sales_purchase_paid_back_at_most_the_total",
            ),
            models.CheckConstraint(
                condition=~Q(status="refunded") | Q(refunded_minor=F("total_minor")),
                name="sales_purchase_refunded_is_paid_back",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "account", "ordered_on", "id"], name="sales_purchase_of_account"
            ),
            models.Index(fields=["workspace", "ordered_on", "id"], name="sales_purchase_by_day"),
            models.Index(fields=["workspace", "total_minor", "id"], name="sales_purchase_by_total"),
            models.Index(fields=["workspace", "status", "ordered_on", "id"], name="sales_purchase_by_status"),
            models.Index(fields=["workspace", "external_ref"], name="sales_purchase_by_reference"),
            models.Index(
                fields=["workspace", "origin", "id"],
                condition=Q(origin__isnull=False),
                name="sales_purchase_of_import",
            ),
        ]

    @property
    def name(self) -> str:
        """What lists and sentences call it."""
        return str(_("Purchase %(number)s")) % {"number": formats.digits(self.number)}

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def is_counted(self) -> bool:
        return not self.is_archived and self.status not in self.UNCOUNTED

    @property
    def left_minor(self) -> int:
        """What was paid and not paid back."""
        return self.total_minor - self.refunded_minor

    def tell(self, verb, *, by, **detail):
        record(verb, self, by=by, context=self.account, **detail)

    def enter_status(self, status, *, by, reason="", at=None):
        """The stretch of the old status ends and that of the new one begins."""
        at = at or timezone.now()
        self.statuses.filter(until_at=None).update(until_at=at)
        PurchaseStatus.objects.create(purchase=self, status=status, from_at=at, by=by, reason=reason)
        self.status = status

    @transaction.atomic
    def set_status(self, status, *, by, reason=""):
        """What became of it. Paying back is refund(): only taking that back leads out of “refunded”."""
        self.wait_to_change()
        status = self.Status(status)
        if status == self.status:
            return
        if self.Status.REFUNDED in (status, self.status):
            raise NotNow
        old = self.status
        self.enter_status(status, by=by, reason=reason)
        self.save_version()
        self.keep_totals()
        self.tell("purchase.status_changed", by=by, old=old, new=str(status))

    @transaction.atomic
    def refund(self, amount_minor, *, by, reason="", form_token=None):
        """Pay some of it back, or all: then it is refunded. IntegrityError when the form was sent before."""
        self.wait_to_change()
        if not 0 < amount_minor <= self.left_minor:
            raise RefundTooLarge(self.left_minor)
        made = Refund.objects.create(
            purchase=self, amount_minor=amount_minor, by=by, reason=reason, form_token=form_token or uuid4()
        )
        self.refunded_minor += amount_minor
        if not self.left_minor and self.status not in self.UNCOUNTED:
            self.enter_status(self.Status.REFUNDED, by=by, reason=reason)
        self.save_version()
        self.keep_totals()
        self.tell("purchase.refunded", by=by, amount_minor=amount_minor, currency=self.currency)
        return made

    @transaction.atomic
    def take_refund_back(self, refund, *, by):
        """It was not paid back after all; what was refunded whole is again what it was before."""
        self.wait_to_change()
        if not self.refunds.filter(pk=refund.pk).exists():
            return  # pressed twice
        amount_minor = refund.amount_minor
        refund.delete()
        self.refunded_minor -= amount_minor
        if self.status == self.Status.REFUNDED:
            before = self.statuses.exclude(status=self.Status.REFUNDED).first()
            self.enter_status(before.status if before else self.Status.ORDERED, by=by)
        self.save_version()
        self.keep_totals()
        self.tell("purchase.refund_taken_back", by=by, amount_minor=amount_minor, currency=self.currency)

    @transaction.atomic
    def archive(self, *, by):
        """Put away: it counts no longer. The opposite is restore()."""
        self._set_archived(timezone.now(), "archived", by=by)

    @transaction.atomic
    def restore(self, *, by):
        self._set_archived(None, "restored", by=by)

    def _set_archived(self, moment, verb, *, by):
        self.wait_to_change()
        if self.is_archived == (moment is not None):
            return
        self.archived_at = moment
        self.save_version()
        self.keep_totals()
        self.tell(f"purchase.{verb}", by=by)

    def keep_totals(self):
        from sales.models.totals import keep_totals

        keep_totals([self.account_id])


@tracked()
class PurchaseLine(WorkspaceModel):
    """So much of a product, or of what its text says. The first line stands first.

    Without a price of one unit only the amount of the line is known, such as in files of other systems.
    """

    workspace = WorkspaceField(is_referenced=False)
    purchase = WorkspaceForeignKey(
        Purchase, on_delete=models.CASCADE, is_indexed=False, related_name="lines", verbose_name=_("purchase")
    )
    place = models.PositiveSmallIntegerField(_("line"))
    product = WorkspaceForeignKey(
        "sales.Product",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("product"),
    )
    # What it was called on that day; catalogues change.
    text = models.CharField(_("what was bought"), max_length=LONGEST_TEXT)
    quantity = models.DecimalField(
        _("quantity"), max_digits=QUANTITY_DIGITS, decimal_places=QUANTITY_PLACES, default=Decimal(1)
    )
    unit_price_minor = models.BigIntegerField(
        _("unit price"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    discount_minor = models.BigIntegerField(_("discount"), default=0, validators=[MinValueValidator(0)])
    total_minor = models.BigIntegerField(_("total"), editable=False)
    # Where the unit price came from; it stays what it was, whatever becomes of the list.
    price_list = WorkspaceForeignKey(
        "sales.PriceList",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("price list"),
    )

    class Meta:
        verbose_name = _("line of a purchase")
        verbose_name_plural = _("lines of purchases")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "purchase", "place"], name="sales_purchaseline_place"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, discount_minor__gte=0, total_minor__gte=0)
                & (Q(unit_price_minor=None) | Q(unit_price_minor__gte=0)),
                name="sales_purchaseline_positive",
            ),
            # As sales/amounts.py rounds.
            models.CheckConstraint(
                condition=Q(unit_price_minor=None, discount_minor=0)
                | Q(
                    total_minor=ExpressionWrapper(
                        Round(
                            ExpressionWrapper(F("quantity") * Cast("unit_price_minor", EXACT), EXACT),
                            output_field=EXACT,
                        )
                        - Cast("discount_minor", EXACT),
                        EXACT,
                    )
                ),
                name="sales_purchaseline_total",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def quantity_text(self) -> str:
        return formats.digits(plain(self.quantity))


class PurchaseStatus(WorkspaceModel):
    """One stretch of a purchase: which status, from when to when, and who said so."""

    workspace = WorkspaceField(is_referenced=False)
    purchase = WorkspaceForeignKey(
        Purchase,
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="statuses",
        verbose_name=_("purchase"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Purchase.Status)
    from_at = models.DateTimeField(_("from"), default=timezone.now)
    until_at = models.DateTimeField(_("until"), null=True)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("status of a purchase")
        verbose_name_plural = _("statuses of purchases")
        ordering = ["-from_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "purchase"],
                condition=Q(until_at=None),
                name="sales_purchasestatus_one_now",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "purchase", "from_at"], name="sales_purchasestatus_of"),
        ]

    def __str__(self):
        return self.get_status_display()

    @property
    def lasted(self) -> str:
        return span_in_words(self.from_at, self.until_at or timezone.now())


@tracked()
class Refund(WorkspaceModel):
    """So much of a purchase was paid back."""

    workspace = WorkspaceField(is_referenced=False)
    purchase = WorkspaceForeignKey(
        Purchase, on_delete=models.CASCADE, related_name="refunds", verbose_name=_("purchase")
    )
    amount_minor = models.BigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    form_token = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="sales_refund_positive"),
            models.UniqueConstraint(fields=["workspace", "form_token"], name="sales_refund_form_token"),
        ]

    def __str__(self):
        return str(self.amount_minor)
