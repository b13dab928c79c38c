"""What the demo's opportunities are about: (kind, name, amount in whole units from and to, competitors)."""

NOOR = [
    ("upsell", "زيادة كميات الورق والأحبار الشهرية", 40_000, 120_000, "مكتبة الجزيرة للتوريد"),
    ("cross_sell", "إضافة مواد النظافة إلى العقد القائم", 25_000, 90_000, ""),
    ("renewal", "تجديد عقد التوريد السنوي", 150_000, 620_000, ""),
    ("new", "تجهيز مستودع الفرع الجديد", 80_000, 350_000, "مؤسسة الإمداد الحديث"),
    ("cross_sell", "توريد مستلزمات السلامة للمواقع", 30_000, 140_000, "شركة درع الأمان"),
    ("upsell", "الانتقال إلى التوريد الأسبوعي بدل الشهري", 60_000, 210_000, ""),
    ("new", "عطاء توريد أجهزة التكييف", 200_000, 900_000, "برودة الخليج، المكيف الذهبي"),
    ("renewal", "تمديد اتفاقية الصيانة عامًا آخر", 45_000, 160_000, ""),
    ("new", "أول طلبية تجريبية", 8_000, 30_000, ""),
    ("cross_sell", "أصناف العلامة الخاصة للعميل", 70_000, 260_000, "مصنع التعبئة الوطني"),
]
BAHR = [
    ("renewal", "Yearly contract for mooring ropes", 90_000, 400_000, ""),
    ("new", "Fenders for the new berth", 150_000, 700_000, "Gulf Marine Stores"),
    ("cross_sell", "Life rafts beside the ropes", 60_000, 220_000, ""),
    ("upsell", "From quarterly to monthly delivery", 40_000, 150_000, "Harbour Trading"),
]
OPPORTUNITIES = {"noor": NOOR, "bahr": BAHR}
STEPS = {
    "noor": [
        "إرسال عرض السعر المعدّل",
        "زيارة الموقع وأخذ القياسات",
        "الاتصال بمدير المشتريات",
        "إرسال العينات",
    ],
    "bahr": ["Send the revised quotation", "Visit the berth and measure", "Call the procurement manager"],
}
LEARNT = {
    "noor": ["كان السعر أعلى من المنافس بنحو 8%.", "تغيّر مدير المشتريات قبل القرار.", ""],
    "bahr": ["The competitor delivered from stock.", ""],
}
