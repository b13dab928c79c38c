"""Form fields for what people type in Arabic and English; every refusal says what to do.

They clean first: nothing that reaches a model holds NUL, lone surrogates, bidi overrides, towers of marks.
"""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib import emails, formats, money
from lib.dates import NotADay, day_in_words, parse_day
from lib.numbers import NotANumber
from lib.phones import NotAPhone, Phone, parse
from lib.text import clean, typed_number

LARGEST_INTEGER = 2**31 - 1  # PostgreSQL's integer
LARGEST_DIGITS = 10
_whole = re.compile(r"[-−]?(?:[0-9]+|[0-9]{1,3}([,٬' ])[0-9]{3}(?:\1[0-9]{3})*)")


class FormTokenField(forms.UUIDField):
    """What makes a double click harmless: one token per page, never a change of the record."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, initial=uuid.uuid4, **kwargs)

    def has_changed(self, initial, data):
        return False


class CleanCharField(forms.CharField):
    """Text as typed, cleaned; a textarea keeps its lines. Arabic digits stay Arabic."""

    def widget_attrs(self, widget):
        """A Latin name on an Arabic page keeps its full stop at its end."""
        return {**super().widget_attrs(widget), "dir": widget.attrs.get("dir", "auto")}

    def to_python(self, value):
        if value in self.empty_values:
            return self.empty_value
        value = clean(str(value), lines=isinstance(self.widget, forms.Textarea))
        return value or self.empty_value


class PhoneField(CleanCharField):
    """A phone number of `country` (ISO 3166, may be set per form) as lib.phones.Phone, or None."""

    widget = forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "off", "inputmode": "tel"})

    def __init__(self, *, country="", **kwargs):
        super().__init__(**kwargs)
        self.country = country

    def prepare_value(self, value):
        return value.typed if isinstance(value, Phone) else value

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse(typed, self.country)
        except NotAPhone as refusal:
            raise ValidationError(refusal.advice, code="invalid") from refusal


class NumberText(forms.TextInput):
    """Not type=number: browsers refuse Arabic digits and separators there."""

    def __init__(self, inputmode):
        super().__init__(attrs={"inputmode": inputmode, "dir": "ltr", "autocomplete": "off"})


class TypedNumberField(forms.Field):
    """What `parse` makes of a number in the digits of any script, or None; what it refuses says what to do."""

    widget = NumberText("decimal")

    def parse(self, text: str):
        raise NotImplementedError

    def to_python(self, value):
        if value in self.empty_values or not clean(str(value)):
            return None
        try:
            return self.parse(str(value))
        except (money.NotAnAmount, NotANumber) as refusal:
            raise ValidationError(refusal.advice, code="invalid") from refusal

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class MoneyField(TypedNumberField):
    """An amount of `currency` (may be set per form; else the workspace's) in minor units, or None."""

    def __init__(self, *, currency="", may_be_negative=False, **kwargs):
        super().__init__(**kwargs)
        self.currency = currency
        self.may_be_negative = may_be_negative

    def prepare_value(self, value):
        return formats.digits(money.plain(value, self._currency)) if isinstance(value, int) else value

    def parse(self, text):
        return money.parse_amount(text, self._currency, may_be_negative=self.may_be_negative)

    @property
    def _currency(self) -> str:
        return self.currency or formats.current().currency


class IntegerField(forms.IntegerField):
    """A whole number: digits of any script, thousands grouped or not; nothing else (no 1e3, no 12.0)."""

    widget = NumberText("numeric")
    default_error_messages = {
        "invalid": _("Enter a whole number in digits."),
        "too_large": _("This number is too large."),
    }

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, int):
            return None if value in self.empty_values else value
        written = typed_number(str(value))
        if not written:
            return None
        if not _whole.fullmatch(written):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        figures = re.sub(r"[^0-9]", "", written)
        if len(figures.lstrip("0")) > LARGEST_DIGITS:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        whole = int(figures[-LARGEST_DIGITS:])
        return whole if written[0].isdigit() else -whole

    def run_validators(self, value):
        if value is not None and abs(value) > LARGEST_INTEGER:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        super().run_validators(value)


class DayField(forms.DateField):
    """A day typed in either calendar. It is written back as the workspace's calendar writes it."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def prepare_value(self, value):
        if not hasattr(value, "strftime"):
            return value
        in_force = formats.current()
        calendar = "hijri" if in_force.calendar == "hijri" else "gregorian"
        return formats.digits(day_in_words(value, in_force.language, calendar))

    def to_python(self, value):
        if value in self.empty_values or hasattr(value, "strftime"):
            return super().to_python(value)
        if not clean(str(value)):
            return None
        try:
            return parse_day(str(value))
        except NotADay as refusal:
            raise ValidationError(refusal.advice, code="invalid") from refusal


class EmailField(CleanCharField):
    """One e-mail address, in the form that mail servers take; the domain may be in any script."""

    widget = forms.TextInput(attrs={"dir": "ltr", "inputmode": "email", "autocomplete": "off"})

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", emails.MAX_LENGTH)
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return emails.readable(value) if isinstance(value, str) else value

    def to_python(self, value):
        typed = super().to_python(value)
        if typed in self.empty_values:
            return typed
        try:
            return emails.parse(typed)
        except emails.NotAnEmail as refusal:
            raise ValidationError(refusal.advice, code="invalid") from refusal
