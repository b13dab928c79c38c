"""MailEntry: the e-mail that an interaction is: one that was sent, or one that came."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interactions.models.interaction import Interaction
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel


class MailEntry(WorkspaceModel):
    """One interaction, one message; a message that comes in twice is filed once, by the database."""

    interaction = WorkspaceForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="mail_entries", is_indexed=False
    )
    outgoing = WorkspaceForeignKey(
        "messaging.OutgoingMail",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        is_indexed=False,
        verbose_name=_("outgoing e-mail"),
    )
    inbound = WorkspaceForeignKey(
        "messaging.InboundMail",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        is_indexed=False,
        verbose_name=_("incoming e-mail"),
    )

    class Meta:
        verbose_name = _("e-mail of an interaction")
        verbose_name_plural = _("e-mails of interactions")
        constraints = [
            models.CheckConstraint(
                condition=Q(outgoing__isnull=False, inbound=None) | Q(outgoing=None, inbound__isnull=False),
                name="interactions_mailentry_one",
            ),
            models.UniqueConstraint(
                fields=["workspace", "interaction"], name="interactions_mailentry_interaction"
            ),
            models.UniqueConstraint(fields=["workspace", "outgoing"], name="interactions_mailentry_outgoing"),
            models.UniqueConstraint(fields=["workspace", "inbound"], name="interactions_mailentry_inbound"),
        ]

    def __str__(self):
        return str(self.interaction)

    @property
    def mail(self):
        return self.outgoing or self.inbound
