"""PlanVersion: a plan as it was when it was reviewed, what had come of it, and what was concluded; written once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from planning.models.plan import AccountPlan


class PlanVersionQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(plan__account__in=Account.objects.visible_to(membership))


class PlanVersion(NumberedModel):
    # Append-only for the app: the owner's function lets versions go with a customer who is deleted for good.
    plan = WorkspaceForeignKey(
        AccountPlan,
        on_delete=models.DO_NOTHING,
        related_name="versions",
        verbose_name=_("plan"),
        is_indexed=False,
    )
    round = models.PositiveSmallIntegerField(_("version"))
    # Values as planning/snapshots.py writes them, in no language.
    snapshot = models.JSONField(_("the plan"))
    figures = models.JSONField(_("what happened"))
    conclusions = models.JSONField(_("conclusions"))
    made_at = models.DateTimeField(_("reviewed at"), default=timezone.now)
    made_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("reviewed by"),
        is_indexed=False,
    )

    objects = WorkspaceManager.from_queryset(PlanVersionQuerySet)()

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering = ["-round"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "plan", "round"], name="planning_planversion_round"),
            AppendOnly(name="planning_planversion_append_only"),
        ]

    def __str__(self):
        return f"{self.plan_id}.{self.round}"
