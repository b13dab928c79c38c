"""What a person says about a file: the file itself, how it is to be read, and what its columns are."""

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.custom.definitions import Of
from accounts.forms import MemberField
from accounts.imports import limits, sniffing, text_reader
from accounts.imports.columns import ACCOUNT_COLUMNS, CONSENT_COLUMNS, CONTACT_COLUMNS, says_who
from accounts.imports.custom import columns_for
from accounts.imports.trouble import Unreadable, told
from accounts.models import Account, Import
from lib.formfields import FormTokenField

DELIMITER_NAMES = {
    ",": _("Comma"),
    ";": _("Semicolon"),
    "\t": _("Tab"),
    "|": _("Vertical bar"),
}


MODES = {
    Import.Mode.ADD: _("Skip them"),
    Import.Mode.UPDATE: _("Update them with what the file says"),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(
            attrs={
                "accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods",
                "class": "form-control",
                "aria-describedby": "file-kinds file-limits",
            }
        ),
        error_messages={"empty": _("This file is empty. Choose the file with your customers.")},
    )
    form_token = FormTokenField()

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            sniffing.kind_of(file.file, file.size)
        except Unreadable as trouble:
            raise ValidationError(str(trouble), code=trouble.code) from trouble
        return file


class ShapeForm(forms.Form):
    """How the file is read: guessed, shown, and changed here when the guess was wrong."""

    encoding = forms.ChoiceField(choices=list(text_reader.ENCODINGS.items()), label=_("Encoding"))
    delimiter = forms.ChoiceField(choices=list(DELIMITER_NAMES.items()), label=_("Separator"))
    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, *args, origin: Import, **kwargs):
        shape = {name: getattr(origin, name) for name in ("encoding", "delimiter", "sheet")}
        super().__init__(*args, initial=shape, **kwargs)
        if origin.sheets:
            del self.fields["encoding"], self.fields["delimiter"]
            self.fields["sheet"].choices = [(name, name) for name in origin.sheets]
        else:
            del self.fields["sheet"]
        self.encoding_name = text_reader.ENCODINGS.get(origin.encoding, "")
        self.delimiter_name = DELIMITER_NAMES.get(origin.delimiter, "")


class ColumnsForm(forms.Form):
    """A select for each heading of the file, and what rows get that do not say it themselves."""

    owner = MemberField(required=False, label=_("Account manager"), empty_label=_("Nobody yet"))
    status = forms.ChoiceField(choices=Account.Status, label=_("Status"))
    mode = forms.ChoiceField(
        choices=MODES, required=False, initial=Import.Mode.ADD, label=_("Customers who are known already")
    )
    empty_clears = forms.BooleanField(required=False, label=_("An empty cell empties the field"))

    def __init__(self, *args, origin: Import, samples: list[list[str]], **kwargs):
        chosen = {name: getattr(origin, name) for name in ("owner", "status", "mode", "empty_clears")}
        super().__init__(*args, initial=chosen, **kwargs)
        self.origin = origin
        self.samples = samples
        choices = column_choices(origin.created_by)
        self.labels = dict(pair for _group, options in choices[1:] for pair in options)
        for place, heading in enumerate(origin.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                initial=origin.mapping[place],
                label=heading or _("Column %(number)s") % {"number": place + 1},
            )

    @property
    def columns(self):
        """Each column of the file with its select and its first values."""
        for place, heading in enumerate(self.origin.headings):
            values = [cells[place] for cells in self.samples if len(cells) > place and cells[place].strip()]
            field = self[f"column_{place}"]
            yield {
                "heading": heading,
                "number": place + 1,
                "field": field,
                "select": field.as_widget(attrs={"class": "form-select"}),
                "values": values[:3],
            }

    @property
    def mapping(self) -> list[str]:
        return [self.cleaned_data[f"column_{place}"] for place in range(len(self.origin.headings))]

    def clean(self):
        cleaned = super().clean()
        chosen = [cleaned.get(f"column_{place}") for place in range(len(self.origin.headings))]
        for key in {key for key in chosen if key and chosen.count(key) > 1}:
            self.add_error(None, _("Two columns cannot both be “%(column)s”.") % {"column": self.labels[key]})
        cleaned["mode"] = cleaned.get("mode") or Import.Mode.ADD
        if not says_who(chosen, updates=cleaned["mode"] == Import.Mode.UPDATE):
            self.add_error(None, _("Say which column holds the name of the customer."))
        return cleaned


def column_choices(member):
    def options(columns):
        return [(column.key, column.label) for column in columns]

    return [
        ("", _("Do not import")),
        (_("Customer"), options([*ACCOUNT_COLUMNS, *columns_for(member, Of.ACCOUNT)])),
        (_("Contact"), options([*CONTACT_COLUMNS, *columns_for(member, Of.CONTACT)])),
        (_("Consent"), options(CONSENT_COLUMNS)),
    ]


def named_limits() -> dict[str, object]:
    """What the upload page says before work starts."""
    return {
        "size": filesizeformat(limits.MOST_BYTES),
        "rows": limits.MOST_ROWS,
        "columns": limits.MOST_COLUMNS,
        "characters": limits.MOST_CHARACTERS,
    }


def trouble_text(origin: Import) -> str:
    return told(origin.trouble["code"], origin.trouble.get("figures", {})) if origin.trouble else ""
