"""An invitation to a workspace: by mail, once, for 72 hours."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from timeline.notifying import notify
from timeline.services import record
from workspaces.models.membership import ABOVE_OWN_ROLE, Membership, NotAllowed
from workspaces.roles import Role, may_give

VALID_FOR = timedelta(hours=72)
IS_PENDING = models.Q(accepted_at=None, revoked_at=None)


class InvitationClosed(ValidationError):
    """It was used, taken back or too old, or who sent it may not invite any more."""


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        """Neither used nor taken back; perhaps too old."""
        return self.filter(IS_PENDING)


def expiry():
    return timezone.now() + VALID_FOR


class Invitation(NumberedModel):
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    reports_to = WorkspaceForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("reports to"),
    )
    # Empty when platform staff invites the first owner.
    invited_by = WorkspaceForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    token_hash = models.CharField(max_length=64, editable=False)
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires at"), default=expiry, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("taken back at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(InvitationQuerySet)()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("email"), condition=IS_PENDING, name="workspaces_invitation_one_pending"
            ),
            # Small, since only pending ones are in it: invitation_by() may read it across workspaces.
            models.UniqueConstraint(
                fields=["workspace", "token_hash"], condition=IS_PENDING, name="workspaces_invitation_token"
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def is_expired(self):
        return self.expires_at <= timezone.now()

    @property
    def is_open(self):
        """Whether it can still be accepted: also its sender must still be allowed to send it."""
        if self.accepted_at or self.revoked_at or self.is_expired:
            return False
        sender = self.invited_by
        return sender is None or (sender.is_active and may_give(Role(sender.role), Role(self.role)))

    @transaction.atomic
    def revoke(self, *, by):
        """Take it back: its link is dead from now on."""
        self._wait_for_others()
        self._check_may_change(by)
        if self.revoked_at:
            return
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
        record("invitation.revoked", self, by=by, email=self.email)

    @transaction.atomic
    def restore(self, *, by):
        """The opposite of revoke(): the link in the mail works again until it expires."""
        self._wait_for_others()
        self._check_may_change(by)
        if not self.revoked_at:
            return
        self.revoked_at = None
        if not self.is_open:
            raise NotAllowed(_("This invitation is not valid any more. Send a new one."))
        try:
            with transaction.atomic():
                self.save(update_fields=["revoked_at"])
        except IntegrityError as error:  # one waits for this address, perhaps since a moment ago
            raise NotAllowed(_("Another invitation was sent to this address.")) from error
        record("invitation.restored", self, by=by, email=self.email)

    def superior_of(self, membership):
        """The superior it names, unless that one has left or has reported to this former member all along."""
        boss = self.reports_to
        if boss is None or not boss.is_active:
            return None
        try:
            if membership is not None:
                membership.check_line(boss)
        except NotAllowed:
            return None
        return boss

    def _wait_for_others(self):
        """Lock the row and go on from what stands; who has joined by it meanwhile is a member."""
        self.refresh_from_db(from_queryset=Invitation.objects.select_for_update(no_key=True))
        if self.accepted_at:
            raise NotAllowed(_("This invitation was accepted meanwhile."))

    def _check_may_change(self, by):
        """Platform staff (None) invites first owners and may send them again."""
        if by is not None and not may_give(Role(by.role), Role(self.role)):
            raise NotAllowed(ABOVE_OWN_ROLE)

    @transaction.atomic
    def accept(self, user) -> Membership:
        """Make this person a member, or a former member one again."""
        fresh = (
            Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=self.pk)
        )
        if not fresh.is_open or fresh.email.lower() != user.email.lower():
            raise InvitationClosed(_("This invitation is not valid any more."))
        fresh.accepted_at = timezone.now()
        fresh.save(update_fields=["accepted_at"])
        membership = Membership.objects.filter(user=user).first()
        place = {"role": fresh.role, "reports_to": fresh.superior_of(membership), "ended_at": None}
        if membership is None:
            membership = Membership.objects.create(user=user, **place)
        elif not membership.is_active:
            membership.rejoin(**place)
        record("membership.joined", membership, by=membership, role=membership.role)
        notify("invitation.accepted", [fresh.invited_by], subject=membership, by=membership)
        return membership
