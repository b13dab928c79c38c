"""What an admin types about custom fields and their choices."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.custom.finding import SEARCHABLE_KINDS
from accounts.custom.labels import MOST_CHOICES
from accounts.custom.settings import is_used
from accounts.models import CustomChoice, CustomField
from accounts.models.naming import LONGEST_LABEL
from lib.formfields import CleanCharField, FormTokenField
from lib.text import clean

_arabic = re.compile("[\u0620-\u064a]")
SIGN = "|"


class ChoicesField(forms.CharField):
    """Choices, one a line; with both labels between a bar: «ذهبي | Gold»."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
            label=_("Choices, one a line"),
            help_text=_("With a label in each language write: عربي | English"),
            max_length=MOST_CHOICES * (2 * LONGEST_LABEL + 5),
            **kwargs,
        )

    def clean(self, value):
        lines = [clean(line) for line in super().clean(value).splitlines()]
        return [self.labels(line) for line in lines if line.strip(f"{SIGN} ")]

    @staticmethod
    def labels(line):
        first, _bar, second = (part.strip() for part in line.partition(SIGN))
        if max(len(first), len(second)) > LONGEST_LABEL:
            raise forms.ValidationError(
                _("“%(label)s” is too long: write %(most)s characters at most."),
                params={"label": max(first, second, key=len)[:LONGEST_LABEL], "most": LONGEST_LABEL},
            )
        if not first or not second:
            only = first or second
            return (
                {"label_ar": only, "label_en": ""}
                if _arabic.search(only)
                else {"label_ar": "", "label_en": only}
            )
        if _arabic.search(second) and not _arabic.search(first):
            first, second = second, first
        return {"label_ar": first, "label_en": second}


class LabelsForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("label_ar") and not cleaned.get("label_en"):
            self.add_error("label_ar", _("Write the label in Arabic, in English or both."))
        return cleaned

    def _post_clean(self):
        self._validate_unique = False
        super()._post_clean()


class CustomFieldForm(LabelsForm):
    choices = ChoicesField(required=False)
    form_token = FormTokenField()

    class Meta:
        model = CustomField
        fields = ["label_ar", "label_en", "kind", "is_required", "is_searchable"]
        field_classes = dict.fromkeys(["label_ar", "label_en"], CleanCharField)
        help_texts = {
            "is_required": _(
                "Asked for whenever somebody adds or edits a record. Imports do not ask for it."
            ),
            "is_searchable": _("For text, numbers and choices."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["choices"]
            if is_used(self.instance):
                self.fields["kind"].disabled = True
                self.fields["kind"].help_text = _("Records hold values in this field, so its kind stands.")

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if cleaned.get("is_searchable") and kind and kind not in SEARCHABLE_KINDS:
            self.add_error("is_searchable", _("The search box finds text, numbers and choices only."))
        is_new_choice = kind == CustomField.Kind.CHOICE and "choices" in self.fields
        if is_new_choice and not cleaned.get("choices") and "choices" not in self.errors:
            self.add_error("choices", _("Write at least one choice."))
        return cleaned


class CustomChoicesForm(forms.Form):
    choices = ChoicesField()


class CustomChoiceForm(LabelsForm):
    class Meta:
        model = CustomChoice
        fields = ["label_ar", "label_en"]
        field_classes = dict.fromkeys(["label_ar", "label_en"], CleanCharField)
