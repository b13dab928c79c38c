"""The two trees of complaints, categories and root causes, as people choose from them.

What is archived is offered no more, nor is anything under it; complaints that stand there keep it.
"""

from collections.abc import Iterable

from complaints.models import ComplaintCategory, RootCause

Branch = ComplaintCategory | RootCause
BETWEEN = " › "

# Arabic, English, and what is under it.
USUAL: dict[type[Branch], tuple] = {
    ComplaintCategory: (
        ("التوصيل", "Delivery", (
            ("تأخر التوصيل", "Late delivery"), ("شحنة ناقصة", "Parts missing"),
            ("تلف أثناء النقل", "Damaged on the way"),
        )),
        ("المنتج", "Product", (("عيب في المنتج", "Faulty product"), ("مختلف عن الوصف", "Not as described"))),
        ("الفواتير والدفع", "Billing and payment", (
            ("خطأ في الفاتورة", "Wrong invoice"), ("تأخر ردّ المبلغ", "Late refund"),
        )),
        ("الخدمة والتعامل", "Service and conduct", (
            ("بطء الرد", "Slow answer"), ("أسلوب التعامل", "Manner"), ("وعد لم يُنفَّذ", "Promise not kept"),
        )),
        ("الضمان والصيانة", "Warranty and repair", ()),
        ("أخرى", "Other", ()),
    ),
    RootCause: (
        ("الإجراءات", "Process", (
            ("خطوة ناقصة أو غير واضحة", "Step missing or unclear"), ("تأخر الموافقات", "Late approvals"),
        )),
        ("العاملون", "People", (
            ("نقص التدريب", "Lack of training"), ("ضغط العمل", "Overload"), ("خطأ فردي", "Single slip"),
        )),
        ("الموردون والنقل", "Suppliers and transport", (
            ("تأخر المورّد", "Supplier late"), ("شركة الشحن", "Carrier"),
        )),
        ("المنتج", "Product", (("عيب تصنيع", "Manufacturing fault"), ("عيب تصميم", "Design fault"))),
        ("الأنظمة", "Systems", (("عطل تقني", "Technical failure"), ("بيانات خاطئة", "Wrong data"))),
        ("المعلومات والوعود", "Information and promises", (
            ("وعد فوق الطاقة", "Promise beyond our means"), ("معلومة ناقصة للعميل", "Customer not told"),
        )),
        ("من جهة العميل", "On the customer's side", ()),
        ("خارج السيطرة", "Outside our control", ()),
    ),
}  # fmt: skip


def usual(model: type[Branch]) -> list[Branch]:
    """The usual entries, with the numbers they get once they are kept; nothing is written."""
    made: list[Branch] = []

    def add(entries, parent):
        for place, (label_ar, label_en, *parts) in enumerate(entries, 1):
            made.append(
                model(number=len(made) + 1, place=place, label_ar=label_ar, label_en=label_en, parent=parent)
            )
            add(parts[0] if parts else (), made[-1])

    add(USUAL[model], None)
    return made


def standing(model: type[Branch]) -> list[Branch]:
    """The whole tree, each entry before its parts; as it usually is while nobody has kept one."""
    return in_tree_order(model.objects.all()) or in_tree_order(usual(model))


def offered(model: type[Branch], *, kept: int | None = None) -> list[Branch]:
    """Those in use, as is everything they are a part of; and `kept` (an id) although it may have been archived."""
    return [entry for entry in standing(model) if entry.is_offered or (kept and entry.pk == kept)]


def in_tree_order(entries: Iterable[Branch]) -> list[Branch]:
    """Each under what it is a part of, `above` it; with its `depth` from 0, its `path` in words, and `is_offered`."""
    parts: dict = {}
    for entry in sorted(entries, key=lambda each: (each.place, each.number)):
        # Those that nobody has kept yet have numbers and no keys.
        parts.setdefault(entry.parent_id or (entry.parent and -entry.parent.number), []).append(entry)
    ordered: list[Branch] = []

    def walk(key, above):
        for entry in parts.get(key, ()):
            entry.depth, entry.above = len(above), above
            entry.path = [each.label for each in (*above, entry)]
            entry.is_offered = not any(each.is_archived for each in (*above, entry))
            ordered.append(entry)
            walk(entry.pk or -entry.number, [*above, entry])

    walk(None, [])
    return ordered


def called(entry: Branch) -> str:
    return BETWEEN.join(entry.path)
