"""What the demo's account managers wrote down: (channel, direction, outcome, text), and what they promised."""

NOOR = [
    ("call", "out", "reached", "سألتُ عن موعد استلام الطلبية الأخيرة، وأكدوا وصولها كاملة دون نقص."),
    ("call", "out", "reached", "راجعنا الفاتورة المتأخرة، ووعدوا بالتحويل قبل نهاية الأسبوع."),
    ("call", "out", "no_answer", ""),
    ("call", "out", "no_answer", "لا رد على الجوال ولا على السنترال."),
    ("call", "out", "call_back", "في اجتماع، وطلبوا معاودة الاتصال بعد الظهر."),
    ("call", "out", "busy", ""),
    ("call", "in", "reached", "استفسار عن توفر الأصناف الجديدة وأسعارها بالكميات الكبيرة."),
    ("call", "in", "reached", "طلبوا تأجيل التوريد أسبوعًا لأعمال صيانة في المستودع."),
    ("call", "in", "reached", "شكوى من تأخر السائق ساعتين عن الموعد. اعتذرنا ووعدنا بالتنسيق مع النقل."),
    ("meeting", "out", "held", ("اجتماع مراجعة ربع سنوي: عرضنا ملخص الطلبيات."
     " طلبوا تقارير شهرية وممثلًا واحدًا للفواتير.")),
    ("meeting", "out", "held", ("ناقشنا تجديد العقد السنوي. الخصم المطلوب 7٪ والمدة سنتان.\nملاحظاتهم:"
     "\n- جدول توريد ثابت كل أسبوعين"
     "\n- مدة سداد 60 يومًا\n- مندوب مقيم وقت الجرد\n- تنبيه قبل نفاد الأصناف الأساسية\n"
     "نحتاج إلى موافقة الإدارة على شروط السداد قبل الرد.")),
    ("meeting", "out", "postponed", "تأجل الاجتماع إلى الأسبوع القادم لسفر المدير العام."),
    ("visit", "out", "held", "زيارة المستودع: رتبنا مع أمينه طريقة استلام جديدة تختصر وقت التفريغ."),
    ("visit", "out", "held", "زيارة تعارف مع مدير المشتريات الجديد وتسليم الكتالوج والعينات."),
    ("visit", "out", "no_show", "لم نجد أحدًا في الموعد، والسكرتارية لا علم لها به."),
    ("email", "out", "answered", "أرسلنا عرض السعر المعدل، وجاء الرد بالموافقة المبدئية."),
    ("email", "out", "unanswered", "أرسلنا كشف الحساب مع الفواتير الثلاث المفتوحة."),
    ("email", "in", "answered", "طلبوا شهادات المطابقة للأصناف الموردة هذا العام، وأُرسلت إليهم."),
    ("whatsapp", "out", "answered", "أكدنا موعد التسليم صباح الغد."),
    ("whatsapp", "in", "answered", "صورة لكرتون تالف من الشحنة. اتفقنا على استبداله مع الطلبية القادمة."),
    ("whatsapp", "out", "unanswered", "أرسلنا عرض نهاية الموسم."),
    ("sms", "out", "unanswered", "تذكير بموعد الزيارة."),
    ("social", "in", "answered", "سؤال عبر إكس عن فرع جدة وأوقات العمل."),
    ("note", "internal", "", "حسب كلام المحاسب لديهم ميزانية إضافية في الربع القادم."),
    ("note", "internal", "", "ينافسنا عليهم مورّد جديد بسعر أقل، والفارق في مدة التوريد لصالحنا."),
]  # fmt: skip

BAHR = [
    ("call", "out", "reached", "Confirmed that the spare parts arrived complete."),
    ("call", "out", "no_answer", ""),
    ("call", "in", "reached", "Asked for a price on mooring ropes, 40 coils."),
    ("call", "out", "call_back", "On board until four; call again then."),
    ("meeting", "out", "held", "Reviewed the year: on-time delivery, open invoices, the new berth in March."),
    (
        "visit",
        "out",
        "held",
        "Walked the dry dock with the chief engineer and counted the fenders to replace.",
    ),
    ("email", "out", "answered", "Sent the revised quotation; agreed in principle."),
    ("email", "in", "answered", "Asked for certificates of the life rafts."),
    ("whatsapp", "in", "answered", "Photo of a damaged crate; we replace it with the next delivery."),
    ("note", "internal", "", "The purchasing manager moves to the Fujairah office in spring."),
]

TEXTS = {"noor": NOOR, "bahr": BAHR}

# Whether we owe it, and what it is.
STEPS_NOOR = [
    (True, "إرسال عرض السعر المعدل"),
    (True, "الاتصال للتأكد من وصول الطلبية"),
    (True, "تجهيز عينات الأصناف الجديدة"),
    (True, "الرد على ملاحظات العقد السنوي"),
    (True, "زيارة المستودع ومراجعة طريقة الاستلام"),
    (True, "إرسال كشف الحساب"),
    (True, "التنسيق مع النقل لتقديم موعد التسليم"),
    (True, "تهنئة بافتتاح الفرع الجديد"),
    (False, "إرسال أمر الشراء موقعًا"),
    (False, "تحويل الدفعة المتأخرة"),
    (False, "تزويدنا بشهادة الضريبة المحدثة"),
]
STEPS_BAHR = [
    (True, "Send the revised quotation"),
    (True, "Call about the delivery at berth 12"),
    (True, "Prepare the certificates of the life rafts"),
    (True, "Visit before the dry dock begins"),
    (False, "Send the signed purchase order"),
    (False, "Pay the overdue invoice"),
]
STEPS = {"noor": STEPS_NOOR, "bahr": STEPS_BAHR}
