"""What the demo's meetings are about: (where, subject, agenda)."""

NOOR = [
    ("visit", "مراجعة الطلبيات الربع سنوية", "ملخص التوريد في ثلاثة أشهر\nالفواتير المفتوحة\nاحتياج الربع القادم"),
    ("office", "تجديد العقد السنوي", "الخصم المطلوب ومدة السداد\nجدول التوريد\nموافقة الإدارة على الشروط"),
    ("online", "عرض الأصناف الجديدة", "عرض الكتالوج الجديد\nأسعار الكميات الكبيرة\nمواعيد العينات"),
    ("visit", "جولة في المستودع", "طريقة الاستلام الجديدة\nأماكن التخزين المبرد"),
    ("online", "متابعة تنفيذ الطلبية", "موعد الشحنة القادمة\nالأصناف الناقصة"),
    ("office", "لقاء تعارف مع مدير المشتريات", ""),
    ("online", "مناقشة ملاحظات الجودة", "الكراتين التالفة في الشحنة الأخيرة\nإجراءات الفحص قبل التحميل"),
]  # fmt: skip

BAHR = [
    ("visit", "Walk through the dry dock", "Fenders to replace\nMooring ropes"),
    ("office", "Yearly review", "On-time delivery\nOpen invoices\nThe new berth in March"),
    ("online", "Quotation for life rafts", "Certificates\nDelivery to Fujairah"),
]

SUBJECTS = {"noor": NOOR, "bahr": BAHR}
PLACES = {
    "noor": {
        "office": "قاعة الاجتماعات، الدور الثالث",
        "online": "https://meet.noor.example/{number}",
    },
    "bahr": {"office": "Meeting room 2, Port Rashid", "online": "https://meet.bahr.example/{number}"},
}
