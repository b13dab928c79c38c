"""What the demo's customers were promised in writing."""

TEXTS = {
    "noor": {
        "does": "نورّد مواد التغليف والنظافة إلى ثلاثة مستودعات كل أسبوع.\nنراجع معكم الكميات في أول كل شهر.",
        "does_not": "لا نتولى التركيب ولا التخزين في مواقعكم.",
        "service_levels": "تصل الطلبات العادية خلال ثلاثة أيام عمل، والعاجلة غدًا.\nنستبدل التالف خلال يومي عمل.",
        "communication": "مدير الحساب هو المسؤول الأول، ويتصل بكم كل أسبوعين.\nللطلبات العاجلة: واتساب في ساعات العمل.",
    },
    "bahr": {
        "does": "We deliver spare parts to three ports every week.\nWe review quantities with you monthly.",
        "does_not": "We neither fit parts nor keep stock on your premises.",
        "service_levels": "Orders arrive within three days, urgent ones the next day.\nDamaged goods are replaced.",
        "communication": "Your account manager calls every two weeks.\nUrgent orders: WhatsApp during working hours.",
    },
}
CHANGED = {
    "noor": "تصل الطلبات العادية خلال يومي عمل، والعاجلة في اليوم نفسه قبل الرابعة عصرًا.\nنستبدل التالف خلال يوم عمل.",
    "bahr": "Orders arrive within two working days, urgent ones the same day.\nDamaged goods are replaced.",
}
COMMENT = {
    "noor": "نرجو إضافة مستودع جدة إلى مواعيد التسليم الأسبوعية.",
    "bahr": "Please add the port of Fujairah to the weekly deliveries.",
}
