"""ProductPair: which products customers buy both of. ProductSuggestion: what a customer could also need, and why."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel

NOT_AGAIN = timedelta(days=180)  # after somebody has decided


class ProductPair(WorkspaceModel):
    """Of `of_count` customers who buy the product, `both_count` buy the other too, as `other_count` of all do.

    Counts are of the whole workspace, whoever reads them; they name nobody, and none is below the floor.
    """

    workspace = WorkspaceField(is_referenced=False)
    product = WorkspaceForeignKey(
        "sales.Product",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="+",
        verbose_name=_("product"),
    )
    other = WorkspaceForeignKey(
        "sales.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("bought together with")
    )
    as_of = models.DateField(_("purchases up to"))
    both_count = models.PositiveIntegerField(_("bought both"))
    of_count = models.PositiveIntegerField(_("bought the product"))
    other_count = models.PositiveIntegerField(_("bought the other"))
    everybody_count = models.PositiveIntegerField(_("customers who bought"))
    lift = models.FloatField(_("lift"))

    class Meta:
        verbose_name = _("pair of products")
        verbose_name_plural = _("pairs of products")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "product", "other"], name="reports_productpair_once"
            ),
            models.CheckConstraint(
                condition=Q(both_count__gt=0, both_count__lte=F("of_count"))
                & Q(both_count__lte=F("other_count"), of_count__lte=F("everybody_count")),
                name="reports_productpair_sound",
            ),
        ]

    def __str__(self):
        return f"{self.product} · {self.other}"

    @property
    def support_percent(self) -> float:
        return 100 * self.both_count / self.everybody_count

    @property
    def confidence_percent(self) -> float:
        return 100 * self.both_count / self.of_count


class ProductSuggestionQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))

    def open(self):
        """What was archived since the night is suggested no more."""
        return self.filter(state="proposed", account__archived_at=None, product__archived_at=None)

    def ranked(self):
        return self.order_by("-expected_minor", "-score", "pk")


class ProductSuggestion(NumberedModel):
    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("suggestion", "Suggested")
        ACCEPTED = "accepted", pgettext_lazy("suggestion", "Taken up")
        DISMISSED = "dismissed", pgettext_lazy("suggestion", "Put aside")
        OVER = "over", pgettext_lazy("suggestion", "No longer holds")

    class Reason(models.TextChoices):
        ELSEWHERE = "elsewhere", _("Buys it elsewhere")
        UNFIT = "unfit", _("It does not fit this customer")
        LATER = "later", _("Not now")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="+",
        verbose_name=_("account"),
    )
    product = WorkspaceForeignKey(
        "sales.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    # What it comes from: of so many who bought this product, or are most alike, so many bought it.
    because = WorkspaceForeignKey(
        "sales.Product", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("because of")
    )
    bought_count = models.PositiveIntegerField(_("bought it"))
    of_count = models.PositiveIntegerField(_("of"))
    score = models.FloatField(_("share"))
    # That share of the price of one, in the currency of the workspace; 0 where the price is in another.
    expected_minor = models.BigIntegerField(_("expected value"), default=0)
    made_at = models.DateTimeField(_("suggested at"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    reason = models.CharField(_("why not"), max_length=10, choices=Reason, blank=True)
    opportunity = WorkspaceForeignKey(
        "sales.Opportunity",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("opportunity"),
    )

    objects = WorkspaceManager.from_queryset(ProductSuggestionQuerySet)()

    class Meta:
        verbose_name = _("suggested product")
        verbose_name_plural = _("suggested products")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "product"],
                condition=Q(state="proposed"),
                name="reports_productsuggestion_once",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="reports_productsuggestion_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "-expected_minor", "-score", "id"],
                condition=Q(state="proposed"),
                name="reports_suggestion_open",
            ),
            models.Index(
                fields=["workspace", "account", "product", "decided_at"], name="reports_suggestion_of"
            ),
        ]

    def __str__(self):
        return f"{self.account} · {self.product}"
