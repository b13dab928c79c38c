"""A row into the catalogue or into a price list, in the open transaction: known by number, then SKU, then name."""

from django.db.models import Q

from lib.text import fold
from sales.catalogue import add_product, change_product
from sales.models import PriceList, Product
from sales.price_lists import Said, add_price, change_price
from sales.product_imports.rows import Row

ADDED, CHANGED, KNOWN, REFUSED = "added", "changed", "known", "refused"


def keep_product(row: Row, *, by, updates: bool) -> str:
    """What became of the row; a product that is known is changed only with `updates`."""
    found = None if row.problems else product_of(row)
    if row.problems:
        return REFUSED
    if found is None:
        add_product(by=by, fields=row.fields)
        return ADDED
    changed = [name for name, value in row.fields.items() if getattr(found, name) != value]
    if not changed or not updates:
        return KNOWN
    sku = row.texts.get("sku", "")
    if "sku" in changed and Product.objects.filter(sku=sku).exclude(pk=found.pk).exists():
        row.refuse("sku", "other_sku")
        return REFUSED
    for name in changed:
        setattr(found, name, row.fields[name])
    change_product(found, by=by, read_version=found.version, changed=changed)
    return CHANGED


def keep_price(row: Row, price_list: PriceList, *, by, updates: bool) -> str:
    """The same of a price of a list: of products that are known alone."""
    found = None if row.problems else product_of(row)
    if found is None and not row.problems:
        row.refuse("sku" if "sku" in row.said else "name", "no_product")
    if found is None or row.problems:
        return REFUSED
    standing = price_list.items.filter(product=found).first()
    if standing is None:
        add_price(price_list, found, row.price, by=by)
        return ADDED
    if not updates or Said.of(standing) == row.price:
        return KNOWN
    change_price(standing, row.price, by=by, read_version=standing.version)
    return CHANGED


def product_of(row: Row) -> Product | None:
    """Which product is meant; what several are called is refused, since nobody could say which."""
    for one in ({"number": row.number} if row.number else {}, {"sku": row.texts.get("sku", "")}):
        if one and all(one.values()):
            found = Product.objects.filter(**one).first()
            if found is not None:
                return found
    if "sku" in row.texts or not row.names:
        return None
    named = Q()
    for name in row.names:
        # The folded name first, by its index: the name of the language that leads, which most files have.
        named |= Q(name_fold=fold(name)) | Q(name_en=name)
    found = list(Product.objects.filter(named).in_use().order_by("pk")[:2])
    if len(found) > 1:
        row.refuse("name", "several")
        return None
    return found[0] if found else None
