"""One cell of a file as the value of one field: pure, values in, values out.

Every function takes the cleaned text of a cell that is not empty and returns what the field holds. Errors:
`Unfit`, whose code is told by TEXTS; nothing else is raised on any text.
"""

import re
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from accounts.models.contact import Channel
from accounts.models.lookups import NEEDS_A_LETTER, says_something
from lib import dates, emails, money, phones
from lib.places import country_choices, language_choices
from lib.text import clean, fold, typed_number

TEXTS = {
    "no_name": _("There is no name in either language."),
    "no_number": _("No customer has this number."),
    "number": _("This is not a number."),
    "renamed": _("The customer of this number has had another name so far."),
    "row_above": _("A row above is about the same customer; what differs here was not taken."),
    "archived": _("This customer is in the archive and was left as it is."),
    "changed_meanwhile": _(
        "Somebody has saved this customer since the import was started; it was left as it is."
    ),
    "unexpected": _("Something unexpected went wrong with this row."),
    "too_long": _("It is too long and was shortened."),
    "name_shortened": _(
        "The name is too long. It was shortened, and the whole of it is among the other names."
    ),
    "email": _("This is not an e-mail address."),
    "phone": _("This is not a phone number."),
    "website": _("This is not a web address."),
    "amount": _("This is not an amount."),
    "currency": _("This is not a currency."),
    "day": _("This is not a date."),
    "choice": _("This is none of the values of this column."),
    "stage": _("No stage of leads in use has this name."),
    "no_lead": _("Only prospects stand in a stage, so it was left out."),
    "country": _("This is not a country."),
    "language": _("This is not a language of the list."),
    "lookup": NEEDS_A_LETTER,
    "member": _("No colleague has this name or e-mail address."),
    "may_not_own": _("This colleague may not look after customers of this type, so the type was left out."),
    "parent": _("No account has this name, or several have it."),
    "opt_out_nowhere": _("The row has no contact who could be left alone."),
    "opt_out_unclear": _("This is neither yes nor no, so it counts as “does not want marketing”."),
    "no_contact_name": _("The contact has no name, so only the account was imported."),
    "not_yours": _("The account belongs to a colleague, so the contact was not added to it."),
    "more_cells": _(
        "The row has more cells than the heading; perhaps a comma is missing its quotation marks."
    ),
}
MOST_LABELS = 20
LABEL_LENGTH = 80
_is_url = URLValidator(["http", "https"])
# What nearly all of them look like; the validator takes ten times as long.
_is_plain_url = re.compile(r"https?://(?:[a-z0-9]{1,20}\.){1,4}[a-z]{2,20}/?")
_host = re.compile(r"\s*([a-zA-Z]+://)?(www\.)?([^/?#:\s]*)", re.IGNORECASE)
_digits = re.compile(r"[0-9]+")

CHOICES: dict[str, Any] = {
    "kind": Account.Kind,
    "status": Account.Status,
    "tier": Account.Tier,
    "management_type": Account.ManagementType,
    "size": Account.Size,
    "source": Account.Source,
    "contact_gender": Contact.Gender,
    "contact_preferred_channel": Channel,
}
# What people write beside the labels, which are understood in both languages anyway.
ALSO = {
    "kind": {
        "company": "شركة|مؤسسة|منشأة|جهة|organisation|organization|business|corporate|b2b|firm|true|yes|نعم",
        "person": "فرد|شخص|أفراد|individual|b2c|private|false|no|لا",
    },
    "status": {
        "prospect": "محتمل|عميل محتمل|lead|potential|new|جديد|subscriber|opportunity|"
        "marketing qualified lead|sales qualified lead",
        "active": "نشط|حالي|فعال|current|customer|client|عميل|evangelist",
        "dormant": "خامل|متوقف|غير نشط|inactive|sleeping|paused",
        "lost": "مفقود|خسرناه|منتهي|churned|former|closed|سابق",
    },
    "tier": {
        "A": "أ|ا|1|vip|gold|ذهبي|كبار العملاء",
        "B": "ب|2|silver|فضي",
        "C": "ج|3|bronze|برونزي",
        "D": "د|4",
    },
    "management_type": {
        "sales": "مبيعات|حساب مبيعات|sales account|transactional",
        "key": "رئيسي|رئيسية|حساب رئيسي|key account|major",
        "regional": "إقليمي|قطاعي|حسب المنطقة|حسب الصناعة|حسب المنطقة أو الصناعة|regional|industry|regional/industry",
        "strategic": "استراتيجي|استراتيجية|إستراتيجي|حساب استراتيجي|strategic account",
    },
    "source": {
        "referral": "إحالة|توصية|ترشيح|word of mouth|recommendation",
        "website": "الموقع|موقع|online|web|internet",
        "campaign": "حملة|إعلان|ad|ads|advertisement|marketing",
        "event": "معرض|فعالية|مؤتمر|exhibition|fair|conference|trade show",
        "social": "تواصل اجتماعي|twitter|x|linkedin|instagram|facebook|snapchat|tiktok",
        "phone": "هاتف|مكالمة|call|cold call|telephone",
        "visit": "زيارة|walk in",
        "partner": "شريك|reseller|موزع",
        "import": "استيراد",
        "other": "أخرى|غير ذلك",
    },
    "contact_gender": {"female": "أنثى|انثى|f|woman|سيدة|امرأة", "male": "ذكر|m|man|رجل"},
    "contact_preferred_channel": {
        "email": "بريد|البريد الإلكتروني|mail|email",
        "phone": "هاتف|اتصال|call|telephone|مكالمة",
        "sms": "رسالة نصية|رسائل نصية|text",
        "whatsapp": "واتساب|واتس اب|whats app",
    },
}
YES_WORDS = "yes|y|true|1|x|✓|✔|on|نعم|صح|صحيح|اجل|ايوه|opted out|unsubscribed"
NO_WORDS = "no|n|false|0|-|off|لا|كلا|خطأ|غير"
YES, NO = (frozenset(map(fold, words.split("|"))) for words in (YES_WORDS, NO_WORDS))
COUNTRY_ALSO = {
    "SA": "ksa|saudi|saudi arabia|السعودية|المملكة",
    "AE": "uae|emirates|الإمارات|الامارات",
    "US": "usa|us|america|أمريكا|الولايات المتحدة",
    "GB": "uk|england|britain|بريطانيا|المملكة المتحدة|إنجلترا",
    "SY": "syria|سوريا",
    "PS": "palestine|فلسطين",
    "KR": "korea|كوريا",
    "RU": "russia|روسيا",
}


