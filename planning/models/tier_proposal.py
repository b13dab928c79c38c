"""TierProposal: another tier than a customer has, as the rules propose it; a person confirms or refuses."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager


class TierProposalQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))

    def open(self):
        return self.filter(state=TierProposal.State.OPEN)


class TierProposal(NumberedModel):
    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")

    account = WorkspaceForeignKey(
        Account, on_delete=models.CASCADE, related_name="tier_proposals", verbose_name=_("account")
    )
    before = models.CharField(_("now"), max_length=1, choices=Account.Tier, blank=True)
    after = models.CharField(_("proposed"), max_length=1, choices=Account.Tier)
    # The figures it was proposed for.
    value_minor = models.BigIntegerField(_("value of the last 12 months"))
    is_bought = models.BooleanField(_("from purchases"), default=False)
    by_value = models.CharField(_("tier by value"), max_length=1, choices=Account.Tier)
    score = models.PositiveSmallIntegerField(_("assessment"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    # Which job decided it, where all were decided at once.
    job = WorkspaceForeignKey(
        "timeline.Job", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("job")
    )

    objects = WorkspaceManager.from_queryset(TierProposalQuerySet)()

    class Meta:
        verbose_name = _("proposed tier")
        verbose_name_plural = _("proposed tiers")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account"],
                condition=Q(state="open"),
                name="planning_tierproposal_one_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "state", "after", "-value_minor"], name="planning_tierproposal_open"
            ),
            models.Index(
                fields=["workspace", "-value_minor", "id"],
                condition=Q(state="open"),
                name="planning_tierproposal_by_value",
            ),
        ]

    def __str__(self):
        return f"{self.account}: {self.before or '—'} → {self.after}"

    @property
    def moved(self) -> int:
        """1 raised by the assessment, -1 lowered, 0 as the value says."""
        return (self.after < self.by_value) - (self.after > self.by_value)
