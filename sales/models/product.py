"""Product: what the workspace sells, as its catalogue names it."""

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import NamedModel, searchable
from interactions.models.kept import Offered
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from sales.querysets import ProductQuerySet
from timeline.models import tracked


@tracked()
class Product(NamedModel, Offered):
    sku = models.CharField(_("SKU"), max_length=60, blank=True)
    category = models.CharField(_("category"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    price_minor = models.BigIntegerField(_("price"), validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    search = searchable("name_ar", "name_en", "sku", "category")

    objects = WorkspaceManager.from_queryset(ProductQuerySet)()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ar="") | ~Q(name_en=""), name="sales_product_has_a_name"
            ),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="sales_product_price"),
            models.UniqueConstraint(
                fields=["workspace", "sku"], condition=~Q(sku=""), name="sales_product_sku"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "name_fold", "id"], name="sales_product_name"),
            models.Index(fields=["workspace", "price_minor", "id"], name="sales_product_by_price"),
            models.Index(fields=["workspace", "category"], name="sales_product_category"),
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="sales_product_search",
            ),
        ]
