"""What an admin types about a ready answer."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models.lookups import NEEDS_A_LETTER, says_something
from interactions.models.ready_answer import ANSWERED_OVER, LONGEST_NAME, LONGEST_TEXT
from interactions.placeholders import PLACEHOLDERS, unknown_in
from lib import formats
from lib.formats import isolated
from lib.formfields import CleanCharField, FormTokenField

WRITTEN = ("name", "text_ar", "text_en", "channels")


class AnswerTextField(CleanCharField):
    """A text whose words in braces all mean something."""

    def __init__(self, *, language, **kwargs):
        super().__init__(required=False, max_length=LONGEST_TEXT, **kwargs)
        self.language = language
        # In its own language, whatever the page is in.
        self.widget.attrs |= {"rows": 7, "dir": "rtl" if language == "ar" else "ltr", "lang": language}

    widget = forms.Textarea

    def clean(self, value):
        text = super().clean(value)
        unknown = unknown_in(text)
        if unknown:
            typed = formats.listed(isolated(f"{{{word}}}") for word in unknown)
            known = formats.listed(isolated(each.written(self.language)) for each in PLACEHOLDERS)
            refusal = _now("Nothing is called %(typed)s here. These can be filled in: %(known)s.")
            raise ValidationError(refusal % {"typed": typed, "known": known})
        return text


class ReadyAnswerForm(forms.Form):
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = CleanCharField(
        max_length=LONGEST_NAME,
        label=_("Name"),
        help_text=_("What colleagues look for, such as: working hours."),
    )
    text_ar = AnswerTextField(language="ar", label=_("Text in Arabic"))
    text_en = AnswerTextField(language="en", label=_("Text in English"))
    channels = forms.MultipleChoiceField(
        required=False,
        choices=[(each.value, each.label) for each in ANSWERED_OVER],
        widget=forms.CheckboxSelectMultiple,
        label=_("Channels"),
        help_text=_("Tick none if it suits all of them."),
    )

    def __init__(self, data=None, *, instance=None):
        self.instance = instance
        stands = {name: getattr(instance, name) for name in (*WRITTEN, "version")} if instance else {}
        super().__init__(data, initial=stands)

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not says_something(name):
            raise ValidationError(NEEDS_A_LETTER)
        return name

    def clean(self):
        cleaned = super().clean()
        is_typed = cleaned.get("text_ar") or cleaned.get("text_en")
        if not is_typed and not {"text_ar", "text_en"} & set(self.errors):
            self.add_error("text_ar", _("Write the text in Arabic, in English or both."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def apply(self) -> list[str]:
        """Put what was typed into the answer that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed
