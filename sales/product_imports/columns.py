"""The columns that a file of products or of prices may have, by the names people give them; docs/import.md."""

from django.utils.translation import gettext_lazy as _

from social.imports.columns import heading


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


# Key -> what it is called, and the headings by which it is known.
COLUMNS = {
    "number": (_("Number of the product"), _names("number of the product|product number|number|رقم المنتج|الرقم")),
    "sku": (_("SKU"), _names(
        "sku|product code|item code|code|barcode|رمز المنتج|رمز المنتج sku|كود المنتج|رمز الصنف|الباركود")),
    "name_ar": (_("Name in Arabic"), _names(
        "name in arabic|arabic name|name ar|الاسم بالعربية|الاسم العربي|اسم المنتج بالعربية|اسم الصنف")),
    "name_en": (_("Name in English"), _names(
        "name in english|english name|name en|الاسم بالإنجليزية|الاسم الإنجليزي|اسم المنتج بالإنجليزية")),
    "name": (_("Name"), _names("name|product|product name|item|item name|title|المنتج|اسم المنتج|الاسم|الصنف")),
    "category": (_("Category"), _names("category|group|type|التصنيف|الفئة|المجموعة|القسم")),
    "unit": (_("Unit"), _names("unit|unit of measure|uom|الوحدة|وحدة القياس")),
    "price": (_("Price of one unit"), _names(
        "price of one unit|price|unit price|list price|rate|السعر|سعر الوحدة|سعر البيع")),
    "percent_off": (_("Per cent off"), _names(
        "per cent off|percent off|discount|discount percent|نسبة الخصم|الخصم|خصم")),
    "currency": (_("Currency"), _names("currency|العملة")),
}  # fmt: skip
KNOWN = {heading(name): key for key, (_label, names) in COLUMNS.items() for name in names}
OF_PRODUCTS = tuple(key for key in COLUMNS if key != "percent_off")
OF_PRICES = ("number", "sku", "name", "name_ar", "name_en", "price", "percent_off", "currency")


def keys_of(is_of_list: bool) -> tuple[str, ...]:
    return OF_PRICES if is_of_list else OF_PRODUCTS


def match(headings: list[str], *, is_of_list: bool) -> list[str]:
    """A column for each heading, or nothing; of two headings with one meaning the first has it."""
    found: list[str] = []
    for each in headings:
        key = KNOWN.get(heading(each), "")
        found.append("" if key in found or key not in keys_of(is_of_list) else key)
    return found


def missing(keys, *, is_of_list: bool) -> list[str]:
    """What a file cannot be brought in without."""
    keys = set(keys)
    named = {"name", "name_ar", "name_en"} | ({"sku", "number"} if is_of_list else set())
    needs = [] if keys & named else ["sku" if is_of_list else "name"]
    return needs if keys & ({"price", "percent_off"} if is_of_list else {"price"}) else [*needs, "price"]
