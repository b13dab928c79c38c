"""One form field for each kind of custom field."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.custom.definitions import Choice, Definition, Kind, of_kind
from accounts.custom.reading import definitions_for
from accounts.custom.values import held_value
from accounts.models.custom import LONGEST_TEXT
from lib import formats
from lib.formats import isolated
from lib.formfields import CleanCharField, DayField, NumberText, TypedNumberField
from lib.numbers import parse_number, plain

YES, NO = "yes", "no"
ANSWERS = [(YES, _("Yes")), (NO, _("No"))]


class NumberField(TypedNumberField):
    """A number in the digits of any script."""

    def __init__(self, *, is_whole, **kwargs):
        super().__init__(widget=NumberText("numeric" if is_whole else "decimal"), **kwargs)
        self.is_whole = is_whole

    def prepare_value(self, value):
        return formats.digits(plain(value)) if isinstance(value, int | Decimal) else value

    def parse(self, text):
        return parse_number(text, is_whole=self.is_whole)


class YesNoField(forms.ChoiceField):
    """Yes, no, or not known yet."""

    def __init__(self, **kwargs):
        super().__init__(choices=[("", "—"), *ANSWERS], **kwargs)

    def prepare_value(self, value):
        return (YES if value else NO) if isinstance(value, bool) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "")

    def clean(self, value):
        return {YES: True, NO: False}.get(super().clean(value))


class PickField(forms.ChoiceField):
    """One of the choices of a custom field, by its number: those in use, and the one that stands there already."""

    def __init__(self, offered: list[Choice], **kwargs):
        self.numbers = {each.pk: str(each.number) for each in offered}
        self.keys = {number: pk for pk, number in self.numbers.items()}
        choices = [(str(each.number), isolated(each.label)) for each in offered]
        super().__init__(choices=[("", "—"), *choices], **kwargs)

    def prepare_value(self, value):
        return self.numbers.get(value) if isinstance(value, int) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "")

    def clean(self, value):
        return self.keys.get(super().clean(value))


def custom_field(definition: Definition, held: Any = None) -> forms.Field:
    """The field of a form over a record that holds this value."""
    how: dict[str, Any] = {"required": definition.is_required, "label": definition.shown_label}
    kind = Kind(definition.kind)
    if kind == Kind.CHOICE:
        return PickField(
            [each for each in definition.choices if not each.is_retired or each.pk == held], **how
        )
    if kind in (Kind.WHOLE, Kind.NUMBER):
        return NumberField(is_whole=kind == Kind.WHOLE, **how)
    if kind == Kind.TEXT:
        return CleanCharField(max_length=LONGEST_TEXT, **how)
    return DayField(**how) if kind == Kind.DAY else YesNoField(**how)


class CustomFieldsForm(forms.ModelForm):
    """A form over a record of `membership`'s workspace, with the fields that the workspace made itself."""

    membership: Any

    def add_custom_fields(self):
        self.custom = definitions_for(self.membership, of_kind(type(self.instance)))
        for each in self.custom:
            held = held_value(self.instance, each) if self.instance.pk else None
            self.fields[each.key] = custom_field(each, held)
            if held is not None:
                self.initial[each.key] = held

    @property
    def custom_fields(self):
        """The boxes of the fields that the workspace made itself."""
        return [self[each.key] for each in self.custom]

    @property
    def own_fields(self):
        """The boxes of everything else."""
        keys = {each.key for each in self.custom}
        return [each for each in self.visible_fields() if each.name not in keys]

    @property
    def custom_values(self):
        """What was typed anew into custom fields; None where a value was taken away."""
        changed = set(self.changed_data)
        empty = ("", None)
        return {
            each: None if self.cleaned_data[each.key] in empty else self.cleaned_data[each.key]
            for each in self.custom
            if each.key in changed
        }
