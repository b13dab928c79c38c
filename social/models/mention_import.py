"""MentionImport: a file of mentions that a person brought, and what became of its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ShortBroughtFile
from social.networks import Network


class MentionImport(ShortBroughtFile):
    """The problems of its refused rows are the columns that cannot be read."""

    # Of rows that do not say it themselves.
    network = models.CharField(_("network"), max_length=10, choices=Network, blank=True)
    kept = models.PositiveIntegerField(_("added"), default=0)

    class Meta:
        verbose_name = _("import of mentions")
        verbose_name_plural = _("imports of mentions")
        ordering = ["-id"]
