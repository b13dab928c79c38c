"""The columns that a file of opening balances may have, by the names people give them; docs/import.md."""

from django.utils.translation import gettext_lazy as _

from social.imports.columns import heading


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


# Key -> what it is called, and the headings by which it is known.
COLUMNS = {
    "account_number": (_("Number of the account"), _names(
        "number of the account|account number|sila number|رقم الحساب|رقم الحساب في صلة")),
    "customer": (_("Customer"), _names(
        "customer|customer name|name of the customer|member|member name|account|client|company|name|"
        "العميل|اسم العميل|العضو|اسم العضو|الحساب|الشركة|الاسم")),
    "email": (_("E-mail of the customer"), _names(
        "e mail of the customer|email|e mail|customer email|بريد العميل الإلكتروني|البريد الإلكتروني|البريد")),
    "phone": (_("Phone of the customer"), _names(
        "phone of the customer|phone|mobile|phone number|هاتف العميل|الهاتف|الجوال|رقم الجوال|رقم الهاتف")),
    "points": (_("Points"), _names(
        "points|balance|points balance|opening balance|loyalty points|can be used|"
        "النقاط|نقاط|الرصيد|رصيد النقاط|الرصيد الافتتاحي|نقاط الولاء|متاحة")),
    "expires": (_("Expires on"), _names(
        "expires on|expires|expiry|expiry date|expiration date|valid until|next expiry|"
        "تنتهي في|الانتهاء|تاريخ الانتهاء|صالحة حتى|أقرب انتهاء")),
    "reference": (_("Reference"), _names(
        "reference|ref|external ref|membership number|member id|card|card number|id|"
        "المرجع|رقم المرجع|رقم العضوية|رقم البطاقة|المعرف")),
}  # fmt: skip
WHO = ("account_number", "email", "phone", "customer")
KNOWN = {heading(name): key for key, (_label, names) in COLUMNS.items() for name in names}


def match(headings: list[str]) -> list[str]:
    """A column for each heading, or nothing; of two headings with one meaning the first has it."""
    found: list[str] = []
    for each in headings:
        key = KNOWN.get(heading(each), "")
        found.append("" if key in found else key)
    return found


def missing(keys) -> list[str]:
    """What a file cannot be brought in without."""
    keys = set(keys)
    needs = [] if keys & set(WHO) else ["customer"]
    return needs if "points" in keys else [*needs, "points"]
