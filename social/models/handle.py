"""SocialHandle: whose name on a network this is, remembered when a colleague said so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from social.networks import LONGEST_HANDLE, Network


def bare(handle: str) -> str:
    """As one name is compared with another: without the sign before it, in small letters."""
    return handle.strip().lstrip("@").casefold()[:LONGEST_HANDLE]


class SocialHandleQuerySet(models.QuerySet):
    def known_as(self, network, handle):
        """The one of this name, if it is known and its customer is in use."""
        if not bare(handle):
            return None
        found = self.filter(network=network, handle=bare(handle), account__archived_at=None)
        return found.select_related("account__owner__user", "contact").first()


class SocialHandle(WorkspaceModel):
    network = models.CharField(_("network"), max_length=10, choices=Network)
    handle = models.CharField(_("name on the network"), max_length=LONGEST_HANDLE)
    account = WorkspaceForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.CASCADE,
        null=True,
        related_name="social_handles",
        verbose_name=_("contact"),
    )

    objects = WorkspaceManager.from_queryset(SocialHandleQuerySet)()

    class Meta:
        verbose_name = _("name on a network")
        verbose_name_plural = _("names on networks")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "network", "handle"], name="social_socialhandle_once"
            )
        ]

    def __str__(self):
        return f"@{self.handle}"
