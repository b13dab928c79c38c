"""The columns that a file of mentions may have, by the names people and networks give them."""

from django.utils.translation import gettext_lazy as _

from accounts.bringing.headings import Columns

# Its keys are the fields of social.arriving.ArrivalForm.
COLUMNS = Columns({
    "text": (_("What was written"), (
        "text|comment|content|message|body|post|tweet|mention|review|caption|what was written|snippet|"
        "النص|نص|التعليق|المحتوى|الرسالة|التغريدة|المراجعة|التقييم النصي|نص التعليق")),
    "network": (_("Network"), (
        "network|platform|channel|source|site|social network|الشبكة|المنصة|القناة|الموقع|الوسيلة")),
    "author_name": (_("Who wrote it"), (
        "author|author name|name|full name|user|reviewer|from|who wrote it|display name|"
        "الاسم|صاحب التعليق|الكاتب|المرسل|العميل|اسم الحساب|اسم العميل")),
    "handle": (_("Name on the network"), (
        "handle|username|user name|screen name|screen_name|account|profile|name on the network|"
        "اسم المستخدم|المعرف|الحساب|الاسم على الشبكة|اسم الحساب على الشبكة")),
    "at": (_("When"), (
        "when|date|time|created at|created_at|date and time|published|published at|timestamp|posted at|"
        "التاريخ|الوقت|متى|تاريخ النشر|التاريخ والوقت|تاريخ التعليق")),
    "sentiment": (_("How it is meant"), (
        "sentiment|tone|how it is meant|polarity|الانطباع|المشاعر|النبرة|نوع التعليق")),
    "rating": (_("Stars"), "stars|rating|score|star rating|النجوم|التقييم|عدد النجوم"),
    "link": (_("Link"), "link|url|permalink|address|post url|الرابط|رابط|رابط التعليق|رابط المنشور"),
    "followers": (_("Followers"), (
        "followers|followers count|follower count|reach|المتابعون|عدد المتابعين|المتابعين")),
    "external_id": (_("Its name on the network"), (
        "id|external id|external_id|post id|comment id|tweet id|review id|its name on the network|"
        "المعرّف الخارجي|رقم التعليق|رقم المنشور|معرّفه على الشبكة")),
    "answer": (_("Our answer"), "answer|reply|response|our answer|الرد|ردنا|نص الرد"),
    "answer_link": (_("Link to the answer"), (
        "answer link|reply link|reply url|link to the answer|رابط الرد")),
    "answered_at": (_("Answered at"), (
        "answered at|replied at|reply date|response date|answered_at|تاريخ الرد|وقت الرد")),
})  # fmt: skip


def missing(keys) -> list[str]:
    """What a file cannot be brought in without."""
    needs = [] if "text" in keys else ["text"]
    return needs if {"author_name", "handle"} & set(keys) else [*needs, "author_name"]
