"""Notification: something a member should know, and how each member wants to be told."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

COUNT_CAP = 99


class Way(models.TextChoices):
    APP = "app", _("In Sila")
    MAIL = "mail", _("In Sila and by mail at once")
    DIGEST = "digest", _("In Sila and in one mail a day")
    NONE = "none", pgettext_lazy("notifications", "Not at all")


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def due(self):
        """Those that a mail should tell of by now."""
        return self.filter(mail_at__lte=Now())

    def capped_count(self) -> int:
        """How many, but no further than what a badge shows."""
        return self.order_by()[: COUNT_CAP + 1].count()


class Notification(WorkspaceModel):
    # Its address: a number would make every verb that tells somebody wait for the one before it.
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    recipient = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        is_indexed=False,
        related_name="+",
        verbose_name=_("recipient"),
    )
    kind = models.CharField(_("kind"), max_length=60)
    actor = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("actor"),
    )
    # What it is about, by label and key: names are read when it is shown, as far as its reader may see them then.
    subject_kind = models.CharField(_("kind of record"), max_length=60, blank=True)
    subject_id = models.BigIntegerField(_("record"), null=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    detail = models.JSONField(_("detail"), default=dict)
    at = models.DateTimeField(_("at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True)
    # When a mail is to tell of it; empty once that is settled, and when none is wanted.
    mail_at = models.DateTimeField(_("mail at"), null=True)
    is_for_digest = models.BooleanField(default=False)

    objects = WorkspaceManager.from_queryset(NotificationQuerySet)()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token"], name="timeline_notification_token")
        ]
        indexes = [
            models.Index(fields=["workspace", "recipient", "at", "id"], name="timeline_notification_list"),
            models.Index(
                fields=["workspace", "recipient"],
                condition=models.Q(read_at=None),
                name="timeline_notification_unread",
            ),
            models.Index(
                fields=["workspace", "mail_at"],
                condition=models.Q(mail_at__isnull=False),
                name="timeline_notification_mail",
            ),
            models.Index(fields=["workspace", "at"], name="timeline_notification_at"),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject_kind} {self.subject_id}"


class NotificationChoice(WorkspaceModel):
    """How a member wants to be told of one kind; without a row it is the kind's own way."""

    membership = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.CASCADE, is_indexed=False, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=60)
    way = models.CharField(_("way"), max_length=10, choices=Way)

    class Meta:
        verbose_name = _("choice of notifications")
        verbose_name_plural = _("choices of notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "membership", "kind"], name="timeline_notificationchoice_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.way}"
