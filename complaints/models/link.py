"""ComplaintLink: by which the customer follows a complaint; only the hash of its token is kept."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel


class ComplaintLink(WorkspaceModel):
    """One for each letter, made as it leaves, and those that were copied; all of them open the same page."""

    complaint = WorkspaceForeignKey(
        "complaints.Complaint", on_delete=models.CASCADE, related_name="links", verbose_name=_("complaint")
    )
    # The letter that carries it; until that leaves there is no hash.
    mail = WorkspaceForeignKey(
        "messaging.OutgoingMail",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("outgoing e-mail"),
    )
    token_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - none is not empty
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("taken back at"), null=True, editable=False)

    class Meta:
        verbose_name = _("link to a complaint")
        verbose_name_plural = _("links to complaints")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "token_hash"], name="complaints_complaintlink_token"
            ),
            models.CheckConstraint(
                condition=Q(mail__isnull=False) | Q(token_hash__isnull=False),
                name="complaints_complaintlink_of_something",
            ),
        ]

    def __str__(self):
        return str(self.complaint)
