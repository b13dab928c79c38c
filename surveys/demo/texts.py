"""What the demo's surveys ask, and what customers answered."""

SURVEYS = {
    "noor": [
        {
            "texts": {
                "title_ar": "رضاكم بعد زيارتنا",
                "title_en": "Your satisfaction after our visit",
                "intro_ar": "زاركم مندوبنا مؤخرًا، ويهمنا أن نعرف رأيكم. لن يستغرق الأمر أكثر من دقيقة.",
                "intro_en": "We visited you lately and would like to know what you think. It takes a minute.",
                "thanks_ar": "شكرًا لوقتكم. نقرأ كل رد، ويتواصل معكم مدير حسابكم إن احتجتم إلى شيء.",
                "thanks_en": "Thank you for your time. We read every answer.",
            },
            "state": "open",
            "questions": [
                ("rating", 5, "ما مدى رضاكم عن الزيارة؟", "How satisfied are you with the visit?", True, []),
                (
                    "choices",
                    None,
                    "ما الذي أعجبكم في الزيارة؟",
                    "What did you like about the visit?",
                    False,
                    [
                        ("الالتزام بالموعد", "Being on time"),
                        ("معرفة المنتجات", "Knowledge of the products"),
                        ("سرعة الرد على الأسئلة", "Quick answers"),
                        ("عرض السعر", "The offer"),
                    ],
                ),
                ("text", None, "ما الذي يمكننا تحسينه؟", "What could we do better?", False, []),
            ],
        },
        {
            "texts": {
                "title_ar": "هل توصون بنا؟",
                "title_en": "Would you recommend us?",
                "thanks_ar": "شكرًا لكم، رأيكم يصل إلى الإدارة مباشرة.",
            },
            "state": "closed",
            "questions": [
                (
                    "rating",
                    11,
                    "ما احتمال أن توصوا زملاءكم بالتعامل معنا؟",
                    "How likely are you to recommend us to a colleague?",
                    True,
                    [],
                ),
                ("text", None, "ما السبب الرئيس لتقييمكم؟", "What is the main reason?", False, []),
            ],
        },
        {
            "texts": {"title_ar": "رأيكم في خدمة التوصيل", "title_en": "How is our delivery?"},
            "state": "draft",
            "questions": [
                ("rating", 5, "كيف تقيّمون سرعة التوصيل؟", "How do you rate the speed?", True, []),
                (
                    "choice",
                    None,
                    "متى يناسبكم وصول الطلبات؟",
                    "When should orders arrive?",
                    False,
                    [
                        ("صباحًا", "In the morning"),
                        ("بعد الظهر", "In the afternoon"),
                        ("مساءً", "In the evening"),
                    ],
                ),
            ],
        },
    ],
    "bahr": [
        {
            "texts": {"title_en": "How was our service aboard?", "title_ar": "كيف كانت خدمتنا؟"},
            "state": "open",
            "questions": [
                ("rating", 5, "", "How satisfied are you?", True, []),
                ("text", None, "", "What could we do better?", False, []),
            ],
        },
    ],
}
SAID = {
    "noor": {
        "good": [
            "الزيارة كانت مرتبة والمندوب متعاون جدًا.",
            "نقدّر التزامكم بالموعد وسرعة إرسال العرض.",
            "تعامل راقٍ، ونتطلع إلى زيارة قادمة.",
            "كل شيء ممتاز، شكرًا لكم.",
        ],
        "bad": [
            "تأخر المندوب ساعة كاملة دون أن يخبرنا.",
            "لم نحصل على رد بشأن الأسعار حتى الآن.",
            "نحتاج إلى متابعة أسرع بعد الزيارة.",
        ],
    },
    "bahr": {
        "good": ["Everything was there on time.", "Friendly and quick."],
        "bad": ["The order came a day late."],
    },
}
