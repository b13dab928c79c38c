"""PointsImport: a file of opening balances that a person brought, and what became of its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ShortBroughtFile


class PointsImport(ShortBroughtFile):
    added = models.PositiveIntegerField(_("added"), default=0)
    points = models.BigIntegerField(_("points"), default=0)

    class Meta:
        verbose_name = _("import of points")
        verbose_name_plural = _("imports of points")
        ordering = ["-id"]
