"""Suggested products: for the customers one sees, for one of them, and what is bought together with a product."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.views.accounts import find_account
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import is_undo, say_done
from reports.models import ProductPair, ProductSuggestion
from reports.suggesting import deciding
from reports.suggesting.showing import open_ones, told
from sales.models import Product
from sales.views.products import find_product
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST = 50
SEE, EDIT = Permission.VIEW_CUSTOMERS, Permission.EDIT_CUSTOMERS


def seen_by(membership):
    return open_ones().visible_to(membership)


def number_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@workspace_page(SEE)
def suggestions(request):
    """The highest expected value first; of all products or one."""
    seen = seen_by(request.membership)
    offered = Product.objects.filter(pk__in=seen.order_by().values("product")).order_by("name_fold")
    chosen = number_of(request.GET.get("product", ""))
    rows = seen.filter(product__number=chosen) if chosen is not None else seen
    context = {
        "rows": told(rows.ranked()[:MOST]),
        "count": rows.count(),
        "most": MOST,
        "products": offered[:200],
        "chosen": chosen,
        "reasons": ProductSuggestion.Reason.choices,
    }
    return render(request, "reports/suggestions.html", context)


@workspace_page(SEE)
def of_account(request, number):
    account = find_account(request, number)
    rows = told(open_ones().filter(account=account).ranked())
    context = {"account": account, "rows": rows, "reasons": ProductSuggestion.Reason.choices}
    return render(request, "reports/suggestions_of_account.html", context)


@workspace_page(SEE)
def together(request, number):
    """Counts over the whole workspace, which name nobody."""
    product = find_product(number)
    pairs = ProductPair.objects.filter(product=product, other__archived_at=None).select_related("other")
    context = {"product": product, "pairs": pairs.order_by("-lift", "-both_count", "pk")[:MOST]}
    return render(request, "reports/together.html", context)


def find(request, number) -> ProductSuggestion:
    rows = ProductSuggestion.objects.visible_to(request.membership).select_related("account", "product")
    return get_object_or_404(rows, number=number)


@workspace_page(EDIT, methods=("POST",))
def suggestion_acceptance(request, number):
    """POST makes an opportunity of it, once."""
    found = find(request, number)
    try:
        made = deciding.accept(found, by=request.membership)
    except deciding.DecidedBefore:
        return refuse(request)
    say_done(request, _("Opportunity added: %(name)s.") % {"name": isolated(made.name)})
    return to_page(request, "sales:opportunity", number=made.number)


@workspace_page(EDIT, methods=("POST",))
def suggestion_dismissal(request, number):
    """POST puts it aside for half a year, with a reason; with `undo` it is suggested again."""
    found = find(request, number)
    try:
        if is_undo(request):
            deciding.suggest_again(found, by=request.membership)
            say_done(request, _("It is suggested again."))
            return to_page(request, "reports:suggestions")
        reason = request.POST.get("reason", "")
        if reason not in ProductSuggestion.Reason.values:
            reason = ProductSuggestion.Reason.LATER
        deciding.dismiss(found, by=request.membership, reason=reason)
    except deciding.DecidedBefore:
        return refuse(request)
    url = workspace_url(request, "reports:suggestion_dismissal", number=number)
    say_done(request, _("It is not suggested again for half a year."), undo_url=url, undo=1)
    return to_page(request, "reports:suggestions")


def refuse(request):
    messages.error(request, _("Somebody has decided about this meanwhile."))
    return to_page(request, "reports:suggestions")
