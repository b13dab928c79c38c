"""The demo's ready answers: what the two companies are asked again and again."""

from datetime import datetime, time, timedelta

from interactions.models import ReadyAnswer
from lib.tenancy.models import take_numbers
from timeline.models import Event
from workspaces.demo import Stage, past_event

MADE_DAYS_AGO = 300

# Name, Arabic, English, channels.
NOOR = [
    (
        "أوقات العمل",
        (
            "حياكم الله. نستقبل طلباتكم من الأحد إلى الخميس، من الثامنة صباحًا حتى الخامسة مساءً، ويصلكم "
            "ردنا خلال ساعة عمل.\n{اسمي}، {شركتنا}"
        ),
        (
            "Hello. We take orders from Sunday to Thursday, 8 am to 5 pm, and answer within one working "
            "hour.\n{me}, {company}"
        ),
        [],
    ),
    (
        "الموقع والمستودع",
        (
            "يقع مستودعنا الرئيسي في الرياض، المنطقة الصناعية الثانية، شارع 88. الاستلام من البوابة رقم "
            "3، ونأمل إشعارنا قبل الوصول بنصف ساعة."
        ),
        (
            "Our main warehouse is in Riyadh, Second Industrial City, Street 88. Pick-up is at gate 3; "
            "please let us know half an hour before you arrive."
        ),
        ["whatsapp", "sms", "call"],
    ),
    (
        "طرق الدفع",
        (
            "يمكنكم السداد بالتحويل البنكي أو عبر «سداد» أو بشيك مصدّق باسم {شركتنا}. نرجو كتابة رقم "
            "الفاتورة في خانة الغرض ليُقيّد المبلغ في حسابكم في اليوم نفسه."
        ),
        (
            "You can pay by bank transfer, through SADAD or by certified cheque to {company}. Please "
            "quote the invoice number, so that the payment reaches your account the same day."
        ),
        [],
    ),
    (
        "سياسة الإرجاع",
        (
            "السلام عليكم {جهة الاتصال}، يمكن إرجاع الأصناف غير المستعملة في عبوتها الأصلية خلال 14 "
            "يومًا من الاستلام. أرسلوا لنا رقم الفاتورة وصورة الصنف، ونرتب الاستلام من موقعكم في "
            "{المدينة} دون رسوم."
        ),
        (
            "Dear {contact}, unused goods in their original packing can be returned within 14 days of "
            "delivery. Send us the invoice number and a photo, and we will collect them from your site "
            "in {city} free of charge."
        ),
        [],
    ),
    (
        "اعتذار عن التأخير",
        (
            "السلام عليكم {جهة الاتصال}، نعتذر لكم عن تأخر طلبية {العميل}. الشحنة في الطريق الآن، "
            "وأتابعها شخصيًا حتى تصلكم، وسأوافيكم بموعد الوصول قبل نهاية اليوم.\n{اسمي}"
        ),
        (
            "Dear {contact}, we are sorry that the order of {customer} is late. It is on its way now; I "
            "am following it myself and will tell you the time of arrival before the end of the "
            "day.\n{me}"
        ),
        ["whatsapp", "email", "call"],
    ),
    (
        "شكر بعد الطلبية",
        (
            "شكرًا لثقتكم {جهة الاتصال}. استلمنا طلبكم بتاريخ {اليوم} وبدأ تجهيزه. لأي ملاحظة أنا في "
            "الخدمة.\n{مدير الحساب}، مدير حسابكم في {شركتنا}"
        ),
        (
            "Thank you for your trust, {contact}. We received your order on {today} and are preparing "
            "it. I am at your service for anything else.\n{manager}, your account manager at {company}"
        ),
        [],
    ),
    (
        "نسخة من الفاتورة",
        ("مرفق لكم نسخة من الفاتورة كما طلبتم. إن احتجتم إلى كشف حساب كامل لـ{العميل} فيسعدنا إرساله اليوم."),
        (
            "Please find a copy of the invoice attached, as you asked. If you need a full statement for "
            "{customer}, we will gladly send it today."
        ),
        ["email", "whatsapp"],
    ),
    (
        "طلب اجتماع",
        (
            "السلام عليكم {جهة الاتصال}، نود لقاءكم هذا الأسبوع لمراجعة احتياجات {العميل} للربع القادم. "
            "هل يناسبكم الثلاثاء أو الأربعاء بعد الظهر، عندكم أو عبر الاتصال المرئي؟\n{اسمي}"
        ),
        (
            "Dear {contact}, we would like to meet this week and go through what {customer} needs next "
            "quarter. Would Tuesday or Wednesday afternoon suit you, at your office or online?\n{me}"
        ),
        ["email", "whatsapp", "call"],
    ),
    (
        "تأكيد بيانات التواصل",
        "نحدّث بياناتكم لدينا. هل ما زال الرقم {الهاتف} والبريد {البريد} هما الأنسب للتواصل معكم؟",
        "We are updating our records. Are {phone} and {email} still the best ways to reach you?",
        ["whatsapp", "sms", "email"],
    ),
    (
        "تهنئة رمضان",
        ("كل عام وأنتم بخير بمناسبة شهر رمضان المبارك، تقبل الله منا ومنكم صالح الأعمال.\n{شركتنا}"),
        "",
        ["whatsapp", "sms"],
    ),
]

BAHR = [
    (
        "Delivery alongside",
        "",
        (
            "Dear {contact}, we deliver alongside at any berth of {city} within 24 hours. Please send "
            "the vessel's name and the agent's number.\n{me}"
        ),
        ["email", "whatsapp"],
    ),
    (
        "Certificates",
        "مرفق لكم شهادات المطابقة للأصناف الموردة إلى {العميل}.",
        ("The certificates of the goods supplied to {customer} are attached. Originals follow by courier."),
        ["email"],
    ),
]

ANSWERS = {"noor": NOOR, "bahr": BAHR}


def seed_answers(stage: Stage) -> None:
    slug = stage.workspace.slug
    head = stage.member("huda") if slug == "noor" else stage.member("owner")
    at = datetime.combine(stage.today - timedelta(days=MADE_DAYS_AGO), time(10), stage.zone)
    first = take_numbers(ReadyAnswer, len(ANSWERS[slug]))
    made = [
        ReadyAnswer(
            number=number,
            name=name,
            text_ar=arabic,
            text_en=english,
            channels=channels,
            created_by=head,
            created_at=at,
        )
        for number, (name, arabic, english, channels) in enumerate(ANSWERS[slug], first)
    ]
    ReadyAnswer.objects.bulk_create(made)
    Event.objects.bulk_create(past_event("readyanswer.created", each, by=head, at=at) for each in made)
