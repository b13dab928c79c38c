"""MeetingMail: what a contact was told of a meeting by e-mail: to come, that it moved, that it is called off."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from meetings.models.meeting import Meeting
from messaging.models import OutgoingMail


class MeetingMailQuerySet(models.QuerySet):
    def standing(self):
        """Neither taken back nor failed: what the contact has heard or will hear."""
        return self.exclude(mail__state__in=(OutgoingMail.State.CANCELLED, OutgoingMail.State.FAILED))


class MeetingMail(WorkspaceModel):
    class Method(models.TextChoices):
        REQUEST = "REQUEST", _("Invitation")
        CANCEL = "CANCEL", _("Called off")

    meeting = WorkspaceForeignKey(Meeting, on_delete=models.CASCADE, related_name="mails")
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.CASCADE, is_indexed=False, related_name="+"
    )
    mail = WorkspaceForeignKey(
        "messaging.OutgoingMail", on_delete=models.CASCADE, is_indexed=False, related_name="meeting_mails"
    )
    method = models.CharField(_("what it says"), max_length=10, choices=Method)
    sequence = models.PositiveIntegerField(_("version of the meeting"))

    objects = WorkspaceManager.from_queryset(MeetingMailQuerySet)()

    class Meta:
        verbose_name = _("e-mail about a meeting")
        verbose_name_plural = _("e-mails about meetings")
        constraints = [models.UniqueConstraint(fields=["workspace", "mail"], name="meetings_mail_once")]

    def __str__(self):
        return str(self.mail)
