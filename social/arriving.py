"""What a file or another program says about a mention: read with the words that people and programs use for it."""

import hashlib
from datetime import UTC, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from lib.dates import NotADay, parse_day
from lib.formfields import LARGEST_INTEGER, CleanCharField, IntegerField
from lib.text import clean, fold, typed_number
from social.forms import AHEAD, FURTHEST, HandleField, LinkField
from social.models import Network, Sentiment, SocialMention
from social.models.mention import LONGEST_ID, MOST_STARS
from social.networks import LONGEST_AUTHOR, LONGEST_TEXT

State = SocialMention.State
# What came so long ago is history: nobody is asked to answer it.
OLD = timedelta(days=30)


def words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in text.split("|"))


NETWORKS = {
    Network.X: words("x|twitter|x (twitter)|tweet|اكس|إكس|تويتر|إكس (تويتر)"),
    Network.INSTAGRAM: words("instagram|insta|ig|انستغرام|انستقرام|إنستغرام|انستجرام"),
    Network.FACEBOOK: words("facebook|fb|meta|فيسبوك|فيس بوك"),
    Network.LINKEDIN: words("linkedin|لينكدان|لينكد إن|لينكدإن"),
    Network.TIKTOK: words("tiktok|tik tok|تيك توك|تيكتوك"),
    Network.SNAPCHAT: words("snapchat|snap|سناب|سناب شات|سنابشات"),
    Network.YOUTUBE: words("youtube|yt|يوتيوب"),
    Network.GOOGLE: words(
        "google|google reviews|google maps|google review|غوغل|جوجل|قوقل|تقييمات غوغل|تقييمات جوجل|خرائط قوقل"
    ),
    Network.OTHER: words("other|another|another network|اخرى|أخرى|شبكة أخرى|غير ذلك"),
}
SENTIMENTS = {
    Sentiment.NEGATIVE: words("negative|neg|complaint|bad|-1|سلبي|سلبية|شكوى|سيئ"),
    Sentiment.QUESTION: words("question|inquiry|enquiry|سؤال|استفسار"),
    Sentiment.POSITIVE: words("positive|pos|praise|good|1|ايجابي|إيجابي|إيجابية|شكر|مدح"),
    Sentiment.NEUTRAL: words("neutral|mixed|none|0|محايد|عادي"),
}


class WordField(CleanCharField):
    """One of a few things, by any of the names people have for it; empty for none."""

    def __init__(self, known: dict, **kwargs):
        super().__init__(required=False, max_length=60, **kwargs)
        self.known = {word: key for key, names in known.items() for word in names}

    def clean(self, value):
        typed = fold(super().clean(value))
        if typed and typed not in self.known:
            raise ValidationError(_("This is none of the values that Sila knows here."))
        return self.known.get(typed, "")


class MomentField(CleanCharField):
    """“2026-03-01T10:00:00Z”, “1/3/2026 10:00” or a day in either calendar; without a zone as clocks here."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=60, **kwargs)

    def clean(self, value):
        typed = typed_number(super().clean(value))
        if not typed:
            return None
        found = self._written(typed)
        if found is None or not timezone.now() - FURTHEST < found < timezone.now() + AHEAD:
            raise ValidationError(_("Write when it was, such as 2026-03-01 10:00."))
        return found

    def _written(self, typed) -> datetime | None:
        try:
            found = parse_datetime(typed)
            if found is None:
                found = self._day_and_clock(typed)
            return timezone.make_aware(found) if timezone.is_naive(found) else found.astimezone(UTC)
        except (NotADay, ValueError, OverflowError):
            return None

    def _day_and_clock(self, typed) -> datetime:
        day, _space, clock = typed.rpartition(" ")
        if ":" in clock:
            return datetime.combine(parse_day(day), time.fromisoformat(clock.zfill(5)))
        return datetime.combine(parse_day(typed), time())


class ArrivalForm(forms.Form):
    """One mention as a row of a file or an object of JSON says it."""

    network = WordField(NETWORKS)
    external_id = CleanCharField(required=False, max_length=LONGEST_ID)
    author_name = CleanCharField(required=False, max_length=LONGEST_AUTHOR)
    handle = HandleField()
    text = CleanCharField(max_length=LONGEST_TEXT, widget=forms.Textarea)
    link = LinkField()
    at = MomentField()
    sentiment = WordField(SENTIMENTS)
    rating = IntegerField(required=False, min_value=1, max_value=MOST_STARS)
    followers = IntegerField(required=False, min_value=0, max_value=LARGEST_INTEGER)
    answer = CleanCharField(required=False, max_length=LONGEST_TEXT, widget=forms.Textarea)
    answer_link = LinkField()
    answered_at = MomentField()

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("network") and "network" not in self.errors:
            self.add_error("network", _("Say on which network it was written."))
        has_author = cleaned.get("author_name") or cleaned.get("handle")
        if not has_author and not {"author_name", "handle"} & set(self.errors):
            self.add_error("author_name", _("Say who wrote it."))
        return cleaned

    @property
    def fields_of_mention(self) -> dict:
        cleaned = self.cleaned_data
        names = ("network", "author_name", "handle", "text", "link", "rating", "followers")
        meant = cleaned["sentiment"] or meant_by(cleaned["rating"])
        at = min(cleaned["at"] or timezone.now(), timezone.now())
        return {**{name: cleaned[name] for name in names}, "sentiment": meant, "at": at}

    @property
    def external_name(self) -> str:
        """What the network calls it; without that a mark of what it says, so that twice the same is once."""
        cleaned = self.cleaned_data
        if cleaned["external_id"]:
            return cleaned["external_id"]
        said = (cleaned["author_name"], cleaned["handle"].casefold(), cleaned["text"], cleaned["link"])
        at = cleaned["at"].astimezone(UTC).isoformat() if cleaned["at"] else ""
        return "~" + hashlib.sha256("\x1f".join((*said, at)).encode(errors="replace")).hexdigest()[:40]

    @property
    def decided(self) -> dict | None:
        """What was answered before it came here, or is too long ago to be answered."""
        cleaned, now = self.cleaned_data, timezone.now()
        at = self.fields_of_mention["at"]
        if cleaned["answer"] or cleaned["answer_link"]:
            return {
                "state": State.ANSWERED,
                "closed_at": max(at, min(cleaned["answered_at"] or now, now)),
                "answer_text": cleaned["answer"],
                "answer_link": cleaned["answer_link"],
            }
        return {"state": State.DISMISSED, "closed_at": now} if at < now - OLD else None


def meant_by(stars: int | None) -> str:
    """How a review is meant that says it by its stars alone."""
    if stars is None or stars == 3:
        return Sentiment.NEUTRAL
    return Sentiment.POSITIVE if stars > 3 else Sentiment.NEGATIVE


def named(values: dict) -> dict[str, str]:
    """Text for each field of the form; what is no plain value (a list, an object) says nothing and is refused."""
    return {name: clean_value(values.get(name)) for name in ArrivalForm.base_fields}


def clean_value(value) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    return clean(repr(value))[:70] or "?"
