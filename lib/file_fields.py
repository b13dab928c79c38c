"""The field of a form that files come through: those that were sent before it, and those that come with it."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

MOST_AT_ONCE = 50


@dataclass
class Brought:
    """Numbers of files that wait for this form, and files that came with it (browsers without scripts)."""

    numbers: list[int] = field(default_factory=list)
    uploads: list[Any] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.numbers or self.uploads)


class FilesInput(forms.FileInput):
    """Both come under one name: hidden fields with numbers, and the browser's own field of files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        typed = [text for text in data.getlist(name) if text.isascii() and text.isdigit() and len(text) < 10]
        return Brought([int(text) for text in typed[:MOST_AT_ONCE]], files.getlist(name))

    def value_omitted_from_data(self, data, files, name):
        return False


class FilesField(forms.Field):
    widget = FilesInput

    def __init__(self, **kwargs):
        super().__init__(required=False, initial=Brought, **kwargs)

    def clean(self, value):
        return value if isinstance(value, Brought) else Brought()

    def has_changed(self, initial, data):
        return bool(data)


class FilesForm(forms.Form):
    """Nothing but files."""

    files = FilesField()  # type: ignore[assignment] # BaseForm keeps what was sent under the same name
