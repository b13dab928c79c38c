"""Compensation: what a customer gets for what went wrong; and up to which amount each role may approve it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from complaints.models.message import OfAComplaintQuerySet
from interactions.models.kept import Kept
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from workspaces.roles import Role

LONGEST_REASON = 500
MOST_POINTS = 10_000_000


class CompensationQuerySet(OfAComplaintQuerySet):
    def standing(self):
        return self.filter(state__in=("proposed", "approved", "given"))

    def granted(self):
        """Approved, or given already."""
        return self.filter(state__in=("approved", "given"))


class Compensation(Kept):
    """Money and vouchers have an amount, points a number; each step of it is an event of the complaint."""

    class Kind(models.TextChoices):
        MONEY = "money", _("Money")
        VOUCHER = "voucher", _("Voucher")
        POINTS = "points", _("Points")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        GIVEN = "given", _("Given")
        TAKEN_BACK = "taken_back", _("Taken back")

    complaint = WorkspaceForeignKey(
        "complaints.Complaint",
        on_delete=models.CASCADE,
        related_name="compensations",
        verbose_name=_("complaint"),
        editable=False,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MONEY)
    amount_minor = models.BigIntegerField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    points = models.PositiveIntegerField(_("points"), null=True, blank=True)
    text = models.CharField(_("what for"), max_length=LONGEST_REASON)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED, editable=False)
    proposed_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("proposed by"),
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
    given_at = models.DateTimeField(_("given at"), null=True, editable=False)
    # Why it was refused or taken back.
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True, editable=False)

    objects = WorkspaceManager.from_queryset(CompensationQuerySet)()

    class Meta:
        verbose_name = _("compensation")
        verbose_name_plural = _("compensations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind__in=("money", "voucher"), amount_minor__gt=0, points=None) & ~Q(currency="")
                )
                | Q(kind="points", points__gt=0, amount_minor=None, currency="")
                | Q(kind="other", amount_minor=None, points=None, currency=""),
                name="complaints_compensation_of_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "given")) | Q(decided_at__isnull=False),
                name="complaints_compensation_granted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | Q(given_at__isnull=False),
                name="complaints_compensation_given_has_its_time",
            ),
        ]

    @property
    def name(self) -> str:
        return self.text

    @property
    def account(self) -> Account:
        return self.complaint.account


class ApprovalLimit(WorkspaceModel):
    """Up to which amount of a currency this role approves; a role without one approves nothing of it."""

    role = models.CharField(_("role"), max_length=20, choices=Role)
    currency = models.CharField(_("currency"), max_length=3)
    most_minor = models.BigIntegerField(_("most"))

    class Meta:
        verbose_name = _("limit of approval")
        verbose_name_plural = _("limits of approval")
        ordering = ["currency", "most_minor", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "role", "currency"], name="complaints_approvallimit_one"
            ),
            models.CheckConstraint(condition=Q(most_minor__gte=0), name="complaints_approvallimit_amount"),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.most_minor} {self.currency}"
