"""Visit: something that a customer who agreed looked at on the workspace's website. VisitDay: a day of them in one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.models import Contact
from lib import formats
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from visits.querysets import VisitQuerySet

LONGEST_EVENT, LONGEST_ADDRESS, LONGEST_TITLE = 100, 500, 200
LONGEST_CODE, LONGEST_REFERENCE = 60, 100


class VisitDayQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(contact__in=Contact.objects.visible_to(membership))


class VisitDay(WorkspaceModel):
    """What the story of a customer tells in one line: counted anew whenever something of that day comes."""

    contact = WorkspaceForeignKey(
        Contact,
        on_delete=models.CASCADE,
        related_name="visit_days",
        is_indexed=False,
        verbose_name=_("contact"),
    )
    on = models.DateField(_("day"))
    pages = models.PositiveIntegerField(_("pages"), default=0)
    products = models.PositiveIntegerField(_("products"), default=0)
    carts = models.PositiveIntegerField(_("carts"), default=0)
    orders = models.PositiveIntegerField(_("orders"), default=0)
    last_at = models.DateTimeField(_("last seen at"), default=timezone.now)

    # Worked out from visits: no change of what somebody said.
    kept_by_others: ClassVar = ("pages", "products", "carts", "orders", "last_at")

    objects = WorkspaceManager.from_queryset(VisitDayQuerySet)()

    class Meta:
        verbose_name = _("day on the website")
        verbose_name_plural = _("days on the website")
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "contact", "on"], name="visits_visitday_once"),
        ]

    def __str__(self):
        return formats.listed(self.parts)

    @property
    def parts(self) -> list[str]:
        """“3 pages”, “1 cart”: what there was."""
        counted = (
            (self.pages, ngettext("%(count)s page", "%(count)s pages", self.pages)),
            (self.products, ngettext("%(count)s product", "%(count)s products", self.products)),
            (self.carts, ngettext("%(count)s cart", "%(count)s carts", self.carts)),
            (self.orders, ngettext("%(count)s order", "%(count)s orders", self.orders)),
        )
        return [text % {"count": formats.number(count)} for count, text in counted if count]


class Visit(WorkspaceModel):
    class Kind(models.TextChoices):
        PAGE = "page", pgettext_lazy("on a website", "Page")
        PRODUCT = "product", pgettext_lazy("on a website", "Product")
        CART = "cart", pgettext_lazy("on a website", "Cart")
        ORDER = "order", pgettext_lazy("on a website", "Order")

    workspace = WorkspaceField(is_referenced=False)
    contact = WorkspaceForeignKey(
        Contact, on_delete=models.CASCADE, related_name="visits", is_indexed=False, verbose_name=_("contact")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # What the website calls it: told twice it is kept once.
    event_id = models.CharField(_("number at the website"), max_length=LONGEST_EVENT)
    at = models.DateTimeField(_("at"))
    # The local day, as it was when it came.
    on = models.DateField(_("day"))
    # Without what stands behind a question mark: secrets are handed around there.
    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS, blank=True)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, blank=True)
    product = WorkspaceForeignKey(
        "sales.Product",
        on_delete=models.SET_NULL,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("product"),
    )
    sku = models.CharField(_("SKU"), max_length=LONGEST_CODE, blank=True)
    amount_minor = models.BigIntegerField(_("amount"), null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    reference = models.CharField(_("reference"), max_length=LONGEST_REFERENCE, blank=True)
    key = WorkspaceForeignKey(
        "visits.VisitKey",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("key of a website"),
    )
    received_at = models.DateTimeField(_("received at"), default=timezone.now)

    objects = WorkspaceManager.from_queryset(VisitQuerySet)()

    class Meta:
        verbose_name = _("visit of the website")
        verbose_name_plural = _("visits of the website")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "event_id"], name="visits_visit_once"),
            models.CheckConstraint(
                condition=Q(amount_minor=None) | Q(amount_minor__gte=0), name="visits_visit_amount"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "contact", "-at", "-id"], name="visits_visit_of_contact"),
            models.Index(fields=["workspace", "kind", "at", "contact"], name="visits_visit_by_kind"),
            models.Index(fields=["workspace", "at", "id"], name="visits_visit_by_time"),
            models.Index(
                fields=["workspace", "product", "at", "contact"],
                condition=Q(product__isnull=False),
                name="visits_visit_of_product",
            ),
        ]

    def __str__(self):
        return self.title or self.address or self.sku or self.get_kind_display()

    @property
    def badge(self) -> str:
        return {"order": "done", "cart": "waiting"}.get(self.kind, "")
