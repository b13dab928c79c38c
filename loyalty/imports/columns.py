"""The columns that a file of opening balances may have, by the names people give them; docs/import.md."""

from django.utils.translation import gettext_lazy as _

from accounts.bringing.headings import Columns

COLUMNS = Columns({
    "account_number": (_("Number of the account"), (
        "number of the account|account number|sila number|رقم الحساب|رقم الحساب في صلة")),
    "customer": (_("Customer"), (
        "customer|customer name|name of the customer|member|member name|account|client|company|name|"
        "العميل|اسم العميل|العضو|اسم العضو|الحساب|الشركة|الاسم")),
    "email": (_("E-mail of the customer"), (
        "e mail of the customer|email|e mail|customer email|بريد العميل الإلكتروني|البريد الإلكتروني|البريد")),
    "phone": (_("Phone of the customer"), (
        "phone of the customer|phone|mobile|phone number|هاتف العميل|الهاتف|الجوال|رقم الجوال|رقم الهاتف")),
    "points": (_("Points"), (
        "points|balance|points balance|opening balance|loyalty points|can be used|"
        "النقاط|نقاط|الرصيد|رصيد النقاط|الرصيد الافتتاحي|نقاط الولاء|متاحة")),
    "expires": (_("Expires on"), (
        "expires on|expires|expiry|expiry date|expiration date|valid until|next expiry|"
        "تنتهي في|الانتهاء|تاريخ الانتهاء|صالحة حتى|أقرب انتهاء")),
    "reference": (_("Reference"), (
        "reference|ref|external ref|membership number|member id|card|card number|id|"
        "المرجع|رقم المرجع|رقم العضوية|رقم البطاقة|المعرف")),
})  # fmt: skip
WHO = ("account_number", "email", "phone", "customer")


def missing(keys) -> list[str]:
    """What a file cannot be brought in without."""
    keys = set(keys)
    needs = [] if keys & set(WHO) else ["customer"]
    return needs if "points" in keys else [*needs, "points"]
