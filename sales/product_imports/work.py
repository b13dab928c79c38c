"""The job of an import of products, or of the prices of a list."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.bringing.steps import begin, take_in
from accounts.bringing.work import BringingIn
from sales.models import ProductImport
from sales.product_imports.columns import COLUMNS, keys_of
from sales.product_imports.rows import Row, read
from sales.product_imports.writing import REFUSED, keep_price, keep_product
from timeline.jobs import GivenUp

JOB = "sales.import_products"


def bring_file(file, *, name, size, by, price_list=None, form_token=None) -> ProductImport:
    origin = ProductImport(
        file_name=name,
        created_by=by,
        currency=price_list.currency if price_list else by.workspace.currency,
        price_list=price_list,
        form_token=form_token,
    )
    keys = keys_of(price_list is not None)
    return take_in(origin, file, size, lambda headings: COLUMNS.match(headings, keys))


start_import = partial(begin, job=JOB)


class ImportingProducts(BringingIn):
    label = _("Import of products")
    model = ProductImport
    related = ("table", "price_list")
    one_url = "sales:product_import_one"
    counts = ("added", "changed", "known", "refused")
    kept = ("refused_rows",)

    def opened(self, job):
        origin, by = super().opened(job)
        if origin.price_list is not None and origin.price_list.is_archived:
            raise GivenUp("not_allowed")
        return origin, by

    def keep_rows(self, origin, rows, *, by):
        for number, cells in rows:
            keep_row(origin, number, cells, by=by)


def keep_row(origin, number, cells, *, by) -> None:
    price_list = origin.price_list
    row: Row = read(origin.mapping, cells, currency=origin.currency, is_of_list=price_list is not None)
    if price_list is None:
        outcome = keep_product(row, by=by, updates=origin.updates)
    else:
        outcome = keep_price(row, price_list, by=by, updates=origin.updates)
    if outcome == REFUSED:
        origin.refuse(number, cells, row.problems)
    else:
        setattr(origin, outcome, getattr(origin, outcome) + 1)
