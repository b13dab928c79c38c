"""The columns that a file of mentions may have, by the names people and networks give them."""

import re

from django.utils.translation import gettext_lazy as _

from lib.text import clean, fold


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


# Key of social.arriving.ArrivalForm -> what it is called, and the headings by which it is known.
COLUMNS = {
    "text": (_("What was written"), _names(
        "text|comment|content|message|body|post|tweet|mention|review|caption|what was written|snippet|"
        "النص|نص|التعليق|المحتوى|الرسالة|التغريدة|المراجعة|التقييم النصي|نص التعليق")),
    "network": (_("Network"), _names(
        "network|platform|channel|source|site|social network|الشبكة|المنصة|القناة|الموقع|الوسيلة")),
    "author_name": (_("Who wrote it"), _names(
        "author|author name|name|full name|user|reviewer|from|who wrote it|display name|"
        "الاسم|صاحب التعليق|الكاتب|المرسل|العميل|اسم الحساب|اسم العميل")),
    "handle": (_("Name on the network"), _names(
        "handle|username|user name|screen name|screen_name|account|profile|name on the network|"
        "اسم المستخدم|المعرف|الحساب|الاسم على الشبكة|اسم الحساب على الشبكة")),
    "at": (_("When"), _names(
        "when|date|time|created at|created_at|date and time|published|published at|timestamp|posted at|"
        "التاريخ|الوقت|متى|تاريخ النشر|التاريخ والوقت|تاريخ التعليق")),
    "sentiment": (_("How it is meant"), _names(
        "sentiment|tone|how it is meant|polarity|الانطباع|المشاعر|النبرة|نوع التعليق")),
    "rating": (_("Stars"), _names("stars|rating|score|star rating|النجوم|التقييم|عدد النجوم")),
    "link": (_("Link"), _names("link|url|permalink|address|post url|الرابط|رابط|رابط التعليق|رابط المنشور")),
    "followers": (_("Followers"), _names(
        "followers|followers count|follower count|reach|المتابعون|عدد المتابعين|المتابعين")),
    "external_id": (_("Its name on the network"), _names(
        "id|external id|external_id|post id|comment id|tweet id|review id|its name on the network|"
        "المعرّف الخارجي|رقم التعليق|رقم المنشور|معرّفه على الشبكة")),
    "answer": (_("Our answer"), _names("answer|reply|response|our answer|الرد|ردنا|نص الرد")),
    "answer_link": (_("Link to the answer"), _names(
        "answer link|reply link|reply url|link to the answer|رابط الرد")),
    "answered_at": (_("Answered at"), _names(
        "answered at|replied at|reply date|response date|answered_at|تاريخ الرد|وقت الرد")),
}  # fmt: skip


def heading(text: str) -> str:
    """As one heading is compared with another."""
    return re.sub(r"[\W_]+", " ", fold(clean(text))).strip()


KNOWN = {heading(name): key for key, (_label, names) in COLUMNS.items() for name in names}


def match(headings: list[str]) -> list[str]:
    """A column for each heading, or nothing; of two headings with one meaning the first has it."""
    found: list[str] = []
    for each in headings:
        key = KNOWN.get(heading(each), "")
        found.append("" if key in found else key)
    return found


def missing(keys) -> list[str]:
    """What a file cannot be brought in without."""
    needs = [] if "text" in keys else ["text"]
    return needs if {"author_name", "handle"} & set(keys) else [*needs, "author_name"]
