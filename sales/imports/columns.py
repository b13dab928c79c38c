"""The columns that a file of purchases may have, by the names people and shop systems give them; docs/import.md."""

from django.utils.translation import gettext_lazy as _

from accounts.bringing.headings import Columns

COLUMNS = Columns({
    "number": (_("Number of the purchase"), "number of the purchase|purchase number|رقم عملية الشراء"),
    "ordered_on": (_("Ordered on"), (
        "ordered on|date|order date|purchase date|invoice date|transaction date|day|created at|"
        "التاريخ|تاريخ الطلب|تاريخ الشراء|تاريخ الفاتورة|تاريخ العملية")),
    "external_ref": (_("Reference"), (
        "reference|order|order number|order id|order no|invoice|invoice number|invoice no|transaction id|ref|"
        "المرجع|رقم الطلب|رقم الفاتورة|رقم العملية|الفاتورة")),
    "account_number": (_("Number of the account"), (
        "account number|number of the account|sila number|رقم الحساب|رقم الحساب في صلة")),
    "customer_code": (_("Code of the customer"), (
        "customer code|customer id|customer number|customer no|client id|code of the customer|"
        "رمز العميل|رقم العميل|كود العميل|معرف العميل")),
    "customer": (_("Name of the customer"), (
        "customer|customer name|name of the customer|account|account name|client|company|name|"
        "العميل|اسم العميل|الحساب|اسم الحساب|الشركة|الاسم")),
    "phone": (_("Phone of the customer"), (
        "phone|mobile|customer phone|phone of the customer|الهاتف|الجوال|رقم الجوال|هاتف العميل")),
    "email": (_("E-mail of the customer"), (
        "email|e mail|customer email|e mail of the customer|البريد|البريد الإلكتروني|بريد العميل")),
    "what": (_("What was bought"), (
        "what|product|product name|item|item name|description|what was bought|"
        "المنتج|اسم المنتج|الصنف|البيان|الوصف|ما اشتري")),
    "sku": (_("SKU"), "sku|product code|item code|رمز المنتج|رمز المنتج sku|كود المنتج|رمز الصنف"),
    "quantity": (_("Quantity"), "quantity|qty|units|count|الكمية|العدد"),
    "unit_price": (_("Unit price"), "unit price|price|rate|سعر الوحدة|السعر"),
    "discount": (_("Discount"), "discount|الخصم"),
    "amount": (_("Amount"), (
        "amount|line total|total|value|sum|المبلغ|الإجمالي|القيمة|المجموع|إجمالي البند")),
    "currency": (_("Currency"), "currency|العملة"),
    "status": (_("Status"), "status|state|الحالة|حالة الطلب"),
    "note": (_("Note"), "note|notes|comment|remarks|ملاحظة|ملاحظات"),
})  # fmt: skip
WHO = ("account_number", "customer_code", "customer", "phone", "email")


def missing(keys) -> list[str]:
    """What a file cannot be brought in without."""
    keys = set(keys)
    needs = [] if "ordered_on" in keys else ["ordered_on"]
    needs += [] if keys & set(WHO) else ["customer"]
    return needs if keys & {"amount", "unit_price"} else [*needs, "amount"]
