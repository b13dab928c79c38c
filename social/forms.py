"""What a person may write about a mention: the mention itself, its answer, whose it is, and the rules."""

from datetime import datetime, timedelta

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountNumberField, MemberField, account_in_use
from accounts.models import Account
from interactions.formfields import ClockField
from lib.formfields import LARGEST_INTEGER, CleanCharField, DayField, FormTokenField, IntegerField
from lib.places import NOTHING_CHOSEN
from social.models import Network, Sentiment, SocialRules
from social.models.mention import MOST_STARS, WRITTEN
from social.models.rules import MOST_HOURS
from social.networks import LONGEST_AUTHOR, LONGEST_HANDLE, LONGEST_LINK, LONGEST_TEXT

AHEAD, FURTHEST = timedelta(minutes=10), timedelta(days=3660)
only_https = URLValidator(["https"], message=_("Write an address that begins with https://"))


class LinkField(CleanCharField):
    """A public address: https alone, and nothing of ours ever opens it."""

    default_validators = (only_https,)

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": LONGEST_LINK, "widget": widget, **kwargs})

    def to_python(self, value):
        link = super().to_python(value)
        return f"https://{link}" if link and "://" not in link else link


class HandleField(CleanCharField):
    """The name on a network, without the sign before it."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": LONGEST_HANDLE, "widget": widget, **kwargs})

    def to_python(self, value):
        return super().to_python(value).lstrip("@").strip()


class MentionForm(forms.Form):
    """`instance` is edited; whose it is is said on its page."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    network = forms.ChoiceField(choices=Network, label=_("Network"))
    sentiment = forms.ChoiceField(
        choices=Sentiment, widget=forms.RadioSelect, initial=Sentiment.NEGATIVE, label=_("How it is meant")
    )
    author_name = CleanCharField(
        required=False,
        max_length=LONGEST_AUTHOR,
        label=_("Who wrote it"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    handle = HandleField(label=_("Name on the network"))
    text = CleanCharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "data-first": ""}),
        label=_("What was written"),
    )
    link = LinkField(label=_("Link"), help_text=_("Where it can be read. Sila itself never opens it."))
    on = DayField(required=False, label=_("Day"), help_text=_("Leave empty for now."))
    clock = ClockField(required=False, label=_("Time"))
    rating = forms.TypedChoiceField(
        choices=[NOTHING_CHOSEN, *((each, each) for each in range(1, MOST_STARS + 1))],
        coerce=int,
        empty_value=None,
        required=False,
        label=_("Stars"),
    )
    followers = IntegerField(required=False, min_value=0, max_value=LARGEST_INTEGER, label=_("Followers"))
    owner = MemberField(
        required=False, label=_("Who answers"), empty_label=_("The account manager, or who looks after it")
    )

    def __init__(self, data=None, *, instance=None, **kwargs):
        self.instance = instance
        super().__init__(data, initial=initial_of(instance) if instance else {}, **kwargs)
        if instance is not None:
            self.fields["owner"].offering(kept=instance.owner_id)
            self.fields["owner"].empty_label = _("Nobody")

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("author_name") or cleaned.get("handle")) and not {"author_name", "handle"} & set(
            self.errors
        ):
            self.add_error("author_name", _("Write who it is from: the name, or the name on the network."))
        cleaned["at"] = self._moment(cleaned)
        return cleaned

    def _moment(self, cleaned) -> datetime:
        """The day and the time that were typed; one of them left alone stays as it was, or is now."""
        now = timezone.localtime()
        before = timezone.localtime(self.instance.at) if self.instance else now
        if self.instance and not {"on", "clock"} & set(self.changed_data):
            return self.instance.at
        day, clock = cleaned.get("on") or before.date(), cleaned.get("clock") or before.time()
        at = timezone.make_aware(datetime.combine(day, clock))
        if not now - FURTHEST < at < now + AHEAD and not {"on", "clock"} & set(self.errors):
            self.add_error("on", _("It was written in the past. Check the day and the time."))
        return at

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in (*WRITTEN, "owner")}

    def apply(self) -> list[str]:
        """Put what was typed into the mention that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed


def initial_of(mention) -> dict:
    at = timezone.localtime(mention.at)
    stands = {name: getattr(mention, name) for name in (*WRITTEN, "owner", "version") if name != "at"}
    return {**stands, "on": at.date(), "clock": at.time()}


class AnswerForm(forms.Form):
    text = CleanCharField(
        max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), label=_("Our answer")
    )
    link = LinkField(label=_("Link to the answer"))


class WhoseForm(forms.Form):
    """The customer it belongs to; with a name, who wrote it becomes a contact there."""

    account = AccountNumberField(label=_("Account"))
    name = CleanCharField(
        required=False,
        max_length=200,
        label=_("Add the author as a contact named"),
        help_text=_("Leave empty to add nobody."),
    )

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].visible = Account.objects.visible_to(membership)

    def clean_account(self):
        return account_in_use(self.cleaned_data["account"])


class OwnerForm(forms.Form):
    owner = MemberField(required=False, label=_("Colleague"), empty_label=_("Nobody"))


HOURS = ("negative_hours", "question_hours", "positive_hours", "neutral_hours")


class RulesForm(forms.Form):
    negative_hours = IntegerField(min_value=0, max_value=MOST_HOURS, label=_("After something negative"))
    question_hours = IntegerField(min_value=0, max_value=MOST_HOURS, label=_("After a question"))
    positive_hours = IntegerField(min_value=0, max_value=MOST_HOURS, label=_("After something positive"))
    neutral_hours = IntegerField(min_value=0, max_value=MOST_HOURS, label=_("After anything else"))
    caretaker = MemberField(
        required=False,
        label=_("Who looks after what is no customer's"),
        empty_label=_("Nobody"),
        help_text=_("What is written by a known customer goes to its account manager."),
    )

    def __init__(self, data=None, *, rules=None):
        self.rules = rules or SocialRules()
        names = (*HOURS, "caretaker")
        super().__init__(data, initial={name: getattr(self.rules, name) for name in names})
        self.fields["caretaker"].offering(kept=self.rules.caretaker_id)

    def apply(self) -> dict:
        """Put what was typed into the rules; what changed, as [former, new]."""
        changes = {}
        for name in (*HOURS, "caretaker"):
            before, after = getattr(self.rules, name), self.cleaned_data[name]
            if before != after:
                setattr(self.rules, name, after)
                changes[name] = [str(each) if each is not None else "" for each in (before, after)]
        return changes
