"""Suggested products on pages, with their reason in words."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.panels import Panel
from lib import formats
from reports.models import ProductSuggestion
from sales.models import PurchaseLine

ON_A_PAGE = 3


def why(row: ProductSuggestion) -> str:
    """14 of 20 customers who buy X also buy it."""
    told = {"count": formats.number(row.bought_count), "of": formats.number(row.of_count)}
    if row.because is None:
        return ngettext(
            "%(count)s of the %(of)s customer most alike buys it.",
            "%(count)s of the %(of)s customers most alike buy it.",
            row.of_count,
        ) % told  # fmt: skip
    return ngettext(
        "%(count)s of %(of)s customer who buys “%(product)s” also buys it.",
        "%(count)s of %(of)s customers who buy “%(product)s” also buy it.",
        row.of_count,
    ) % {**told, "product": row.because.name}  # fmt: skip


def open_ones():
    """Those that still hold: nothing that was bought since the night."""
    bought = PurchaseLine.objects.filter(
        purchase__account=OuterRef("account"), product=OuterRef("product"), purchase__archived_at=None
    )
    return ProductSuggestion.objects.open().exclude(Exists(bought))


def told(rows) -> list[ProductSuggestion]:
    found = list(rows.select_related("account__owner__user", "product", "because"))
    for each in found:
        each.why = why(each)
    return found


def of_account(account, membership) -> dict | None:
    rows = told(open_ones().filter(account=account).ranked()[:ON_A_PAGE])
    return {"rows": rows, "reasons": ProductSuggestion.Reason.choices} if rows else None


PANEL = Panel(
    title=_("Could also need"),
    template="reports/panel_suggestions.html",
    read=of_account,
    url_name="reports:suggestions_of_account",
    action=_("All suggestions for this customer"),
    icon="shopping-cart",
)
