"""What a colleague writes: a survey, its questions, to whom it goes, and how often one may be asked."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interactions.formfields import contacts_at
from lib import formats
from lib.formfields import CleanCharField, FormTokenField, IntegerField
from surveys.models import Measure, Question, Survey, SurveyInvitation
from surveys.models.question import MOST_CHOICES, Scale
from surveys.models.rules import MOST_DAYS

BETWEEN = "|"
LONGEST_LABEL = 120


def long(label, rows, most, **kwargs):
    widget = forms.Textarea(attrs={"rows": rows})
    return CleanCharField(required=False, max_length=most, widget=widget, label=label, **kwargs)


class SurveyForm(forms.Form):
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    title_ar = CleanCharField(required=False, max_length=150, label=gettext_lazy("Title in Arabic"))
    title_en = CleanCharField(required=False, max_length=150, label=gettext_lazy("Title in English"))
    intro_ar = long(gettext_lazy("Introduction in Arabic"), 3, 1000)
    intro_en = long(gettext_lazy("Introduction in English"), 3, 1000)
    thanks_ar = long(gettext_lazy("Thanks in Arabic"), 2, 500)
    thanks_en = long(gettext_lazy("Thanks in English"), 2, 500)
    asks_testimonial = forms.BooleanField(
        required=False,
        label=gettext_lazy("Ask happy customers for a testimonial"),
        help_text=gettext_lazy(
            "Who answers CSAT with 5, or NPS with 9 or 10, gets a letter that asks for a few lines; "
            "once a year at most."
        ),
    )

    TEXTS = ("title_ar", "title_en", "intro_ar", "intro_en", "thanks_ar", "thanks_en", "asks_testimonial")

    def __init__(self, data=None, *, survey=None):
        initial = {name: getattr(survey, name) for name in (*self.TEXTS, "version")} if survey else None
        super().__init__(data, initial=initial)

    def clean(self):
        cleaned = super().clean()
        if not (self.errors or cleaned.get("title_ar") or cleaned.get("title_en")):
            self.add_error("title_ar", _("Write a title in at least one language."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.TEXTS}


class QuestionForm(forms.Form):
    form_token = FormTokenField()
    kind = forms.ChoiceField(
        choices=Question.Kind.choices, widget=forms.RadioSelect, initial="rating", label=gettext_lazy("Kind")
    )
    text_ar = CleanCharField(required=False, max_length=300, label=gettext_lazy("Question in Arabic"))
    text_en = CleanCharField(required=False, max_length=300, label=gettext_lazy("Question in English"))
    measure = forms.ChoiceField(
        choices=[("", gettext_lazy("A rating of our own")), *Measure.choices],
        required=False,
        label=gettext_lazy("What it measures"),
        help_text=gettext_lazy(
            "CSAT, NPS and CES have a scale of their own, and are told of on the pages of customers."
        ),
    )
    scale = forms.TypedChoiceField(
        choices=Scale.choices,
        coerce=int,
        initial=5,
        required=False,
        empty_value=5,
        label=gettext_lazy("Scale"),
    )
    choices = long(
        gettext_lazy("Choices"),
        5,
        6000,
        help_text=gettext_lazy("One a line; Arabic and English with | between them"),
    )
    is_required = forms.BooleanField(required=False, label=gettext_lazy("Must be answered"))

    def __init__(self, data=None, *, question=None):
        super().__init__(data, initial=self.standing(question) if question else None)

    @staticmethod
    def standing(question) -> dict:
        names = ("kind", "measure", "text_ar", "text_en", "is_required")
        lines = [
            f"{each.label_ar} {BETWEEN} {each.label_en}" if each.label_en else each.label_ar
            for each in question.choices.all()
        ]
        known = {name: getattr(question, name) for name in names}
        return {**known, "scale": question.scale or 5, "choices": "\n".join(lines)}

    def clean_choices(self) -> list[tuple[str, str]]:
        found = []
        for line in self.cleaned_data["choices"].splitlines():
            first, _between, second = (each.strip() for each in line.partition(BETWEEN))
            if not first and not second:
                continue
            if max(len(first), len(second)) > LONGEST_LABEL:
                text = _("A choice has at most %(count)s letters in each language.")
                raise forms.ValidationError(text % {"count": formats.number(LONGEST_LABEL)})
            found.append((first, second))
        if len(found) > MOST_CHOICES:
            text = _("A question has at most %(count)s choices.")
            raise forms.ValidationError(text % {"count": formats.number(MOST_CHOICES)})
        if len(set(found)) < len(found):
            raise forms.ValidationError(_("Two choices are the same."))
        return found

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if not (cleaned["text_ar"] or cleaned["text_en"]):
            self.add_error("text_ar", _("Write the question in at least one language."))
        if cleaned["kind"] in {"choice", "choices"} and len(cleaned["choices"]) < 2:
            self.add_error("choices", _("Write at least two choices, one a line."))
        return cleaned

    @property
    def written(self) -> dict:
        cleaned = self.cleaned_data
        is_rating = cleaned["kind"] == Question.Kind.RATING
        has_choices = cleaned["kind"] in {"choice", "choices"}
        fields = {name: cleaned[name] for name in ("kind", "text_ar", "text_en", "is_required")}
        fields["measure"] = measure = cleaned["measure"] if is_rating else ""
        fields["scale"] = (Measure(measure).scale if measure else cleaned["scale"]) if is_rating else None
        return {"fields": fields, "choices": cleaned["choices"] if has_choices else []}


class SendForm(forms.Form):
    """To one contact of a customer."""

    form_token = FormTokenField()
    survey = forms.ChoiceField(label=gettext_lazy("Survey"))
    contact = forms.ChoiceField(label=gettext_lazy("Contact"))
    way = forms.ChoiceField(
        choices=SurveyInvitation.Way.choices,
        initial="mail",
        widget=forms.RadioSelect,
        label=gettext_lazy("How"),
        help_text=gettext_lazy("A link of their own, for one answer, can be sent by WhatsApp or read out."),
    )

    def __init__(self, data=None, *, account, contact=None):
        self.surveys = {str(each.number): each for each in Survey.objects.open()}
        self.people = {str(each.number): each for each in contacts_at(account)}
        chosen = str(contact.number) if contact else next(iter(self.people), None)
        super().__init__(data, initial={"contact": chosen})
        self.fields["survey"].choices = [(number, each.name) for number, each in self.surveys.items()]
        self.fields["contact"].choices = [(number, each.name) for number, each in self.people.items()]

    def clean_survey(self):
        return self.surveys[self.cleaned_data["survey"]]

    def clean_contact(self):
        return self.people[self.cleaned_data["contact"]]


class RulesForm(forms.Form):
    rest_days = IntegerField(
        min_value=0,
        max_value=MOST_DAYS,
        label=gettext_lazy("Days between two surveys to one contact"),
        help_text=gettext_lazy("With 0 there is no limit."),
    )