class Unfit(ValueError):
    """The cell cannot be the value of this field; `code` is a key of TEXTS."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def host_of(website: str) -> str:
    """example.com of https://www.Example.com/about: the twin of the database's column website_host."""
    match = _host.match(website)
    return match[3].lower() if match else ""


def email(text: str) -> str:
    try:
        return emails.parse(text)
    except emails.NotAnEmail as error:
        raise Unfit("email") from error


def phone(text: str, country: str) -> phones.Phone:
    try:
        found = phones.parse(text, country)
    except phones.NotAPhone as error:
        raise Unfit("phone") from error
    return found if len(found.typed) <= 40 else phones.Phone(found.e164, found.e164)


def website(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    if not _is_plain_url.fullmatch(address):
        try:
            _is_url(address)
        except ValidationError as error:
            raise Unfit("website") from error
    if len(address) > 300 or not host_of(address):
        raise Unfit("website")
    return address


def currency(text: str) -> str:
    code = text.upper()
    by_symbol = {symbol: name for name, symbol in money.ARABIC_SYMBOLS.items()}
    code = by_symbol.get(text, code)
    if code not in money.CURRENCIES:
        raise Unfit("currency")
    return code


def amount(text: str, currency: str) -> int:
    try:
        return money.parse_amount(text, currency)
    except ValueError as error:
        raise Unfit("amount") from error


def day(text: str) -> date:
    try:
        return dates.parse_day(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
    except ValueError as error:
        raise Unfit("day") from error


def whole_number(text: str) -> int:
    written = typed_number(text).replace(",", "").replace("٬", "")
    if not _digits.fullmatch(written) or len(written) > 9:
        raise Unfit("number")
    return int(written)


def lookup(text: str) -> str:
    """The name of an industry or a region."""
    if not says_something(text):
        raise Unfit("lookup")
    return text


def labels(text: str) -> list[str]:
    # Google marks its own groups with a star and parts them with «:::».
    words = [clean(word).lstrip("* ")[:LABEL_LENGTH].strip() for word in re.split(r"[,،;؛|\n]|:::", text)]
    return list({fold(word): word for word in words if fold(word)}.values())[:MOST_LABELS]


def yes_or_no(text: str) -> bool | None:
    """None when it is neither."""
    word = fold(text)
    return True if word in YES else False if word in NO else None


def choice(key: str, text: str) -> str:
    found = _choices(key).get(fold(text))
    if found is None and key == "size":
        found = _size(text)
    if found is None:
        raise Unfit("choice")
    return found


@cache
def _choices(key: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for value, label in CHOICES[key].choices:
        known[fold(value)] = value
        for language in ("ar", "en"):
            with translation.override(language):
                known[fold(str(label))] = value
    for value, names in ALSO.get(key, {}).items():
        for name in names.split("|"):
            known.setdefault(fold(name), value)
    return known


def _size(text: str) -> str | None:
    """A number of employees is a size too."""
    written = typed_number(text).replace(",", "").replace("٬", "")
    if not _digits.fullmatch(written) or len(written) > 9 or int(written) == 0:
        return None
    for value in (Account.Size.MICRO, Account.Size.SMALL, Account.Size.MEDIUM, Account.Size.LARGE):
        if int(written) <= int(value.split("-")[1]):
            return str(value)
    return str(Account.Size.GIANT)


def country(text: str) -> str:
    found = _places(country_choices).get(fold(text))
    if found is None:
        raise Unfit("country")
    return found


def language(text: str) -> str:
    found = _places(language_choices).get(fold(text))
    if found is None:
        raise Unfit("language")
    return found


@cache
def _places(choices) -> dict[str, str]:
    known: dict[str, str] = {}
    for reader in ("ar", "en"):
        with translation.override(reader):
            for code, name in choices():
                known[fold(name)] = known[fold(code)] = code
    if choices is country_choices:
        for code, names in COUNTRY_ALSO.items():
            known.update((fold(name), code) for name in names.split("|"))
    known.pop("", None)
    return {name: code for name, code in known.items() if code}


def problem_text(code: str) -> str:
    return str(TEXTS.get(code, TEXTS["unexpected"]))
