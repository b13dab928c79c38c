"""Templates of noor, in both languages: an offer, news, thanks, and one that is not finished; one of bahr."""

from campaigns.writing import add_block, add_template
from workspaces.demo import Stage

SHOP = "https://www.noor.example"
# By workspace: name, subjects, previews, and blocks of kind, Arabic, English and what else they have.
TEMPLATES: dict[str, tuple] = {
    "noor": (
        (
            "عرض نهاية الموسم",
            ("خصم 15٪ على طلبكم القادم، {الاسم الأول}", "15% off your next order, {first name}"),
            ("العرض سارٍ حتى نهاية الشهر", "Valid until the end of the month"),
            (
                ("heading", "عرض لعملائنا الدائمين", "An offer for our regular customers", {}),
                ("text", ("مرحبًا {الاسم الأول}،\n\nسعدنا بخدمة {العميل} هذا العام، ويسرّنا أن نشارككم عرضًا خاصًا:\n"
                 "- خصم على كل ما في المتجر\n- توصيل مجاني داخل المدينة\n- **أولوية** في الصيانة"),
                 ("Dear {first name},\n\nIt was a pleasure to serve {customer} this year. Here is something for you:\n"
                 "- A discount on everything in the shop\n- Free delivery within the city\n- **Priority** for service"),
                 {}),
                ("offer", "خصم 15٪", "15% off",
                 {"more_ar": "على طلب واحد بقيمة 500 ريال أو أكثر.", "more_en": "Off one order of SAR 500 or more.",
                  "code": "SEASON15"}),
                ("points", "استخدموها مع هذا العرض أيضًا.", "Use them together with this offer.", {}),
                ("button", "تسوّقوا الآن", "Shop now", {"link": f"{SHOP}/offers"}),
                ("divider", "", "", {}),
                ("text", "لأي استفسار يسعد {مدير الحساب} بخدمتكم.", "{manager} is glad to help with any question.", {}),
            ),
        ),
        (
            "أخبار الشهر",
            ("جديدنا هذا الشهر", "What is new this month"),
            ("معرض جديد في {المدينة} وخدمة أسرع", "A new showroom in {city} and faster service"),
            (
                ("heading", "افتتحنا معرضًا جديدًا", "Our new showroom is open", {}),
                ("text", "يسعدنا أن ندعوكم لزيارة معرضنا الجديد، حيث تجدون كل منتجاتنا في مكان واحد.",
                 "Come and visit our new showroom: everything that we make, in one place.", {}),
                ("columns", "**أوقات العمل**\nمن الأحد إلى الخميس\n9 صباحًا – 9 مساءً",
                 "**Opening hours**\nSunday to Thursday\n9 am to 9 pm",
                 {"more_ar": "**خدمة أسرع**\nصيانة خلال 48 ساعة لعملاء {شركتنا}.",
                  "more_en": "**Faster service**\nRepairs within 48 hours for customers of {company}."}),
                ("button", "موقع المعرض", "Find the showroom", {"link": f"{SHOP}/showroom"}),
            ),
        ),
        (
            "شكر بعد أول عملية شراء",
            ("شكرًا لثقتكم، {الاسم الأول}", "Thank you, {first name}"),
            ("", ""),
            (
                ("text", "شكرًا لاختياركم {شركتنا}.\n\nإن احتجتم إلى أي مساعدة في الأيام الأولى فيسعدنا تواصلكم.",
                 "Thank you for choosing {company}.\n\nIf you need any help in the first days, just write to us.", {}),
                ("button", "دليل الاستخدام", "The guide", {"link": f"{SHOP}/guide"}),
            ),
        ),
        (
            "تهنئة اليوم الوطني (مسودة)",
            ("كل عام والوطن بخير", ""),
            ("", ""),
            (("heading", "كل عام والوطن بخير", "", {}), ("text", "يسرّ {الشركة} أن تهنئكم باليوم الوطني.", "", {})),
        ),
    ),
    "bahr": (
        (
            "تهنئة العيد",
            ("عيدكم مبارك", "Eid Mubarak"),
            ("", ""),
            (("text", "عيدكم مبارك {الاسم الأول}، وكل عام وأنتم بخير.", "Eid Mubarak, {first name}.", {}),),
        ),
    ),
}  # fmt: skip


def seed_templates(stage: Stage) -> None:
    slug = stage.workspace.slug
    by = stage.member("mona") if slug == "noor" else stage.member("owner")
    for name, subjects, previews, blocks in TEMPLATES[slug]:
        texts = dict(
            zip(("subject_ar", "subject_en", "preview_ar", "preview_en"), (*subjects, *previews), strict=True)
        )
        made = add_template(by=by, name=name, **texts)
        for kind, text_ar, text_en, more in blocks:
            add_block(made, by=by, fields={"kind": kind, "text_ar": text_ar, "text_en": text_en, **more})
