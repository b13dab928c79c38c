"""Networks on which people write about us, and how they mean it; how long their texts and names may be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT, LONGEST_HANDLE, LONGEST_LINK, LONGEST_AUTHOR = 5_000, 80, 500, 120


class Network(TextChoices):
    X = "x", _("X (Twitter)")
    INSTAGRAM = "instagram", _("Instagram")
    FACEBOOK = "facebook", _("Facebook")
    LINKEDIN = "linkedin", _("LinkedIn")
    TIKTOK = "tiktok", _("TikTok")
    SNAPCHAT = "snapchat", _("Snapchat")
    YOUTUBE = "youtube", _("YouTube")
    GOOGLE = "google", _("Google reviews")
    OTHER = "other", _("Another network")


class Sentiment(TextChoices):
    NEGATIVE = "negative", _("Negative")
    QUESTION = "question", _("Question")
    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")


# A drawing and a badge for each; never the colour alone.
SENTIMENT_ICONS = {
    Sentiment.NEGATIVE: "mood-sad",
    Sentiment.QUESTION: "help-circle",
    Sentiment.POSITIVE: "mood-smile",
    Sentiment.NEUTRAL: "circle",
}
SENTIMENT_STATES = {
    Sentiment.NEGATIVE: "waiting",
    Sentiment.QUESTION: "info",
    Sentiment.POSITIVE: "done",
    Sentiment.NEUTRAL: "neutral",
}
