"""The columns a file may have: what they are called in Arabic and English, and what they fill.

Imports match headings against this table and exports write their headings from it, so that an export can
be imported again. A heading is compared folded: case, accents, hamza, tashkeel, digits' script and
punctuation do not count.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lib.text import clean, fold


@dataclass(frozen=True)
class Column:
    key: str
    label: Any
    names: tuple[str, ...] = ()
    is_exported: bool = True

    @property
    def is_contact(self) -> bool:
        return self.key.startswith("contact_")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split("|"))


# Written with a sign between them: what people call each column in their files.
ACCOUNT_COLUMNS = [
    # Not “Number” alone: another program's numbers are not ours.
    Column("account_number", _("Number in Sila"), _names("sila number|رقم صلة|رقم العميل في صلة"),
        is_exported=False),
    Column("name", _("Name"), _names(
        "name|company|company name|customer|customer name|client|client name|account|account name|"
        "organisation|"
        "organization|organisation name|organization name|business name|business|institution|firm|"
        "title of company|associated company|primary associated company|related company|parent_id|parent id name|"
        "organization 1 name|account name account name|"
        "الاسم|اسم|اسم العميل|العميل|الشركة|شركة|اسم الشركة|المنشأة|اسم المنشأة|المؤسسة|اسم المؤسسة|"
        "الجهة|اسم الجهة|"
        "الحساب|اسم الحساب|الاسم التجاري|اسم المنشاه"), is_exported=False),
    Column("name_ar", _("Name in Arabic"), _names(
        "name ar|name_ar|arabic name|name arabic|company name arabic|company ar|name (arabic)|"
        "customer name ar|"
        "الاسم بالعربية|الاسم العربي|الاسم بالعربي|اسم الشركة بالعربية|اسم العميل بالعربية|الاسم عربي|"
        "الاسم (عربي)")),
    Column("name_en", _("Name in English"), _names(
        "name en|name_en|english name|name english|company name english|company en|name (english)|latin name|"
        "الاسم بالإنجليزية|الاسم بالانجليزي|الاسم الإنجليزي|الاسم باللاتينية|الاسم انجليزي|الاسم (إنجليزي)")),
    Column("other_names", _("Other names"), _names(
        "other names|other name|aliases|alias|also known as|aka|trade name|trading name|former name|"
        "أسماء أخرى|اسم آخر|الاسم الآخر|اسم الشهرة|يعرف أيضا|الأسماء الأخرى")),
    Column("kind", _("Kind"), _names(
        "kind|type|account type|customer type|client type|company or person|is a company|is_company|"
        "النوع|نوع العميل|نوع الحساب|فرد أو شركة|التصنيف القانوني")),
    Column("status", _("Status"), _names(
        "status|account status|customer status|state of account|lifecycle stage|الحالة|حالة العميل|"
        "حالة الحساب")),
    Column("tier", _("Tier"), _names(
        "tier|class|grade|category|segment|rating|الفئة|التصنيف|الشريحة|فئة العميل|تصنيف العميل|الدرجة")),
    Column("management_type", _("Management type"), _names(
        "management type|account management|management_type|type of management|نوع إدارة الحساب|نوع الإدارة|"
        "إدارة الحساب")),
    Column("owner", _("Account manager"), _names(
        "account manager|owner|account owner|manager|responsible|sales rep|sales representative|salesperson|"
        "assigned to|relationship manager|company owner|contact owner|lead owner|user_id|"
        "مدير الحساب|مسؤول الحساب|المسؤول|مندوب المبيعات|المندوب|"
        "مدير العلاقة|"
        "مسند إلى|مسؤول العميل|الموظف المسؤول")),
    Column("parent", _("Parent account"), _names(
        "parent|parent account|parent company|head office|holding|group|الحساب الرئيسي|الشركة الأم|"
        "المركز الرئيسي|"
        "المجموعة|الحساب الأعلى|الحساب الأم")),
    Column("industry", _("Industry"), _names(
        "industry|sector|field|activity|business activity|line of business|industry_id|"
        "القطاع|النشاط|نشاط الشركة|المجال|نوع النشاط|الصناعة|مجال العمل")),
    Column("region", _("Region"), _names(
        "region|area|province|state|territory|district|billing state|billing state province|state region|state_id|"
        "address 1 region|business state|المنطقة|الإقليم|المحافظة|الولاية|الإمارة|منطقة")),
    Column("city", _("City"), _names("city|town|billing city|المدينة|مدينة|البلدة")),
    Column("country", _("Country"), _names(
        "country|country code|nation|country region|billing country|country_id|الدولة|البلد|دولة|رمز الدولة")),
    Column("size", _("Size"), _names(
        "size|company size|employees|number of employees|headcount|staff|no of employees|numberofemployees|"
        "الحجم|حجم الشركة|عدد الموظفين|عدد العاملين|حجم المنشأة")),
    Column("annual_revenue", _("Annual revenue"), _names(
        "annual revenue|annualrevenue|revenue|turnover|annual turnover|annual sales|yearly revenue|"
        "الإيراد السنوي|الإيرادات السنوية|الإيرادات|المبيعات السنوية|حجم الأعمال|الدخل السنوي")),
    Column("currency", _("Currency"), _names("currency|currency code|العملة|رمز العملة|عملة")),
    Column("language", _("Language"), _names(
        "language|preferred language|lang|اللغة|لغة التواصل|اللغة المفضلة")),
    Column("website", _("Website"), _names(
        "website|web site|web|url|site|homepage|home page|domain|web address|website url|web page|website link|"
        "company domain name|website 1 value|"
        "الموقع|الموقع الإلكتروني|موقع الشركة|الموقع الالكتروني|رابط الموقع|النطاق|الويب")),
    Column("phone", _("Phone"), _names(
        "phone|telephone|tel|phone number|company phone|main phone|office phone|landline|telephone number|"
        "company main phone|"
        "الهاتف|هاتف|رقم الهاتف|هاتف الشركة|هاتف المكتب|التلفون|تلفون|رقم التواصل|هاتف ثابت")),
    Column("email", _("E-mail"), _names(
        "email|e-mail|e mail|mail|email address|company email|"
        "البريد|البريد الإلكتروني|بريد|ايميل|الايميل|البريد الالكتروني|بريد الشركة|إيميل")),
    Column("source", _("Source"), _names(
        "source|lead source|leadsource|account source|accountsource|original source|original traffic source|"
        "origin|how did you hear|المصدر|مصدر العميل|مصدر العميل المحتمل|كيف عرفنا")),
    Column("campaign", _("Campaign"), _names(
        "campaign|campaign name|utm campaign|utm_campaign|lead campaign|campaign source|"
        "الحملة|حملة|اسم الحملة|الحملة الإعلانية|الحملة التسويقية")),
    Column("lead_stage", _("Stage of the lead"), _names(
        "lead stage|stage of lead|stage of leads|lead_stage|"
        "المرحلة|مرحلة العميل المحتمل|مرحلة العملاء المحتملين")),
    Column("tags", _("Tags"), _names(
        "tags|tag|labels|label|keywords|categories|group membership|category_id|"
        "الوسوم|وسوم|الكلمات المفتاحية|علامات|العلامات")),
    Column("description", _("Description"), _names(
        "description|notes|note|comments|comment|remarks|about|details|"
        "الوصف|ملاحظات|الملاحظات|ملاحظة|تعليق|التعليقات|نبذة|تفاصيل")),
]  # fmt: skip
CONTACT_COLUMNS = [
    Column("contact_name", _("Contact: name"), _names(
        "contact|contact name|contact person|person|full name|primary contact|representative|"
        "contact full name|"
        "جهة الاتصال|اسم جهة الاتصال|الشخص المسؤول|اسم المسؤول|الشخص|ممثل العميل|اسم الشخص|الاسم الكامل|"
        "اسم ممثل العميل|مسؤول التواصل|جهة التواصل"), is_exported=False),
    # What programs that keep people write: joined into the name of the contact.
    Column("contact_first_name", _("Contact: first name"), _names(
        "first name|firstname|given name|forename|الاسم الأول|الاسم الاول لجهة الاتصال|اسم الشخص الأول"),
        is_exported=False),
    Column("contact_middle_name", _("Contact: middle name"), _names(
        "middle name|middlename|additional name|الاسم الأوسط|اسم الأب"), is_exported=False),
    Column("contact_last_name", _("Contact: last name"), _names(
        "last name|lastname|family name|surname|اسم العائلة|الاسم الأخير|اللقب|الكنية"), is_exported=False),
    Column("contact_name_ar", _("Contact: name in Arabic"), _names(
        "contact name ar|contact name arabic|contact arabic name|اسم جهة الاتصال بالعربية|"
        "اسم المسؤول بالعربية")),
    Column("contact_name_en", _("Contact: name in English"), _names(
        "contact name en|contact name english|contact english name|"
        "اسم جهة الاتصال بالإنجليزية|اسم المسؤول بالإنجليزية")),
    Column("contact_title", _("Contact: job title"), _names(
        "job title|title|position|job position|role|contact title|designation|contact position|function|"
        "organization title|organization 1 title|"
        "المسمى الوظيفي|المنصب|الوظيفة|وظيفة المسؤول|الصفة|منصب المسؤول")),
    Column("contact_phone_1", _("Contact: mobile"), _names(
        "mobile|mobile number|mobile phone|mobile phone number|mobilephone|phone 1 value|"
        "cell|cell phone|cellphone|contact phone|contact mobile|"
        "whatsapp|gsm|"
        "الجوال|جوال|رقم الجوال|الموبايل|موبايل|المحمول|رقم المحمول|جوال المسؤول|هاتف المسؤول|النقال|"
        "رقم النقال|"
        "الواتساب|واتساب|هاتف جهة الاتصال|جوال جهة الاتصال")),
    Column("contact_phone_2", _("Contact: second phone"), _names(
        "second phone|other phone|phone 2|mobile 2|direct phone|contact phone 2|phone 2 value|business phone|"
        "هاتف آخر|جوال آخر|"
        "جوال 2|هاتف 2|الهاتف المباشر")),
    Column("contact_phone_3", _("Contact: third phone"), _names(
        "third phone|phone 3|mobile 3|contact phone 3|phone 3 value|home phone|business phone 2|جوال 3|هاتف 3")),
    Column("contact_email_1", _("Contact: e-mail"), _names(
        "contact email|contact e-mail|personal email|direct email|work email|person email|e-mail address|"
        "e-mail 1 - value|"
        "بريد المسؤول|بريد جهة الاتصال|البريد الإلكتروني لجهة الاتصال|البريد الشخصي|بريد ممثل العميل")),
    Column("contact_email_2", _("Contact: second e-mail"), _names(
        "second email|secondary email|other email|email 2|contact email 2|e-mail 2 address|e-mail 2 - value|"
        "بريد آخر|بريد 2|البريد الثاني")),
    Column("contact_birth_on", _("Contact: birth date"), _names(
        "birth date|birthday|date of birth|dob|birthdate|تاريخ الميلاد|الميلاد|تاريخ ميلاد المسؤول")),
    Column("contact_gender", _("Contact: gender"), _names("gender|sex|الجنس|النوع الاجتماعي|جنس")),
    Column("contact_city", _("Contact: city"), _names(
        "contact city|mailing city|mailingcity|business city|address 1 city|مدينة المسؤول|مدينة جهة الاتصال")),
    Column("contact_country", _("Contact: country"), _names(
        "contact country|nationality of contact|mailing country|mailingcountry|business country|"
        "business country region|address 1 country|دولة المسؤول|دولة جهة الاتصال")),
    Column("contact_language", _("Contact: language"), _names(
        "contact language|لغة المسؤول|لغة جهة الاتصال")),
    Column("contact_preferred_channel", _("Contact: preferred channel"), _names(
        "preferred channel|preferred contact method|contact method|قناة التواصل المفضلة|"
        "طريقة التواصل المفضلة|وسيلة التواصل")),
    Column("contact_interests", _("Contact: interests"), _names("interests|hobbies|الاهتمامات|اهتمامات|هوايات")),
    Column("contact_description", _("Contact: description"), _names(
        "contact notes|contact description|about contact|ملاحظات المسؤول|وصف جهة الاتصال|"
        "ملاحظات جهة الاتصال")),
]  # fmt: skip
CONSENT_COLUMNS = [
    Column("opt_out", _("Does not want marketing"), _names(
        "opt out|opted out|optout|opt-out|unsubscribed|unsubscribe|do not contact|do not email|"
        "do not call|no marketing|"
        "email opt out|sms opt out|whatsapp opt out|blocked|blacklisted|stop|dnc|"
        "لا يرغب|لا يرغب بالتسويق|لا يرغب في التسويق|ألغى الاشتراك|إلغاء الاشتراك|عدم الإزعاج|لا تتصل|"
        "لا تراسل|محظور|"
        "رافض التسويق|رفض التسويق|غير مشترك"), is_exported=False),
    Column("opt_in", _("Agreed to marketing"), _names(
        "opt in|opted in|optin|opt-in|consent|marketing consent|subscribed|accepts marketing|newsletter|"
        "موافق|الموافقة|موافقة|موافقة التسويق|الموافقة على التسويق|مشترك|يرغب بالتسويق|النشرة البريدية"),
        is_exported=False),
]  # fmt: skip
NAMES = ("name", "name_ar", "name_en")
COLUMNS = [*ACCOUNT_COLUMNS, *CONTACT_COLUMNS, *CONSENT_COLUMNS]
BY_KEY = {column.key: column for column in COLUMNS}

# Known headings that are nobody's value: Sila gives its own numbers and dates.
IGNORED = frozenset(
    fold(name)
    for name in (
        "number", "no", "#", "id", "m", "serial", "reason", "row", "salutation", "record id", "name prefix",
        "name suffix", "created at", "updated at",
        "الرقم", "رقم", "م", "رقم العميل", "التسلسل", "السبب", "الصف", "رقم الحساب", "تاريخ الإضافة",
    )
)  # fmt: skip
# Whatever else such a heading says («E-mail opt out»), the person wants to be left alone.
OPT_OUT_SIGNS = tuple(
    fold(sign)
    for sign in (
        "opt out", "opted out", "optout", "unsubscrib", "do not", "don't", "no marketing", "blacklist",
        "لا يرغب", "لا يريد", "إلغاء الاشتراك", "ألغى الاشتراك", "عدم الإزعاج", "لا تتصل", "لا ترسل", "رفض",
    )
)  # fmt: skip


_arabic = re.compile("[\u0620-\u064a]")


@cache
def _known_headings() -> dict[str, str]:
    """Every folded heading, of the table and of what exports write in each language."""
    known: dict[str, str] = {}
    for column in COLUMNS:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                known.setdefault(fold(str(column.label)), column.key)
    for column in COLUMNS:
        for name in column.names:
            known.setdefault(fold(name), column.key)
    return known


def column_of(heading: str) -> str:
    """The key of the column that this heading names, or nothing."""
    folded = fold(clean(heading))
    if not folded or folded in IGNORED:
        return ""
    known = _known_headings().get(folded, "")
    if known not in ("opt_out", "opt_in") and any(sign in folded for sign in OPT_OUT_SIGNS):
        return "opt_out"
    return known


def match_headings(headings: list[str], custom: Mapping[str, str] | None = None) -> list[str]:
    """A column for each heading, or nothing; of two headings with one meaning the first has it.

    `custom` has the keys of custom fields by their folded headings.
    """
    own = [(custom or {}).get(fold(clean(heading)), "") for heading in headings]
    headings = ["" if key else heading for key, heading in zip(own, headings, strict=True)]
    built_in = _of_people(headings, _in_two_languages(headings))
    keys = [mine or key for mine, key in zip(own, built_in, strict=True)]
    taken: set[str] = set()
    matched = []
    for key in keys:
        free = next((each for each in NEXT_FREE.get(key, (key,)) if each not in taken), "")
        matched.append(free)
        taken.add(free)
    return _without_shadows(matched)


# A second telephone is a second telephone, whatever it is called.
PHONES = ("contact_phone_1", "contact_phone_2", "contact_phone_3")
NEXT_FREE = {
    "contact_phone_1": PHONES,
    "contact_phone_2": PHONES[1:],
    "contact_email_1": ("contact_email_1", "contact_email_2"),
}
PERSON_NAME_PARTS = ("contact_first_name", "contact_middle_name", "contact_last_name")
# In a list of people these are the person's.
OF_THE_PERSON = {
    "email": "contact_email_1",
    "city": "contact_city",
    "country": "contact_country",
    "language": "contact_language",
    "description": "contact_description",
}
WHOLE_NAMES = frozenset(
    map(fold, ("name", "full name", "display name", "complete name", "file as", "الاسم", "الاسم الكامل"))
)
COMPANY_OF_A_PERSON = frozenset(map(fold, ("related company", "parent_id", "parent_id/name")))


def _of_people(headings: list[str], keys: list[str]) -> list[str]:
    """Files of programs that keep people (Google, Outlook, HubSpot, Zoho, Salesforce) or both in one (Odoo).

    There «E-mail» and «Phone» are the person's, «Name» is the whole name again, and a row of a company without
    a person leaves the person's columns open.
    """
    folded = [fold(clean(heading)) for heading in headings]
    has_parts = "contact_first_name" in keys or "contact_last_name" in keys
    has_companies = not COMPANY_OF_A_PERSON.isdisjoint(folded)
    if not has_parts and not has_companies:
        return keys
    has_mobile = "contact_phone_1" in keys
    placed = []
    for name, key in zip(folded, keys, strict=True):
        if name == "title" and "job title" in folded:
            key = ""
        elif name in WHOLE_NAMES:
            key = "" if has_parts else "contact_name"
        elif name == "company" and has_companies:
            key = ""
        elif key == "phone":
            key = "contact_phone_2" if has_mobile else "contact_phone_1"
        placed.append(OF_THE_PERSON.get(key, key))
    return placed


def _in_two_languages(headings: list[str]) -> list[str]:
    """«الاسم» beside “Name” are one name in two languages."""
    keys = [column_of(heading) for heading in headings]
    for general in ("name", "contact_name"):
        places = [place for place, key in enumerate(keys) if key == general]
        arabic = [place for place in places if _arabic.search(headings[place])]
        latin = [place for place in places if place not in arabic]
        if arabic and latin:
            keys[arabic[0]], keys[latin[0]] = f"{general}_ar", f"{general}_en"
    return keys


def _without_shadows(matched: list[str]) -> list[str]:
    """A file of people without companies: «full name» is then the customer."""
    has_account = any(key in NAMES for key in matched)
    if not has_account and "contact_name" in matched:
        return ["name" if key == "contact_name" else key for key in matched]
    return matched


NAMES_OF_PEOPLE = (
    "contact_name", "contact_name_ar", "contact_name_en", "contact_first_name", "contact_last_name",
)  # fmt: skip


def says_who(keys: Iterable[str], *, updates: bool) -> bool:
    """Whether these columns name a customer; when customers are updated, their number will do."""
    chosen = set(keys)
    return not chosen.isdisjoint((*NAMES, *NAMES_OF_PEOPLE)) or (updates and "account_number" in chosen)


def exported_columns(*, with_account=True) -> list[Column]:
    columns = ACCOUNT_COLUMNS if with_account else [BY_KEY["name_ar"], BY_KEY["name_en"]]
    return [column for column in (*columns, *CONTACT_COLUMNS) if column.is_exported]


def column_label(key: str) -> str:
    """What people call a column; a custom one is told by its label."""
    return str(BY_KEY[key].label) if key in BY_KEY else key
