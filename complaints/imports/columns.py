"""The columns that a file of complaints may have, by the names people and help desks give them; docs/import.md."""

from django.utils.translation import gettext_lazy as _

from complaints.models.category import CATEGORY
from social.imports.columns import heading


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


# Key -> what it is called, and the headings by which it is known.
COLUMNS = {
    "number": (_("Number of the complaint"), _names("number of the complaint|رقم الشكوى")),
    "reference": (_("Reference"), _names(
        "reference|ref|ticket|ticket id|ticket number|ticket no|case|case id|case number|complaint id|complaint no|id|"
        "المرجع|رقم المرجع|رقم التذكرة|التذكرة|رقم البلاغ|رقم الحالة|المعرف")),
    "account_number": (_("Number of the account"), _names(
        "number of the account|account number|sila number|رقم الحساب|رقم الحساب في صلة")),
    "account": (_("Account"), _names(
        "account|account name|customer|customer name|name of the customer|client|company|organization|name|"
        "الحساب|اسم الحساب|العميل|اسم العميل|الشركة|المنشأة|الاسم")),
    "contact": (_("Contact"), _names(
        "contact|contact name|contact person|complainant|requester|reported by|"
        "جهة الاتصال|اسم جهة الاتصال|المشتكي|مقدم الشكوى|صاحب الشكوى")),
    "email": (_("E-mail of the customer"), _names(
        "e mail of the customer|email|e mail|customer email|contact email|requester email|"
        "بريد العميل الإلكتروني|البريد الإلكتروني|البريد|بريد العميل")),
    "phone": (_("Phone of the customer"), _names(
        "phone of the customer|phone|mobile|phone number|customer phone|contact phone|"
        "هاتف العميل|الهاتف|الجوال|رقم الجوال|رقم الهاتف")),
    "subject": (_("Subject"), _names(
        "subject|title|complaint|summary|topic|الموضوع|الشكوى|عنوان الشكوى|موضوع الشكوى|العنوان")),
    "text": (_("What happened"), _names(
        "what happened|description|details|text|message|body|complaint text|comment|"
        "ما حدث|الوصف|التفاصيل|النص|نص الشكوى|وصف الشكوى|تفاصيل الشكوى|الرسالة")),
    "category": (CATEGORY, _names(
        "category|type|complaint type|complaint category|classification|التصنيف|الفئة|النوع|نوع الشكوى|تصنيف الشكوى")),
    "severity": (_("Severity"), _names(
        "severity|priority|درجة الخطورة|الخطورة|الأولوية|الأهمية")),
    "remedy": (_("What the customer asks for"), _names(
        "what the customer asks for|remedy|remedy sought|requested remedy|desired outcome|"
        "ما يطلبه العميل|المطلوب|طلب العميل|التعويض المطلوب")),
    "remedy_text": (_("Remedy in the customer's words"), _names(
        "remedy in the customer's words|ما يطلبه العميل بكلماته")),
    "channel": (_("How it came"), _names(
        "how it came|channel|source|via|طريقة الورود|القناة|المصدر|قناة الورود")),
    "language": (_("Language"), _names("language|lang|اللغة")),
    "owner": (_("Who handles it"), _names(
        "who handles it|owner|agent|assignee|assigned to|handler|المعالج|المسؤول|الموظف|مسند إلى")),
    "filed": (_("Filed"), _names(
        "filed|filed at|received|received at|received on|date|created|created at|date received|opened|opened at|"
        "تاريخ التقديم|تاريخ الاستلام|التاريخ|تاريخ الشكوى|تاريخ الإنشاء|وقت الاستلام|تاريخ الورود")),
    "state": (_("State"), _names("state|status|الحالة|حالة الشكوى")),
    "closed": (_("Closed at"), _names(
        "closed at|closed|closed on|resolved at|date closed|resolution date|date resolved|"
        "وقت الإغلاق|تاريخ الإغلاق|تاريخ الحل|أغلقت في")),
    "decision": (_("Decision"), _names("decision|outcome|القرار|النتيجة")),
    "resolution": (_("What was done"), _names(
        "what was done|resolution|solution|answer|action taken|ما أُنجز|الحل|الإجراء|الإجراء المتخذ|ما تم|المعالجة")),
    "cause": (_("Root cause"), _names("root cause|cause|reason|السبب الجذري|السبب")),
}  # fmt: skip
WHO = ("account_number", "account", "email", "phone")
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
    needs = [] if keys & set(WHO) else ["account"]
    return needs if keys & {"subject", "text"} else [*needs, "subject"]
