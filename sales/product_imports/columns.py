"""The columns that a file of products or of prices may have, by the names people give them; docs/import.md."""

from django.utils.translation import gettext_lazy as _

from accounts.bringing.headings import Columns

COLUMNS = Columns({
    "number": (_("Number of the product"), "number of the product|product number|number|رقم المنتج|الرقم"),
    "sku": (_("SKU"), (
        "sku|product code|item code|code|barcode|رمز المنتج|رمز المنتج sku|كود المنتج|رمز الصنف|الباركود")),
    "name_ar": (_("Name in Arabic"), (
        "name in arabic|arabic name|name ar|الاسم بالعربية|الاسم العربي|اسم المنتج بالعربية|اسم الصنف")),
    "name_en": (_("Name in English"), (
        "name in english|english name|name en|الاسم بالإنجليزية|الاسم الإنجليزي|اسم المنتج بالإنجليزية")),
    "name": (_("Name"), "name|product|product name|item|item name|title|المنتج|اسم المنتج|الاسم|الصنف"),
    "category": (_("Category"), "category|group|type|التصنيف|الفئة|المجموعة|القسم"),
    "unit": (_("Unit"), "unit|unit of measure|uom|الوحدة|وحدة القياس"),
    "price": (_("Price of one unit"), (
        "price of one unit|price|unit price|list price|rate|السعر|سعر الوحدة|سعر البيع")),
    "percent_off": (_("Per cent off"), (
        "per cent off|percent off|discount|discount percent|نسبة الخصم|الخصم|خصم")),
    "currency": (_("Currency"), "currency|العملة"),
})  # fmt: skip
OF_PRODUCTS = tuple(key for key in COLUMNS if key != "percent_off")
OF_PRICES = ("number", "sku", "name", "name_ar", "name_en", "price", "percent_off", "currency")


def keys_of(is_of_list: bool) -> tuple[str, ...]:
    return OF_PRICES if is_of_list else OF_PRODUCTS


def missing(keys, *, is_of_list: bool) -> list[str]:
    """What a file cannot be brought in without."""
    keys = set(keys)
    named = {"name", "name_ar", "name_en"} | ({"sku", "number"} if is_of_list else set())
    needs = [] if keys & named else ["sku" if is_of_list else "name"]
    return needs if keys & ({"price", "percent_off"} if is_of_list else {"price"}) else [*needs, "price"]
