"""PointsLink: by which a customer opens the page of their points; only the hash of its token is kept."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel


class PointsLink(WorkspaceModel):
    """One for each letter, made as it leaves, and those that were handed over; all of them open the same page."""

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="points_links",
        verbose_name=_("account"),
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
    language = models.CharField(_("language"), max_length=5)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("taken back at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(AboutAnAccount)()

    class Meta:
        verbose_name = _("link to the points of a customer")
        verbose_name_plural = _("links to the points of customers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="loyalty_pointslink_token"),
            models.CheckConstraint(
                condition=Q(mail__isnull=False) | Q(token_hash__isnull=False),
                name="loyalty_pointslink_of_something",
            ),
        ]

    def __str__(self):
        return str(self.account)
