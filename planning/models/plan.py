"""AccountPlan: what we want to reach with one customer in one period, and the rules of its parts."""

from datetime import date

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.kept import Kept
from lib import formats
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked
from timeline.services import record

LONGEST = 4000
MOST_MONTHS = 24


class PlanClosed(Exception):
    """A plan that is over is read and copied, no longer changed."""

    def __init__(self, plan):
        super().__init__(plan.number)
        self.plan = plan


class AccountPlanQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))

    def living(self):
        return self.exclude(state="closed")

    def active(self):
        return self.filter(state="active")

    def due_for_review(self, day):
        return self.active().filter(next_review_on__lte=day, account__archived_at=None)


@tracked()
class AccountPlan(Kept):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="plans",
        verbose_name=_("account"),
        editable=False,
        is_indexed=False,
    )
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who leads it"),
        is_indexed=False,
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    summary = models.TextField(_("summary"), blank=True, max_length=LONGEST)
    revenue_goal_minor = models.BigIntegerField(_("revenue goal"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    upsell = models.TextField(_("upsell ideas"), blank=True, max_length=LONGEST)
    resources = models.TextField(_("resources and time"), blank=True, max_length=LONGEST)
    obstacles = models.TextField(_("obstacles"), blank=True, max_length=LONGEST)
    success = models.TextField(_("success measures"), blank=True, max_length=LONGEST)
    # When it is looked at again: every so many months from its beginning, and on days of one's own.
    review_every_months = models.PositiveSmallIntegerField(
        _("review every so many months"), null=True, blank=True
    )
    review_days = models.JSONField(_("further days of review"), default=list, blank=True)
    next_review_on = models.DateField(_("next review"), null=True, editable=False)
    review_told_for = models.DateField(_("told for the review of"), null=True, editable=False)
    round = models.PositiveSmallIntegerField(_("which version it is"), default=1, editable=False)
    activated_at = models.DateTimeField(_("active since"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = WorkspaceManager.from_queryset(AccountPlanQuerySet)()

    class Meta:
        verbose_name = _("account plan")
        verbose_name_plural = _("account plans")
        ordering = ["-from_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "state"],
                condition=Q(state__in=["draft", "active"]),
                name="planning_accountplan_one_living",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="planning_accountplan_period"
            ),
            models.CheckConstraint(
                condition=Q(revenue_goal_minor=None) | Q(revenue_goal_minor__gte=0),
                name="planning_accountplan_goal",
            ),
            models.CheckConstraint(
                condition=Q(review_every_months=None) | Q(review_every_months__range=(1, MOST_MONTHS)),
                name="planning_accountplan_review_months",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "-from_on"], name="planning_of_account"),
            models.Index(
                fields=["workspace", "next_review_on"], condition=Q(state="active"), name="planning_reviews"
            ),
            # The list of all plans: those that live, and those that are over.
            models.Index(
                fields=["workspace", "next_review_on", "-id"],
                condition=~Q(state="closed"),
                name="planning_plan_living",
            ),
            models.Index(
                fields=["workspace", "-until_on", "-id"],
                condition=Q(state="closed"),
                name="planning_plan_closed",
            ),
        ]

    @property
    def name(self) -> str:
        return str(_("Plan %(since)s to %(until)s")) % {
            "since": formats.day(self.from_on),
            "until": formats.day(self.until_on),
        }

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_review_due(self) -> bool:
        """Its day of review is today or has gone by."""
        return (
            self.is_active and self.next_review_on is not None and self.next_review_on <= timezone.localdate()
        )

    @property
    def is_over(self) -> bool:
        """Its period ended before today, whatever its state."""
        return self.until_on < timezone.localdate()

    @property
    def given_review_days(self) -> list[date]:
        return [date.fromisoformat(each) for each in self.review_days]

    def hold_living(self):
        """Lock the customer, then the plan; refused while the one is archived, or once the other is closed."""
        self.wait_to_change()
        if self.is_closed:
            raise PlanClosed(self)

    @transaction.atomic
    def activate(self, *, by):
        """From now on this is the plan of the customer: the one before it is closed. The opposite is draft_again()."""
        self.hold_living()
        if self.is_active:
            return
        for former in AccountPlan.objects.active().filter(account=self.account_id):
            former.close(by=by)
        self._set(self.State.ACTIVE, "plan.activated", by=by, activated_at=timezone.now())

    @transaction.atomic
    def draft_again(self, *, by):
        self.hold_living()
        if self.is_active and not self._other_living():
            self._set(self.State.DRAFT, "plan.draft_again", by=by, activated_at=None)

    @transaction.atomic
    def close(self, *, by):
        """It is over: read and copied, not changed. The opposite is reopen()."""
        self.wait_to_change()
        if not self.is_closed:
            self._set(self.State.CLOSED, "plan.closed", by=by, closed_at=timezone.now())

    @transaction.atomic
    def reopen(self, *, by):
        """As it was before it was closed, unless another plan has taken its place."""
        self.wait_to_change()
        if not self.is_closed:
            return
        state = self.State.ACTIVE if self.activated_at else self.State.DRAFT
        if AccountPlan.objects.filter(account=self.account_id, state=state).exists():
            raise PlanClosed(self)
        self._set(state, "plan.reopened", by=by, closed_at=None)

    def _other_living(self) -> bool:
        return AccountPlan.objects.living().filter(account=self.account_id).exclude(pk=self.pk).exists()

    def _set(self, state, verb, *, by, **fields):
        self.state = state
        for name, value in fields.items():
            setattr(self, name, value)
        self.save_version()
        record(verb, self, by=by, context=self.account)
