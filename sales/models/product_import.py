"""ProductImport: a file of products, or of the prices of a list, that a person brought, and what became of its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ShortBroughtFile
from lib.tenancy.fields import WorkspaceForeignKey


class ProductImport(ShortBroughtFile):
    """With a price list it brings prices into that list, else products into the catalogue."""

    price_list = WorkspaceForeignKey(
        "sales.PriceList", on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("price list")
    )
    # Of rows that do not say it themselves.
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # What is known already becomes what the file says; else it stays as it is.
    updates = models.BooleanField(_("change what is known already"), default=False)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)

    class Meta:
        verbose_name = _("import of products")
        verbose_name_plural = _("imports of products")
        ordering = ["-id"]
