"""Ready surveys in both languages: a press makes a draft of one, which a workspace changes as it likes."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Ready:
    """`texts` and `questions` are what customers read; `why` tells colleagues what it is good for."""

    label: Any
    why: Any
    texts: dict
    questions: tuple[dict, ...]


def rating(measure, scale, text_ar, text_en) -> dict:
    asked = {"text_ar": text_ar, "text_en": text_en, "is_required": True}
    return {"kind": "rating", "scale": scale, "measure": measure, **asked}


def words(text_ar, text_en) -> dict:
    return {"kind": "text", "text_ar": text_ar, "text_en": text_en}


READY = {
    "csat": Ready(
        _("Satisfaction (CSAT)"),
        _("After a purchase, a visit or a complaint: how satisfied is the customer with it?"),
        {
            "title_ar": "ما مدى رضاكم؟",
            "title_en": "How satisfied are you?",
            "intro_ar": "يهمنا رأيكم في تعاملكم الأخير معنا. سؤالان لا غير.",
            "intro_en": "We would like to know how it went last time. Two questions, no more.",
            "thanks_ar": "شكرًا لكم. نقرأ كل رد ونتابعه.",
            "thanks_en": "Thank you. We read every answer and act on it.",
        },
        (
            rating(
                "csat",
                5,
                "ما مدى رضاكم عن تعاملكم الأخير معنا؟",
                "How satisfied are you with our service this time?",
            ),
            words("ما الذي يمكننا تحسينه؟", "What could we do better?"),
        ),
    ),
    "nps": Ready(
        _("Recommendation (NPS)"),
        _("Every quarter: would the customer recommend us to others?"),
        {
            "title_ar": "هل توصون بنا؟",
            "title_en": "Would you recommend us?",
            "intro_ar": "سؤالان عن علاقتكم بنا، ولن يستغرقا أكثر من دقيقة.",
            "intro_en": "Two questions about working with us. It takes less than a minute.",
            "thanks_ar": "شكرًا لكم. رأيكم يصل إلى من يستطيع أن يعمل به.",
            "thanks_en": "Thank you. What you say reaches those who can act on it.",
        },
        (
            rating(
                "nps",
                11,
                "ما احتمال أن توصوا بنا زميلًا أو شركة أخرى؟",
                "How likely are you to recommend us to a colleague or another company?",
            ),
            words("ما السبب الرئيس لتقييمكم؟", "What is the main reason for your rating?"),
        ),
    ),
    "ces": Ready(
        _("Effort (CES)"),
        _("After a request or a complaint: how easy was it to get it done?"),
        {
            "title_ar": "هل كان التعامل معنا سهلًا؟",
            "title_en": "Was it easy to deal with us?",
            "intro_ar": "ساعدونا على أن نجعل الأمر أسهل في المرة القادمة.",
            "intro_en": "Help us to make it easier next time.",
            "thanks_ar": "شكرًا لكم.",
            "thanks_en": "Thank you.",
        },
        (
            rating("ces", 7, "ما مدى سهولة إنجاز ما أردتموه معنا؟", "How easy was it to get done what you needed?"),
            words("ما الذي كان صعبًا؟", "What was difficult?"),
        ),
    ),
}  # fmt: skip
