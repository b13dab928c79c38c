"""What a person may say of the times promised to customers, and of whom their running out concerns."""

from datetime import datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from complaints.clocks import Book
from complaints.forms import BranchField
from complaints.models import ComplaintCategory, EscalationRule, Severity, SlaPolicy
from complaints.models.clock import MOST_PERCENT
from complaints.models.policy import KINDS, MOST_MINUTES
from complaints.policies import HOUR, USUAL, Time, Times, times_of
from complaints.time_left import said
from lib import formats
from lib.formfields import CleanCharField, FormTokenField, IntegerField, TypedNumberField
from lib.numbers import parse_number, plain
from lib.working_time import NoWorkingTime

CENTS = Decimal("0.01")
SEVERITIES = sorted(Severity, reverse=True)
MOST_LEVELS = 6


class HoursField(TypedNumberField):
    """Hours as typed, 1.5 or ٠٫٢٥, as minutes."""

    def prepare_value(self, value):
        if not isinstance(value, int):
            return value
        return formats.digits(plain((Decimal(value) / HOUR).quantize(CENTS)))

    def parse(self, text):
        return round(parse_number(text) * HOUR)

    def validate(self, value):
        super().validate(value)
        if not 1 <= value <= MOST_MINUTES:
            raise ValidationError(_("Write at least a minute and at most 2,000 hours."))


def field_of(severity: int, kind: str) -> str:
    return f"{kind}_{severity}"


class PolicyForm(forms.Form):
    """`instance` is edited; a new one begins with the usual times."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_ar = CleanCharField(required=False, max_length=80, label=_("Name in Arabic"))
    name_en = CleanCharField(required=False, max_length=80, label=_("Name in English"))
    category = BranchField(required=False, label=_("Only for this category and its parts"))
    tier = forms.ChoiceField(
        required=False, choices=[("", _("All tiers")), *Account.Tier.choices], label=_("Only for this tier")
    )

    def __init__(self, data=None, *, instance: SlaPolicy | None = None):
        self.instance, self.former = instance, times_of(instance) if instance else USUAL
        names = ("name_ar", "name_en", "version", "category", "tier")
        initial = {name: getattr(instance, name) for name in names} if instance else {}
        super().__init__(data, initial={**initial, **self._initial_times()})
        kept = instance.category_id if instance else None
        self.fields["category"].offer(ComplaintCategory, kept=kept, empty=_("All categories"))
        for severity in SEVERITIES:
            for kind, label in KINDS.items():
                self._add(field_of(severity, kind), HoursField(label=label))
            self._add(f"around_{severity}", forms.BooleanField(required=False, label=_("Around the clock")))

    def _add(self, name, field):
        self.fields[name] = field

    def _initial_times(self) -> dict:
        minutes = {field_of(severity, kind): time.minutes for (severity, kind), time in self.former.items()}
        around = {
            f"around_{severity}": time.is_around_the_clock for (severity, _k), time in self.former.items()
        }
        return {**minutes, **around}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["name_ar"] and not cleaned["name_en"]:
            self.add_error("name_ar", _("Write a name in Arabic, in English or in both."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("name_ar", "name_en", "category", "tier")}

    def apply(self) -> list[str]:
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed

    @property
    def times(self) -> Times:
        return {
            (severity.value, kind.value): time
            for severity in SEVERITIES
            for kind in KINDS
            if (time := self._time(severity, kind)) is not None
        }

    def _time(self, severity, kind) -> Time | None:
        """As typed, or as it stands; None for what was refused."""
        if not self.is_bound:
            return self.former[severity, kind]
        minutes = self.cleaned_data.get(field_of(severity, kind))
        return minutes and Time(minutes, self.cleaned_data.get(f"around_{severity}", False))

    def lines(self, book: Book, now: datetime) -> list[dict]:
        """A severity each: its fields, and when a complaint that is filed now would be due by them."""
        times = self.times
        return [
            {
                "severity": severity.value,
                "label": severity.label,
                "fields": [self[field_of(severity, kind)] for kind in KINDS],
                "around": self[f"around_{severity}"],
                "due": [
                    due_in_words(label, due_at(times.get((severity, kind)), book, now), now)
                    for kind, label in KINDS.items()
                ],
            }
            for severity in SEVERITIES
        ]


def due_in_words(label, at: datetime | None, now: datetime) -> dict:
    return {"label": label, "at": at, "said": said(at, now) if at else "—"}


def due_at(time: Time | None, book: Book, now: datetime) -> datetime | None:
    """None for what was refused, and where nobody ever works."""
    if time is None:
        return None
    try:
        return book.hours_of(time).add_working_time(now, time.span)
    except NoWorkingTime:
        return None


class EscalationForm(forms.Form):
    """One line a level, and one more to be filled in; a line without a share is left out."""

    def __init__(self, data=None):
        super().__init__(data)
        standing = EscalationRule.standing()
        self.count = min(len(standing) + 1, MOST_LEVELS)
        for place in range(self.count):
            rule = standing[place] if place < len(standing) else None
            self.fields[f"percent_{place}"] = IntegerField(
                required=False,
                min_value=1,
                max_value=MOST_PERCENT,
                initial=rule and rule.percent,
                label=_("Percent of the time"),
            )
            self.fields[f"to_{place}"] = forms.ChoiceField(
                choices=EscalationRule.To, initial=rule and rule.to, label=_("Is told")
            )

    @property
    def lines(self):
        return [(self[f"percent_{place}"], self[f"to_{place}"]) for place in range(self.count)]

    def clean(self):
        cleaned, seen = super().clean(), set()
        for place in range(self.count):
            percent = cleaned.get(f"percent_{place}")
            if percent is not None and percent in seen:
                self.add_error(f"percent_{place}", _("This share stands in another line already."))
            seen.add(percent)
        if not self.errors and seen == {None}:
            self.add_error("percent_0", _("Write at least one share; whoever is told may be nobody."))
        return cleaned

    @property
    def levels(self) -> dict[int, str]:
        given = self.cleaned_data
        return {
            given[f"percent_{place}"]: given[f"to_{place}"]
            for place in range(self.count)
            if given[f"percent_{place}"] is not None
        }
