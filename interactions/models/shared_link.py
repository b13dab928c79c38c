"""SharedLink: a file of a record, open to whoever has its link, for a while; and when it was opened."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Revocable
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import Attachment
from timeline.notifying import notify
from timeline.services import record

# Somebody who presses twice, or comes back in a minute, opened it once.
TOLD_AGAIN_AFTER = timedelta(hours=1)


class SharedLinkQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__owner__in=membership.team_ids())

    def open(self):
        """Neither taken back nor too old, nobody was put away, and the file is still there."""
        there = self.filter(revoked_at=None, expires_at__gt=timezone.now(), attachment__removed_at=None)
        in_use = there.filter(account__archived_at=None, contact__archived_at=None)
        return in_use.exclude(attachment__record_kind="")


class SharedLink(Revocable):
    attachment = WorkspaceForeignKey(Attachment, on_delete=models.CASCADE, related_name="links")
    account = WorkspaceForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="shared_links")
    # Whom it is meant for; it opens for whoever has it.
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    language = models.CharField(_("language"), max_length=5)
    token_hash = models.CharField(max_length=64, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("shared by"),
    )

    objects = WorkspaceManager.from_queryset(SharedLinkQuerySet)()

    class Meta:
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="interactions_sharedlink_token"),
            models.CheckConstraint(condition=~Q(token_hash=""), name="interactions_sharedlink_has_token"),
        ]

    @property
    def name(self) -> str:
        return self.attachment.name

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()

    @transaction.atomic
    def note_opening(self):
        """The customer fetched the file: told on the page of the customer and to who shared it, once an hour."""
        type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        since = timezone.now() - TOLD_AGAIN_AFTER
        is_told = self.openings.filter(at__gt=since).exists()
        Opening.objects.create(link=self)
        if not is_told:
            record("sharedlink.opened", self, by=None, context=self.account)
            notify("sharedlink.opened", [self.created_by], subject=self)


class Opening(WorkspaceModel):
    """One time that the file was fetched through the link; of whoever did it nothing is kept."""

    link = WorkspaceForeignKey(
        SharedLink, on_delete=models.CASCADE, related_name="openings", is_indexed=False
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("opening of a shared link")
        verbose_name_plural = _("openings of shared links")
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "link", "at"], name="interactions_opening_of")]

    def __str__(self):
        return f"{self.link_id} {self.at:%Y-%m-%d %H:%M}"
