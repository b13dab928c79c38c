"""Who was recommended in the demo, and what content customers say: noor's, in Arabic."""

# Who is no customer yet: name, how many days ago, how far a colleague came.
NAMES = [
    ("مجمع عيادات السنام", 3, "received"),
    ("مخابز الحارة الشرقية", 9, "contacted"),
    ("فندق روابي أبها", 21, "contacted"),
    ("مطابع المداد", 75, "not"),
]

WEBSITE, SOCIAL, PROPOSALS, NAMED = "on_website", "on_social", "in_proposals", "with_name"
SAID = [
    {
        "days_ago": 160,
        "is_asked": True,
        "text": "منذ أن بدأنا العمل معهم لم يتأخر علينا طلب واحد، ومدير حسابنا يردّ قبل أن نسأل.",
        "rating": 5,
        "agrees": (WEBSITE, SOCIAL, PROPOSALS, NAMED),
        "places": (("website", "الصفحة الرئيسية: آراء عملائنا"), ("proposals", "عرض مناقصة التوريد السنوي")),
    },
    {
        "days_ago": 95,
        "is_asked": True,
        "text": "وفّرنا نحو خُمس تكلفة التغليف بعد أن راجعوا معنا المقاسات صنفًا صنفًا.",
        "rating": 5,
        "agrees": (WEBSITE, PROPOSALS, NAMED),
        "places": (("website", "صفحة قصص النجاح"),),
    },
    {
        "days_ago": 60,
        "is_asked": False,
        "text": "عاملونا شريكًا لا رقم فاتورة.",
        "rating": 4,
        "agrees": (PROPOSALS,),
        "places": (("proposals", "الملف التعريفي للشركة"),),
    },
    {
        "days_ago": 120,
        "is_asked": True,
        "text": "خدمة ممتازة وتجاوب سريع في المواسم.",
        "rating": 5,
        "agrees": (SOCIAL, NAMED),
        "places": (("social", "منشور شكر العملاء"),),
        "withdrawn_ago": 2,
    },
    {
        "days_ago": 40,
        "is_asked": False,
        "text": "التسليم منضبط، ونتمنى فاتورة شهرية واحدة بدل فاتورة لكل طلب.",
        "rating": 4,
    },
    {"days_ago": 34, "is_asked": True, "state": "declined"},
    {"days_ago": 4, "is_asked": True, "state": "asked"},
]
