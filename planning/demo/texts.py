"""The words of the demo's stakeholders and needs, in the language of each workspace."""

# Two sets of people, name and title, for customers of whom too few are known.
CONTACTS = [
    [
        ("عبدالعزيز الراشد", "الرئيس التنفيذي"),
        ("هند المطيري", "مديرة المشتريات"),
        ("ماجد الشمري", "مدير المستودعات"),
        ("غادة السبيعي", "المديرة المالية"),
    ],
    [
        ("فهد البقمي", "نائب الرئيس للعمليات"),
        ("مشاعل العنزي", "مديرة سلاسل الإمداد"),
        ("بندر الجهني", "مهندس الصيانة"),
        ("أمل الرويلي", "مراقبة التكاليف"),
    ],
]
CRITERIA = {
    "noor": [
        "التسليم خلال ثلاثة أيام عمل\nعقد سنوي بسعر ثابت\nمسؤول واحد يعرف طلباتنا",
        "جودة العينات قبل الاعتماد\nسرعة الرد على الاستفسارات",
        "السعر مقارنة بموردين آخرين\nمهلة سداد ستين يومًا",
        "سهولة الطلب من البوابة\nدقة الكميات المسلّمة",
        "ألا يتأثر المورد الحالي\nضمان استرجاع التالف",
    ],
    "bahr": [
        "Delivery within three working days\nA fixed price for a year\nOne person who knows our orders",
        "Quality of samples before approval\nQuick answers to questions",
        "Price against two other suppliers\nSixty days to pay",
        "Ordering on line without calls\nQuantities as ordered",
        "The present supplier is not disturbed\nDamaged goods are taken back",
    ],
}
# Kind, what it is, more about it.
NEEDS = {
    "noor": [
        ("need", "توريد أسبوعي منتظم إلى ثلاثة مستودعات", "كل أحد قبل العاشرة صباحًا، مع إشعار قبلها بيوم."),
        ("pain", "تأخر الشحنات في مواسم الذروة", "تأخر الموسم الماضي كلّفهم توقف خط الإنتاج يومين."),
        ("purpose", "خفض تكلفة التخزين بنسبة عشرة في المئة", "هدف إدارة العمليات لهذه السنة."),
        ("need", "تدريب فريق المستودع على بوابة الطلبات", "ستة أشخاص، في موقعهم."),
        ("need", "عبوات أصغر للفروع", "رأت الإدارة أن الكميات الحالية تكفي، فأُجّل الطلب إلى أجل غير مسمى."),
    ],
    "bahr": [
        (
            "need",
            "Regular weekly deliveries to three ports",
            "Every Sunday before ten, announced a day ahead.",
        ),
        ("pain", "Late deliveries in the high season", "Last season it kept two vessels in port for a day."),
        ("purpose", "Storage costs ten per cent lower", "A goal of their operations for this year."),
        ("need", "Training on the ordering page", "Six people, at their place."),
        ("need", "Smaller packs for small craft", "Their management finds that present quantities will do."),
    ],
}
