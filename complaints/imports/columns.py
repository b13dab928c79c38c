"""The columns that a file of complaints may have, by the names people and help desks give them; docs/import.md."""

from django.utils.translation import gettext_lazy as _

from accounts.bringing.headings import Columns
from complaints.models.category import CATEGORY

COLUMNS = Columns({
    "number": (_("Number of the complaint"), "number of the complaint|رقم الشكوى"),
    "reference": (_("Reference"), (
        "reference|ref|ticket|ticket id|ticket number|ticket no|case|case id|case number|complaint id|complaint no|id|"
        "المرجع|رقم المرجع|رقم التذكرة|التذكرة|رقم البلاغ|رقم الحالة|المعرف")),
    "account_number": (_("Number of the account"), (
        "number of the account|account number|sila number|رقم الحساب|رقم الحساب في صلة")),
    "account": (_("Account"), (
        "account|account name|customer|customer name|name of the customer|client|company|organization|name|"
        "الحساب|اسم الحساب|العميل|اسم العميل|الشركة|المنشأة|الاسم")),
    "contact": (_("Contact"), (
        "contact|contact name|contact person|complainant|requester|reported by|"
        "جهة الاتصال|اسم جهة الاتصال|المشتكي|مقدم الشكوى|صاحب الشكوى")),
    "email": (_("E-mail of the customer"), (
        "e mail of the customer|email|e mail|customer email|contact email|requester email|"
        "بريد العميل الإلكتروني|البريد الإلكتروني|البريد|بريد العميل")),
    "phone": (_("Phone of the customer"), (
        "phone of the customer|phone|mobile|phone number|customer phone|contact phone|"
        "هاتف العميل|الهاتف|الجوال|رقم الجوال|رقم الهاتف")),
    "subject": (_("Subject"), (
        "subject|title|complaint|summary|topic|الموضوع|الشكوى|عنوان الشكوى|موضوع الشكوى|العنوان")),
    "text": (_("What happened"), (
        "what happened|description|details|text|message|body|complaint text|comment|"
        "ما حدث|الوصف|التفاصيل|النص|نص الشكوى|وصف الشكوى|تفاصيل الشكوى|الرسالة")),
    "category": (CATEGORY, (
        "category|type|complaint type|complaint category|classification|التصنيف|الفئة|النوع|نوع الشكوى|تصنيف الشكوى")),
    "severity": (_("Severity"), (
        "severity|priority|درجة الخطورة|الخطورة|الأولوية|الأهمية")),
    "remedy": (_("What the customer asks for"), (
        "what the customer asks for|remedy|remedy sought|requested remedy|desired outcome|"
        "ما يطلبه العميل|المطلوب|طلب العميل|التعويض المطلوب")),
    "remedy_text": (_("Remedy in the customer's words"), (
        "remedy in the customer's words|ما يطلبه العميل بكلماته")),
    "channel": (_("How it came"), (
        "how it came|channel|source|via|طريقة الورود|القناة|المصدر|قناة الورود")),
    "language": (_("Language"), "language|lang|اللغة"),
    "owner": (_("Who handles it"), (
        "who handles it|owner|agent|assignee|assigned to|handler|المعالج|المسؤول|الموظف|مسند إلى")),
    "filed": (_("Filed"), (
        "filed|filed at|received|received at|received on|date|created|created at|date received|opened|opened at|"
        "تاريخ التقديم|تاريخ الاستلام|التاريخ|تاريخ الشكوى|تاريخ الإنشاء|وقت الاستلام|تاريخ الورود")),
    "state": (_("State"), "state|status|الحالة|حالة الشكوى"),
    "closed": (_("Closed at"), (
        "closed at|closed|closed on|resolved at|date closed|resolution date|date resolved|"
        "وقت الإغلاق|تاريخ الإغلاق|تاريخ الحل|أغلقت في")),
    "decision": (_("Decision"), "decision|outcome|القرار|النتيجة"),
    "resolution": (_("What was done"), (
        "what was done|resolution|solution|answer|action taken|ما أُنجز|الحل|الإجراء|الإجراء المتخذ|ما تم|المعالجة")),
    "cause": (_("Root cause"), "root cause|cause|reason|السبب الجذري|السبب"),
})  # fmt: skip
WHO = ("account_number", "account", "email", "phone")


def missing(keys) -> list[str]:
    """What a file cannot be brought in without."""
    keys = set(keys)
    needs = [] if keys & set(WHO) else ["account"]
    return needs if keys & {"subject", "text"} else [*needs, "subject"]
