"""Lists: fields, pages found by key and never by offset, capped counts, rows."""

from lib.lists.fields import Field, Listing, listings
from lib.lists.page import COUNT_CAP, PAGE_ROWS, ListPage, RowComparison, Sort, as_held

__all__ = [
    "COUNT_CAP",
    "PAGE_ROWS",
    "Field",
    "ListPage",
    "Listing",
    "RowComparison",
    "Sort",
    "as_held",
    "listings",
]
