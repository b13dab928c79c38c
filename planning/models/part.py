"""PlanPart: what an objective, an initiative, a risk and a competitor of a plan have in common."""

from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.kept import Kept
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from planning.models.plan import AccountPlan
from timeline.services import record


class PlanPartQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(plan__account__in=Account.objects.visible_to(membership))

    def standing(self):
        return self.filter(removed_at=None)


class PlanPart(Kept):
    # How its events are called, as in “risk.added”.
    noun: ClassVar[str]

    plan = WorkspaceForeignKey(
        AccountPlan,
        on_delete=models.CASCADE,
        related_name="%(class)ss",
        verbose_name=_("plan"),
        editable=False,
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(PlanPartQuerySet)()

    class Meta:
        abstract = True

    @property
    def account(self):
        return self.plan.account

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    def wait_to_change(self):
        """Lock customer and plan, then the row; refused while archived, and once the plan is closed."""
        self.plan.hold_living()
        plan = self.plan
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        self.plan = plan

    def tell(self, what, *, by, **detail):
        record(f"{self.noun}.{what}", self, by=by, context=self.account, **detail)

    @transaction.atomic
    def remove(self, *, by):
        """Out of the plan; earlier versions keep it, and restore() brings it back."""
        self._set_removed(timezone.now(), "removed", by=by)

    @transaction.atomic
    def restore(self, *, by):
        self._set_removed(None, "restored", by=by)

    def _set_removed(self, moment, what, *, by):
        self.wait_to_change()
        if self.is_removed == (moment is not None):
            return
        self.removed_at = moment
        self.save_version()
        self.tell(what, by=by)
