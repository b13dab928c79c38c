"""What customers of the demo's English workspace complain about."""

from complaints.demo.story import Story

CATEGORIES = {
    "delivery": ("التسليم", "Delivery", ""),
    "late": ("تأخر التسليم", "Late delivery", "delivery"),
    "quality": ("الجودة", "Quality", ""),
    "billing": ("الفواتير", "Invoices", ""),
    "service": ("الخدمة", "Service", ""),
}
CAUSES = {
    "permit": ("تصريح الميناء", "Port permit", ""),
    "picking": ("خطأ في التجهيز", "Mistake in picking", ""),
    "entry": ("خطأ في الإدخال", "Mistake in data entry", ""),
}
STORIES = (
    Story(
        0,
        "Mooring lines came without certificates",
        "Six mooring lines were delivered alongside last night, but the test certificates were not in the box. "
        "We cannot use them before the survey on Thursday.",
        "quality",
        "form",
        0.1,
        impact=3,
        urgency=3,
        remedy="other",
        remedy_text="Certificates by e-mail today",
        owner="",
    ),
    Story(
        2,
        "Launch was two hours late at anchorage",
        "The launch with our provisions was two hours late and the vessel missed its slot.",
        "late",
        "email",
        3,
        impact=3,
        remedy="refund",
        way=(
            (3, "acknowledge"),
            (3, "assess"),
            (2, "investigate"),
            (
                2,
                "answer",
                "We are sorry. The launch waited for its port permit; we are checking why it was late.",
            ),
            (1, "hear", "Please tell us who pays for the lost slot."),
        ),
    ),
    Story(
        3,
        "Invoice shows items we sent back",
        "Two drums of paint were returned on board the same day and are still on the invoice.",
        "billing",
        "email",
        7,
        remedy="refund",
        way=(
            (7, "acknowledge"),
            (6, "assess"),
            (5, "wait", "Could you send us the return note that the driver signed?"),
        ),
    ),
    Story(
        4,
        "Wrong size of shackles",
        "We ordered 25 mm and received 22 mm.",
        "quality",
        "phone",
        28,
        remedy="replacement",
        taken_by="omar",
        way=(
            (28, "acknowledge"),
            (27, "assess"),
            (27, "investigate"),
            (26, "decide", "accepted", "The wrong bin was picked; the right size goes out today."),
            (26, "communicate", "You are right, the wrong bin was picked. The right size is on its way."),
            (24, "close", "The right size was delivered alongside the next morning.", "picking"),
        ),
    ),
    Story(
        5,
        "Storage charged for a public holiday",
        "We were charged storage for the national day.",
        "billing",
        "portal",
        20,
        impact=1,
        urgency=1,
        remedy="refund",
        way=(
            (20, "acknowledge"),
            (19, "assess"),
            (18, "investigate"),
            (16, "decide", "refused", "The warehouse was open and received your goods on that day."),
            (
                15,
                "communicate",
                "Your goods were received on that day, so the charge stands. You may appeal.",
            ),
        ),
    ),
    Story(
        6,
        "No answer to our quotation request",
        "We asked for a quotation two days ago.",
        "service",
        "social",
        12,
        impact=1,
        way=((12, "acknowledge"), (11, "withdraw", "The quotation came.")),
    ),
)
