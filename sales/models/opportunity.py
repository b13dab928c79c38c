"""Opportunity: what may be sold to a customer, how far it has come, and how it ended."""

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.models.naming import searchable
from interactions.models.kept import Kept
from lib.dates import span_in_words
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from sales.models.stage import HUNDRED, LostReason, OpportunityStage
from sales.opportunity_querysets import OpportunityQuerySet
from timeline.models import tracked
from timeline.notifying import notify
from timeline.services import record

# What a person writes down; undo of an edit puts these back.
WRITTEN = (
    "name", "kind", "product", "amount_minor", "currency", "expected_on", "owner", "contact", "source", "competitors",
    "description", "probability", "has_own_probability",
)  # fmt: skip


class NotOpen(ValidationError):
    """It was won or lost; it is reopened first."""

    def __init__(self):
        super().__init__(_now("This opportunity is closed. Reopen it first."))


@tracked(exclude=("overdue_told_for",))
class Opportunity(Kept):
    class Kind(models.TextChoices):
        NEW = "new", _("New business")
        UPSELL = "upsell", _("Upsell")
        CROSS_SELL = "cross_sell", _("Cross-sell")
        RENEWAL = "renewal", _("Renewal")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    account = WorkspaceForeignKey(
        Account,
        on_delete=models.CASCADE,
        related_name="opportunities",
        verbose_name=_("account"),
        editable=False,
        is_indexed=False,
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEW)
    stage = WorkspaceForeignKey(
        OpportunityStage,
        on_delete=models.PROTECT,
        related_name="opportunities",
        verbose_name=_("stage"),
        editable=False,
        is_indexed=False,
    )
    product = WorkspaceForeignKey(
        "sales.Product",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("product"),
    )
    # As its stage says it, for lists and sums.
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    stage_since = models.DateTimeField(_("in this stage since"), default=timezone.now, editable=False)
    amount_minor = models.BigIntegerField(_("amount"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    expected_on = models.DateField(_("expected close"))
    probability = models.PositiveSmallIntegerField(_("probability in percent"), default=0)
    # Set by hand: moving to another stage leaves it alone.
    has_own_probability = models.BooleanField(_("probability set by hand"), default=False)
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who looks after it"),
        is_indexed=False,
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("contact"),
    )
    source = models.CharField(_("source"), max_length=10, choices=Account.Source, blank=True)
    competitors = models.CharField(_("competitors"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=5_000, blank=True)
    next_step = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="opportunities",
        verbose_name=_("next step"),
    )
    lost_reason = WorkspaceForeignKey(
        LostReason,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="opportunities",
        verbose_name=_("reason for the loss"),
    )
    lost_note = models.CharField(_("what was learnt"), max_length=500, blank=True, editable=False)
    # What was entered when it was won.
    purchase = WorkspaceForeignKey(
        "sales.Purchase",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="opportunities",
        verbose_name=_("purchase"),
    )
    # By which its customer, a prospect until then, became one.
    conversion = WorkspaceForeignKey(
        "accounts.Conversion",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="opportunities",
        verbose_name=_("conversion"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("closed by"),
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    # The expected close of which its owner was told that it has gone by.
    overdue_told_for = models.DateField(null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )
    search = searchable("name", "competitors", "description")

    objects = WorkspaceManager.from_queryset(OpportunityQuerySet)()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0), name="sales_opportunity_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(probability__lte=HUNDRED), name="sales_opportunity_probability"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="sales_opportunity_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="lost") | Q(lost_reason=None), name="sales_opportunity_reason_of_a_loss"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "expected_on", "id"], name="sales_opp_expected"),
            models.Index(fields=["workspace", "amount_minor", "id"], name="sales_opp_amount"),
            models.Index(fields=["workspace", "stage_since", "id"], name="sales_opp_since"),
            models.Index(fields=["workspace", "stage", "id"], name="sales_opp_stage"),
            # The list and the board begin with what is open, which is little of what there was.
            models.Index(
                fields=["workspace", "expected_on", "id"], condition=Q(state="open"), name="sales_opp_open"
            ),
            models.Index(
                fields=["workspace", "stage", "expected_on", "id"],
                condition=Q(state="open"),
                name="sales_opp_board",
            ),
            models.Index(
                fields=["workspace", "closed_at"],
                condition=Q(closed_at__isnull=False),
                name="sales_opp_closed",
            ),
            models.Index(fields=["workspace", "owner", "state", "expected_on"], name="sales_opp_owner"),
            models.Index(fields=["workspace", "account", "state", "expected_on"], name="sales_opp_account"),
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="sales_opp_search",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and not self.is_archived and self.expected_on < timezone.localdate()

    @property
    def in_stage(self) -> str:
        """How long it is in its stage, in words."""
        return span_in_words(self.stage_since, timezone.now())

    @property
    def open_step(self):
        """The next step while somebody still has to do it."""
        return self.next_step if self.next_step and self.next_step.is_open else None

    def tell(self, verb, *, by, **detail):
        """On the page of the account, and on that of the contact it goes through."""
        record(verb, self, by=by, context=self.account, **detail)
        if self.contact is not None:
            record(verb, self, by=by, context=self.contact, is_part=True, **detail)

    def tell_owner(self, notice, *, by, **detail):
        notify(notice, [self.owner], subject=self, by=by, **detail)

    @transaction.atomic
    def move_to(self, stage, *, by):
        """To another open stage, in either direction; its opposite is the same verb with the former stage."""
        self.wait_to_change()
        if not self.is_open or not stage.is_open:
            raise NotOpen
        if stage.pk == self.stage_id:
            return
        old = self.stage
        self.enter(stage, by=by)
        self.save_version()
        self.tell("opportunity.moved", by=by, old=old.names, new=stage.names)
        self.tell_owner("opportunity.moved", by=by, stage=stage.names)

    @transaction.atomic
    def lose(self, *, by, reason=None, note=""):
        """It came to nothing, for a reason of the workspace's list. The opposite is reopen()."""
        self._close(self.State.LOST, by=by, lost_reason=reason, lost_note=note)

    @transaction.atomic
    def win(self, *, by, amount_minor=None, has_purchase=True):
        """The customer said yes; with `has_purchase` what was bought is entered too. The opposite is reopen().

        A prospect becomes a customer by it.
        """
        from sales.winning import make_customer

        fields = {} if amount_minor is None else {"amount_minor": amount_minor}
        self._close(self.State.WON, by=by, **fields)
        if has_purchase and self.amount_minor:
            self._enter_purchase(by=by)
        make_customer(self, by=by)

    def _enter_purchase(self, *, by):
        from sales.purchasing import Line, add_purchase

        fields = {"contact": self.contact, "ordered_on": timezone.localdate(), "currency": self.currency}
        line = Line(self.name, unit_price_minor=self.amount_minor, product=self.product)
        self.purchase = add_purchase(account=self.account, by=by, fields=fields, lines=[line])
        self.save(update_fields=["purchase"])

    def _close(self, state, *, by, **fields):
        self.wait_to_change()
        if not self.is_open:
            raise NotOpen
        self.enter(OpportunityStage.end(state), by=by)
        for name, value in fields.items():
            setattr(self, name, value)
        self.state, self.closed_at, self.closed_by = state, timezone.now(), by
        self.save_version()
        told = {"reason": self.lost_reason.names} if self.lost_reason else {}
        self.tell(f"opportunity.{state}", by=by, amount=self.amount_minor, currency=self.currency, **told)
        self.tell_owner(f"opportunity.{state}", by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """Won or lost by mistake, or talked about again: in the open stage where it was before.

        A purchase that was entered along with it is cancelled while nothing of it was delivered; else it stays. A
        prospect that became a customer by it is one again, as long as it has bought nothing.
        """
        from sales.winning import take_customer_back

        self.wait_to_change()
        if self.is_open:
            return
        if self.purchase is not None and self.purchase.status == "ordered":
            self.purchase.set_status("cancelled", by=by)
        self.purchase = None
        take_customer_back(self, by=by)
        former = (
            self.stays.filter(stage__kind="open", stage__archived_at=None).order_by("-from_at", "-pk").first()
        )
        stage = former.stage if former else OpportunityStage.objects.in_use().in_order().first()
        self.state, self.closed_at, self.closed_by = self.State.OPEN, None, None
        self.lost_reason, self.lost_note = None, ""
        self.enter(stage, by=by)
        self.save_version()
        self.tell("opportunity.reopened", by=by, stage=stage.names)
        self.tell_owner("opportunity.reopened", by=by)

    def enter(self, stage, *, by):
        """Its row is locked by the verb that calls this, which saves it."""
        now = timezone.now()
        self.stays.filter(until_at=None).update(until_at=now)
        OpportunityStay.objects.create(opportunity=self, stage=stage, from_at=now, by=by)
        self.stage, self.stage_since = stage, now
        if not stage.is_open or not self.has_own_probability:
            self.probability = stage.probability

    @transaction.atomic
    def archive(self, *, by):
        """Out of lists, board and sums, such as one that was written down twice. The opposite is restore()."""
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
        self.tell(f"opportunity.{verb}", by=by)


class OpportunityStay(WorkspaceModel):
    """One stretch of an opportunity's way: in which stage, from when to when, and who moved it there."""

    opportunity = WorkspaceForeignKey(Opportunity, on_delete=models.CASCADE, related_name="stays")
    stage = WorkspaceForeignKey(
        OpportunityStage, on_delete=models.PROTECT, related_name="+", verbose_name=_("stage")
    )
    from_at = models.DateTimeField(_("from"), default=timezone.now)
    until_at = models.DateTimeField(_("until"), null=True)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )

    class Meta:
        verbose_name = _("stay of an opportunity in a stage")
        verbose_name_plural = _("stays of opportunities in stages")
        ordering = ["-from_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "opportunity"],
                condition=Q(until_at=None),
                name="sales_opportunitystay_one_now",
            )
        ]

    def __str__(self):
        return f"{self.opportunity} · {self.stage}"

    @property
    def lasted(self) -> str:
        return span_in_words(self.from_at, self.until_at or timezone.now())
