"""The catalogue: its list, a product, adding and editing one."""

from functools import partial

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.lists import list_page, walk
from accounts.views.records import archive_or_restore
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import say_done
from sales.catalogue import add_product, change_product
from sales.fields import product_listing
from sales.forms_product import ProductForm
from sales.models import Product
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS, MOST_OPTIONS, MOST_CATEGORIES = 20, 10, 100


def find_product(number):
    return get_object_or_404(Product.objects.all(), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def product_list(request):
    return list_page(request, product_listing, "sales/product_list.html", has_bulk=False)


@workspace_page(Permission.VIEW_CUSTOMERS)
def product_options(request):
    """Suggestions while a line is typed."""
    typed = next((value for name, value in request.GET.items() if name.endswith("-what")), "")[:200]
    products = Product.objects.in_use().matching(typed).order_by("name_fold")[:MOST_OPTIONS]
    return render(request, "sales/product_options.html", {"products": products})


@workspace_page(Permission.VIEW_CUSTOMERS)
def product(request, number):
    found = find_product(number)
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    facts = [
        {"label": _("Price of one unit"), "value": formats.money(found.price_minor, found.currency)},
        {"label": _("SKU"), "value": found.sku, "kind": "code"},
        {"label": _("Name in Arabic"), "value": found.name_ar},
        {"label": _("Name in English"), "value": found.name_en},
        {"label": _("Category"), "value": found.category},
        {"label": _("Unit"), "value": found.unit},
    ]
    context = {
        "product": found,
        "facts": [fact for fact in facts if fact["value"]],
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, product_listing, found),
        "may_change": request.membership.can(Permission.EDIT_CUSTOMERS),
    }
    return render(request, "sales/product.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def product_new(request):
    form = ProductForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_product, by=request.membership),
                Product,
                form_token=form.cleaned_data["form_token"],
                fields=form.written,
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except IntegrityError:
            refuse_sku(form)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": isolated(made.name)})
            return to_page(request, "sales:product", number=made.number)
    return product_form(request, form, workspace_url(request, "sales:products"))


def refuse_sku(form):
    """A colleague was faster with the same SKU."""
    form.add_error("sku", _("Another product has this SKU."))


def product_form(request, form, cancel_url, **context):
    categories = Product.objects.exclude(category="").order_by("category").values_list("category", flat=True)
    offered = categories.distinct()[:MOST_CATEGORIES]
    return form_page(
        request, "sales/product_form.html", form, cancel_url=cancel_url, categories=offered, **context
    )


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def product_edit(request, number):
    found = find_product(number)
    form = ProductForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "sales:product", number=number)
    return product_form(request, form, workspace_url(request, "sales:product", number=number), product=found)


def save(request, form) -> bool:
    changed = form.apply()
    version = form.cleaned_data["version"] or 0
    try:
        with transaction.atomic():
            change_product(form.instance, by=request.membership, read_version=version, changed=changed)
    except Stale:
        say_stale(form, Product.objects.get(pk=form.instance.pk).version)
        return False
    except IntegrityError:
        refuse_sku(form)
        return False
    if changed:
        say_done(request, _("%(name)s was saved.") % {"name": isolated(form.instance.name)})
    return True


def say_stale(form, version):
    form.data = form.data.copy()
    form.data["version"] = version
    text = _(
        "A colleague saved this while you were editing. What you typed still stands here: "
        "save again to put it in the place of theirs."
    )
    form.add_error(None, text)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def product_archive(request, number):
    """POST puts it out of the catalogue; with `undo` it is back."""
    return archive_or_restore(
        request, find_product(number), resource="sales:product_archive", page="sales:product"
    )
