"""A visit of platform staff to a workspace, in a member's place: with a reason, for a while, seen by the workspace."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from timeline.services import record
from workspaces.models.membership import Membership
from workspaces.roles import VISITOR_READS, VISITOR_WRITES, Permission

LONGEST = timedelta(minutes=60)


class SupportVisitQuerySet(models.QuerySet):
    def current(self, *, at):
        return self.filter(ended_at=None, expires_at__gt=at)


class VisitRefused(ValidationError):
    """This member cannot be visited, or not by this person."""


class SupportVisit(NumberedModel):
    member = WorkspaceForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("in the place of"),
    )
    # Who of the platform it was. No key: business rows point at people through their membership only.
    staff_id = models.BigIntegerField(editable=False)
    staff_name = models.CharField(_("platform staff"), max_length=120, editable=False)
    staff_email = models.EmailField(_("e-mail"), editable=False)
    reason = models.CharField(_("reason"), max_length=500)
    may_write = models.BooleanField(_("may write"), default=False, editable=False)
    began_at = models.DateTimeField(_("began at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("ends at"), editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(SupportVisitQuerySet)()

    class Meta:
        verbose_name = _("support visit")
        verbose_name_plural = _("support visits")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("began_at") + LONGEST), name="workspaces_supportvisit_an_hour"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="workspaces_supportvisit_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.staff_name}: {self.reason}"

    @property
    def permissions(self) -> frozenset[Permission]:
        return VISITOR_READS | VISITOR_WRITES if self.may_write else VISITOR_READS

    def may_send(self, permission: Permission) -> bool:
        """Whether a page that needs this permission takes more than a look from a visitor."""
        return self.may_write and permission in VISITOR_WRITES

    @property
    def is_over(self):
        return self.ended_at is not None or self.expires_at <= timezone.now()

    @property
    def over_at(self):
        """When it ended, by somebody or by itself; until then when it will."""
        return self.ended_at or self.expires_at

    @transaction.atomic
    def end(self, *, by=None):
        """End it before its time: the staff themselves (by is None) or an admin of the workspace."""
        now = timezone.now()
        if SupportVisit.objects.current(at=now).filter(pk=self.pk).update(ended_at=now):
            self.ended_at = now
            record("support.ended", self, by=by, visitor=self.staff_name)
