"""A person's place in a workspace: the role, the line of escalation. Memberships end, they never vanish."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from timeline.models import tracked
from timeline.notifying import notify
from timeline.services import record
from workspaces.leaving import leaving
from workspaces.models.workspace import Workspace
from workspaces.roles import HEADS, ROLES, Permission, Role, may_give

if TYPE_CHECKING:
    from workspaces.models.support_visit import SupportVisit

MANY_LEVELS = 50
ABOVE_OWN_ROLE = _("You cannot give or change a role above your own.")


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None)


class NotAllowed(ValidationError):
    """The actor may not do this to that colleague."""


# How a person wants to be reminded is nobody else's business, nor that of the audit log.
@tracked(exclude=("reminder_minutes", "is_reminded_any_time"))
class Membership(NumberedModel):
    user = models.ForeignKey("workspaces.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    reports_to = WorkspaceForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reports to"),
    )
    started_at = models.DateTimeField(_("started at"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    reminder_minutes = models.PositiveSmallIntegerField(
        _("reminded before, in minutes"), default=15, db_default=15, editable=False
    )
    is_reminded_any_time = models.BooleanField(
        _("reminded outside working hours too"), default=False, db_default=False, editable=False
    )

    objects = WorkspaceManager.from_queryset(MembershipQuerySet)()

    # The visit of platform staff that is in this member's place, for one request.
    visit: "SupportVisit | None" = None

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="workspaces_membership_user"),
            models.CheckConstraint(
                condition=~models.Q(reports_to=models.F("id")), name="workspaces_membership_not_own_boss"
            ),
        ]

    def __str__(self):
        return self.user.name

    @property
    def is_active(self):
        return self.ended_at is None

    def can(self, permission: Permission) -> bool:
        if self.visit is not None and permission not in self.visit.permissions:
            return False
        return self.is_active and permission in ROLES[Role(self.role)]

    @property
    def sees_everything(self) -> bool:
        is_head = self.role in HEADS
        return is_head or self.workspace.visibility == self.workspace.Visibility.ALL

    def team_ids(self) -> set[int]:
        """This membership and everybody below it in the line of escalation."""
        below: dict[int | None, list[int]] = {}
        for pk, boss in Membership.objects.values_list("id", "reports_to_id"):
            below.setdefault(boss, []).append(pk)
        found, waiting = {self.pk}, [self.pk]
        while waiting:
            for pk in below.get(waiting.pop(), []):
                if pk not in found:
                    found.add(pk)
                    waiting.append(pk)
        return found

    def check_line(self, boss):
        """Refuse a line of escalation that would come back to where it began."""
        seen, step = 0, boss
        while step is not None and seen < MANY_LEVELS:
            if step.pk == self.pk:
                raise NotAllowed(_("This would make %(name)s report to themselves."), params={"name": self})
            step, seen = step.reports_to, seen + 1
        if seen == MANY_LEVELS:
            raise NotAllowed(_("The line of escalation is too long."))

    @transaction.atomic
    def change(self, *, by, role=None, reports_to=None):
        """Give another role or another superior. Nobody gives a role above his own or changes one above him."""
        self._lock_places()
        role = Role(role or self.role)
        self._check_may_change(by)
        if not may_give(Role(by.role), role):
            raise NotAllowed(ABOVE_OWN_ROLE)
        if self.role == Role.OWNER and role != Role.OWNER:
            self._check_not_last_owner()
        if reports_to is not None and reports_to != self.reports_to and not reports_to.is_active:
            raise NotAllowed(_("Choose somebody who still works here."))
        self.check_line(reports_to)
        before = self.role
        self.role, self.reports_to = role, reports_to
        self.save(update_fields=["role", "reports_to"])
        record("membership.changed", self, by=by, role=role, before=before)
        if role != before:
            notify("membership.role_changed", [self], by=by, role=role)

    @transaction.atomic
    def end(self, *, by):
        """The colleague leaves: access ends at once, everything done stays under the name."""
        self._lock_places()
        self._check_may_change(by)
        if not self.is_active:
            return
        if self.role == Role.OWNER:
            self._check_not_last_owner()
        self.ended_at = timezone.now()
        self.save(update_fields=["ended_at"])
        record("membership.ended", self, by=by)
        for each in leaving:
            each.left(self, by=by)

    @transaction.atomic
    def resume(self, *, by):
        """The opposite of end()."""
        self._lock_places()
        self._check_may_change(by)
        if self.is_active:
            return
        left_at, self.ended_at = self.ended_at, None
        self.save(update_fields=["ended_at"])
        record("membership.resumed", self, by=by)
        for each in leaving:
            each.returned(self, left_at, by=by)

    def rejoin(self, *, role, reports_to, ended_at):
        """Come back by a new invitation, with the place that it gives."""
        self._lock_places()
        self.check_line(reports_to)
        self.role, self.reports_to, self.ended_at = role, reports_to, ended_at
        self.save(update_fields=["role", "reports_to", "ended_at"])

    def _check_may_change(self, by):
        """Platform staff (None) helps a workspace that lost its owner."""
        if by is not None and not may_give(Role(by.role), Role(self.role)):
            raise NotAllowed(ABOVE_OWN_ROLE)

    def _lock_places(self):
        """One change of places at a time in a workspace: two at once could make a circle or leave no owner."""
        list(Workspace.objects.select_for_update(no_key=True).filter(pk=self.workspace_id).values_list("pk"))
        self.refresh_from_db(fields=["role", "reports_to", "ended_at"])

    def _check_not_last_owner(self):
        if not Membership.objects.active().filter(role=Role.OWNER).exclude(pk=self.pk).exists():
            raise NotAllowed(_("A workspace needs at least one owner."))
