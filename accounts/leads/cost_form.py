"""What a manager types about a cost."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import AcquisitionCost
from lib.formfields import CleanCharField, FormTokenField, MoneyField
from lib.text import typed_number

_month = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})")


class MonthField(forms.CharField):
    """A month as browsers write it, 2026-03; its first day."""

    widget = forms.TextInput(attrs={"type": "month", "dir": "ltr"})

    def prepare_value(self, value):
        return f"{value:%Y-%m}" if isinstance(value, date) else value

    def to_python(self, value):
        found = _month.fullmatch(typed_number(str(value or "")).strip())
        if not value:
            return None
        try:
            return date(int(found[1]), int(found[2]), 1) if found else self.refuse()
        except ValueError:
            return self.refuse()

    def refuse(self):
        raise ValidationError(_("Write a month, such as 2026-03."), code="invalid")

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class CostForm(forms.ModelForm):
    form_token = FormTokenField()
    month = MonthField(label=_("Month"))
    amount_minor = MoneyField(label=_("Cost"))

    class Meta:
        model = AcquisitionCost
        fields = ["month", "source", "campaign", "amount_minor", "note"]
        field_classes = dict.fromkeys(["campaign", "note"], CleanCharField)

    def _post_clean(self):
        self._validate_unique = False
        super()._post_clean()
