"""What a notice to affected customers says, in Arabic, English or both."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models.notice import LONGEST_NOTICE
from lib.formfields import CleanCharField, FormTokenField

WRITTEN = ("subject_ar", "text_ar", "subject_en", "text_en")


def short(label):
    return CleanCharField(required=False, max_length=120, label=label)


def long(label):
    widget = forms.Textarea(attrs={"rows": 7})
    return CleanCharField(required=False, max_length=LONGEST_NOTICE, label=label, widget=widget)


class NoticeForm(forms.Form):
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    subject_ar = short(gettext_lazy("Subject in Arabic"))
    text_ar = long(gettext_lazy("Text in Arabic"))
    subject_en = short(gettext_lazy("Subject in English"))
    text_en = long(gettext_lazy("Text in English"))

    def __init__(self, data=None, *, notice=None):
        initial = {name: getattr(notice, name) for name in (*WRITTEN, "version")} if notice else None
        super().__init__(data, initial=initial)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        for language in ("ar", "en"):
            subject, text = cleaned[f"subject_{language}"], cleaned[f"text_{language}"]
            if text and not subject:
                self.add_error(f"subject_{language}", _("Write a subject too."))
            elif subject and not text:
                self.add_error(f"text_{language}", _("Write the text too."))
        if not self.errors and not (cleaned["text_ar"] or cleaned["text_en"]):
            self.add_error("text_ar", _("Write the notice in at least one language."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}
