"""The form that a customer answers: made of the questions, the same for the page and for its preview."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import formats
from lib.formfields import CleanCharField
from surveys.models import Question

LONGEST_TEXT = 2000
REQUIRED = gettext_lazy("This question needs an answer.")


class AnswerForm(forms.Form):
    def __init__(self, data=None, *, questions):
        super().__init__(data)
        self.questions = questions
        for question in questions:
            field = FIELDS[question.kind](question)
            field.error_messages["required"] = REQUIRED
            self.fields[self.name_of(question)] = field

    @staticmethod
    def name_of(question) -> str:
        return f"q{question.number}"

    @property
    def lines(self) -> list[dict]:
        """Each question with its field."""
        return [{"question": each, "field": self[self.name_of(each)]} for each in self.questions]

    @property
    def given(self) -> list[tuple[Question, object]]:
        return [(each, self.cleaned_data[self.name_of(each)]) for each in self.questions]


def rating(question):
    steps = [(str(step), formats.digits(step)) for step in question.steps]
    return forms.TypedChoiceField(
        label=question.text,
        choices=steps,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=question.is_required,
    )


def labels_of(question) -> list[tuple[str, str]]:
    return [(str(each.place), each.label) for each in question.choices.all()]


class ChosenField(forms.MultipleChoiceField):
    """The choices themselves; of a question with one choice a list of one."""

    def __init__(self, question, **kwargs):
        self.by_place = {str(each.place): each for each in question.choices.all()}
        super().__init__(
            label=question.text, choices=labels_of(question), required=question.is_required, **kwargs
        )

    def clean(self, value):
        return [self.by_place[place] for place in dict.fromkeys(super().clean(value))]


class OneChosenField(ChosenField):
    def clean(self, value):
        if len(value or []) > 1:
            raise forms.ValidationError(_("Choose one."))
        return super().clean(value)


class OneOf(forms.RadioSelect):
    """Radio buttons that are read as a list."""

    def value_from_datadict(self, data, files, name):
        return [each for each in data.getlist(name) if each] if hasattr(data, "getlist") else data.get(name)

    def format_value(self, value):
        return [str(each) for each in value or []]


FIELDS = {
    Question.Kind.RATING: rating,
    Question.Kind.CHOICE: lambda question: OneChosenField(question, widget=OneOf),
    Question.Kind.CHOICES: lambda question: ChosenField(question, widget=forms.CheckboxSelectMultiple),
    Question.Kind.TEXT: lambda question: CleanCharField(
        label=question.text,
        required=question.is_required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    ),
}
