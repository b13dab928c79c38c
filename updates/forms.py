"""What a person writes in an update, when drafts come by themselves, and what a customer says of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interactions.formfields import ContactsField
from lib.formfields import CleanCharField, IntegerField
from updates.answering import Word
from updates.drafting import reachable
from updates.models import UpdateItem
from updates.models.answer import LONGEST_WORDS
from updates.models.item import LONGEST
from updates.models.rhythm import MOST_WEEKS
from updates.models.update import LANGUAGES
from workspaces.hours_forms import weekday_choices

BLANK_LINES = 3
WRITTEN = ("language", "subject", "greeting", "closing")
MOST_LINES = 999


class UpdateForm(forms.Form):
    """Over a draft: its words, to whom it goes, and a line for each item, with some blank ones to add more."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    contacts = ContactsField(required=False, label=_("To"))
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language"))
    subject = CleanCharField(max_length=200, label=_("Subject"))
    greeting = CleanCharField(
        required=False, max_length=2000, label=_("Greeting"), widget=forms.Textarea(attrs={"rows": 2})
    )
    closing = CleanCharField(
        required=False, max_length=2000, label=_("Closing"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data=None, *, update):
        self.update = update
        people = reachable(update.account)
        chosen = [str(each.number) for each in people if each.pk in update.chosen]
        initial = {
            "version": update.version,
            "contacts": chosen,
            **{name: getattr(update, name) for name in WRITTEN},
        }
        super().__init__(data, initial=initial)
        self.fields["contacts"].offer(lambda: people)
        related = ("interaction", "follow_up__agreed_in")
        self.items = list(update.items.select_related(*related).order_by("place", "pk"))
        for key, item in self.keyed_items():
            self._add_line(key, item)
        for blank in range(BLANK_LINES):
            self._add_line(f"new{blank}", UpdateItem(kind=UpdateItem.Kind.PROMISED, text=""))

    def keyed_items(self):
        """By their order on the page, which the version of the draft holds fast."""
        return [(f"item{place}", item) for place, item in enumerate(self.items)]

    def _add_line(self, key, item):
        place = len(self.items) + 1 if item.pk is None else item.place
        self.fields[f"{key}_text"] = CleanCharField(
            required=False,
            max_length=LONGEST,
            initial=item.text,
            label=_("Text"),
            widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        )
        self.fields[f"{key}_kind"] = forms.ChoiceField(
            choices=UpdateItem.Kind,
            initial=item.kind,
            label=_("Kind"),
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        place_field = IntegerField(
            required=False, min_value=1, max_value=MOST_LINES, initial=place, label=_("Place")
        )
        place_field.widget.attrs["class"] = "form-control"
        self.fields[f"{key}_place"] = place_field
        if item.pk is not None:
            self.fields[f"{key}_is_left_out"] = forms.BooleanField(
                required=False,
                initial=item.is_left_out,
                label=_("Leave out"),
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    @property
    def lines(self) -> list[dict]:
        """For the page: the fields of each item, and where it comes from."""
        return [self._line(key, item) for key, item in self.keyed_items()]

    @property
    def blank_lines(self) -> list[dict]:
        return [self._line(f"new{blank}", None) for blank in range(BLANK_LINES)]

    def _line(self, key, item) -> dict:
        names = ("text", "kind", "place", "is_left_out")
        fields = {name: self[f"{key}_{name}"] for name in names if f"{key}_{name}" in self.fields}
        return {"item": item, **fields}

    def clean(self):
        cleaned = super().clean()
        for key, _item in self.keyed_items():
            is_empty = not cleaned.get(f"{key}_text") and f"{key}_text" not in self.errors
            if is_empty and not cleaned.get(f"{key}_is_left_out"):
                self.add_error(f"{key}_text", _("Write what is told, or leave the line out."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    @property
    def chosen(self) -> list[int]:
        return [each.pk for each in self.cleaned_data["contacts"]]

    @property
    def told_items(self) -> list[UpdateItem]:
        """The items as typed, in the order asked for; what is left out keeps its former text."""
        cleaned, told = self.cleaned_data, []
        for key, item in self.keyed_items():
            item.is_left_out = cleaned[f"{key}_is_left_out"]
            item.text = cleaned[f"{key}_text"] or item.text
            item.kind = cleaned[f"{key}_kind"]
            told.append((cleaned[f"{key}_place"] or MOST_LINES, item))
        for blank in range(BLANK_LINES):
            if text := cleaned[f"new{blank}_text"]:
                item = UpdateItem(kind=cleaned[f"new{blank}_kind"], text=text)
                told.append((cleaned[f"new{blank}_place"] or MOST_LINES, item))
        told.sort(key=lambda pair: pair[0])
        return [item for _place, item in told]


class SendingForm(forms.Form):
    """The draft as it was read by who sends it."""

    version = forms.IntegerField(required=False)


class RhythmForm(forms.Form):
    """On which day a draft comes by itself."""

    is_on = forms.BooleanField(required=False, label=_("A draft comes by itself"))
    weekday = forms.TypedChoiceField(coerce=int, label=_("On which day"))
    every_weeks = IntegerField(min_value=1, max_value=MOST_WEEKS, label=_("Every so many weeks"))

    def __init__(self, data=None, *, rhythm):
        initial = {"is_on": False, "weekday": 6, "every_weeks": 1}
        if rhythm is not None:
            initial = {"is_on": rhythm.is_on, "weekday": rhythm.weekday, "every_weeks": rhythm.every_weeks}
        super().__init__(data, initial=initial)
        self.fields["weekday"].choices = weekday_choices()


class ItemAnswersForm(forms.Form):
    """What a customer says of each item; `update_items` are those of the page."""

    def __init__(self, data=None, *, update_items):
        super().__init__(data)
        self.items = list(update_items)
        for item in self.items:
            self.fields[f"word{item.place}"] = forms.ChoiceField(
                choices=[(Word.APPROVED, _("I approve")), (Word.CHANGE, _("I ask for a change"))],
                required=False,
                widget=forms.RadioSelect,
                label=item.text,
            )
            self.fields[f"text{item.place}"] = CleanCharField(
                required=False,
                max_length=LONGEST_WORDS,
                label=_("What should change"),
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )

    @property
    def lines(self) -> dict[int, dict]:
        return {
            item.pk: {"word": self[f"word{item.place}"], "text": self[f"text{item.place}"]}
            for item in self.items
        }

    def clean(self):
        cleaned = super().clean()
        for item in self.items:
            word, text = cleaned.get(f"word{item.place}"), cleaned.get(f"text{item.place}")
            if word == Word.CHANGE and not text and f"text{item.place}" not in self.errors:
                self.add_error(f"text{item.place}", _("Write what should change."))
        if not self.errors and not self.words:
            self.add_error(None, _("Choose an answer for at least one line."))
        return cleaned

    @property
    def words(self) -> dict[int, tuple[str, str]]:
        """Key of the item -> what was said of it; words alone ask for a change."""
        said = {}
        for item in self.items:
            word, text = (
                self.cleaned_data.get(f"word{item.place}"),
                self.cleaned_data.get(f"text{item.place}"),
            )
            if word or text:
                said[item.pk] = (
                    (Word.CHANGE, text) if text and not word else (word, text if word == Word.CHANGE else "")
                )
        return said
