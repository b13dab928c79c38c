"""For whom a link to the objectives is, and what a contact says of them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from interactions.formfields import contacts_at
from lib.formfields import CleanCharField, FormTokenField
from planning.models import ObjectiveWord
from planning.models.link import LONGEST_WORDS

Word = ObjectiveWord.Word


class LinkForm(forms.Form):
    form_token = FormTokenField()
    contact = forms.ModelChoiceField(
        Contact.across_workspaces.none(),
        to_field_name="number",
        empty_label=None,
        label=_("For whom"),
        help_text=_("Who agrees to the objectives for the customer. The page is in their language."),
    )

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts_at(account)


class WordsForm(forms.Form):
    """What a contact says of each objective; `objectives` are those of the page."""

    def __init__(self, data=None, *, objectives):
        super().__init__(data)
        self.objectives = list(objectives)
        for each in self.objectives:
            self.fields[f"word{each.number}"] = forms.ChoiceField(
                choices=Word, required=False, widget=forms.RadioSelect, label=each.text
            )
            self.fields[f"text{each.number}"] = CleanCharField(
                required=False,
                max_length=LONGEST_WORDS,
                label=_("How do you see it?"),
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )

    @property
    def lines(self) -> list[dict]:
        return [
            {
                "objective": each,
                "word": self[f"word{each.number}"],
                "text": self[f"text{each.number}"],
            }
            for each in self.objectives
        ]

    def clean(self):
        cleaned = super().clean()
        for each in self.objectives:
            word, text = cleaned.get(f"word{each.number}"), cleaned.get(f"text{each.number}")
            if word == Word.DIFFERS and not text and f"text{each.number}" not in self.errors:
                self.add_error(f"text{each.number}", _("Write how you see it."))
        if not self.errors and not self.said:
            self.add_error(None, _("Choose an answer for at least one objective."))
        return cleaned

    @property
    def said(self) -> dict[int, tuple[str, str]]:
        """Number of the objective -> what was said of it; words alone are another view."""
        found = {}
        for each in self.objectives:
            word = self.cleaned_data.get(f"word{each.number}")
            text = self.cleaned_data.get(f"text{each.number}")
            if text and not word:
                word = Word.DIFFERS
            if word:
                found[each.number] = (word, text if word == Word.DIFFERS else "")
        return found
