"""What a colleague writes: a template, and its blocks."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.lookups import NEEDS_A_LETTER, says_something
from campaigns.models import ProviderHook
from campaigns.models.template import (
    LONGEST_NAME,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    LONGEST_URL,
    TemplateBlock,
)
from campaigns.providers import VIEWS, view_for
from campaigns.writing import OF_LETTER
from lib.formfields import CleanCharField, FormTokenField
from lib.tokens import new_token

Kind = TemplateBlock.Kind


def in_language(language: str, label, most: int, *, rows: int = 0, **kwargs):
    """A text of one language, written in its own direction whatever the page is in."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    field = CleanCharField(required=False, max_length=most, label=label, widget=widget, **kwargs)
    field.widget.attrs |= {"dir": "rtl" if language == "ar" else "ltr", "lang": language}
    return field


class ResponseRulesForm(forms.Form):
    is_on = forms.BooleanField(required=False, label=_("Follow who opens letters and presses links"))


class ProviderHookForm(forms.Form):
    """By what a provider proves itself; Postmark's name and password are made by Sila."""

    provider = forms.ChoiceField(
        choices=[(each, each.label) for each in ProviderHook.Provider if each in VIEWS], label=_("Provider")
    )
    key = CleanCharField(
        required=False,
        max_length=500,
        label=_("Key by which it signs"),
        help_text=_("The HTTP webhook signing key of Mailgun. Postmark needs none."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self):
        cleaned = super().clean()
        provider, secret = cleaned.get("provider"), cleaned.get("key", "")
        if provider == ProviderHook.Provider.POSTMARK:
            cleaned["key"] = f"sila:{new_token()}"
        elif provider and not secret and "key" not in self.errors:
            self.add_error("key", _("Copy the key from the settings of the provider."))
        elif provider and secret and not is_a_key(provider, secret):
            self.add_error("key", _("This is no such key. Copy it whole from the settings of the provider."))
        return cleaned


def is_a_key(provider: str, secret: str) -> bool:
    try:
        view_for(provider, secret)
    except ValueError:
        return False
    return True


class TemplateForm(forms.Form):
    names: tuple[str, ...] = OF_LETTER
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = CleanCharField(
        max_length=LONGEST_NAME, label=_("Name"), help_text=_("For colleagues; customers do not see it.")
    )
    subject_ar = in_language("ar", _("Subject in Arabic"), LONGEST_SUBJECT)
    subject_en = in_language("en", _("Subject in English"), LONGEST_SUBJECT)
    preview_ar = in_language("ar", _("Preview in Arabic"), LONGEST_SUBJECT)
    preview_en = in_language("en", _("Preview in English"), LONGEST_SUBJECT)

    def __init__(self, data=None, *, template=None):
        self.template = template
        stands = {name: getattr(template, name) for name in (*self.names, "version")} if template else {}
        super().__init__(data, initial=stands)

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not says_something(name):
            raise ValidationError(NEEDS_A_LETTER)
        return name

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.names}

    def apply(self) -> list[str]:
        """Put what was typed into the template that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.template, name) != value]
        for name in changed:
            setattr(self.template, name, self.written[name])
        return changed


class LinkField(CleanCharField):
    """An address of the web; nothing else is let into a letter."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"type": "url", "dir": "ltr", "inputmode": "url"})
        super().__init__(max_length=LONGEST_URL, widget=widget, **kwargs)

    def clean(self, value):
        link = super().clean(value)
        if link and not is_address(link):
            raise ValidationError(_("Write a whole address that begins with https://"))
        return link


def is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:  # such as a port that is none
        return False
    is_plain = not any(each.isspace() or each in "<>\"'{}\\" for each in link)
    return parts.scheme in {"http", "https"} and "." in host and is_plain


# How the fields of a block are called, kind by kind; what is not named has no such field.
FIELDS: dict[str, dict[str, tuple]] = {
    Kind.HEADING: {"text": (_("Heading in Arabic"), _("Heading in English"), 0)},
    Kind.TEXT: {"text": (_("Text in Arabic"), _("Text in English"), 8)},
    Kind.BUTTON: {"text": (_("Label in Arabic"), _("Label in English"), 0)},
    Kind.PICTURE: {"text": (_("What it shows, in Arabic"), _("What it shows, in English"), 0)},
    Kind.COLUMNS: {
        "text": (_("First column in Arabic"), _("First column in English"), 6),
        "more": (_("Second column in Arabic"), _("Second column in English"), 6),
    },
    Kind.OFFER: {
        "text": (_("What is offered, in Arabic"), _("What is offered, in English"), 0),
        "more": (_("Conditions in Arabic"), _("Conditions in English"), 4),
    },
    Kind.POINTS: {"text": (_("Sentence in Arabic"), _("Sentence in English"), 3)},
    Kind.DIVIDER: {},
}
LONGEST_LINE = 300


class BlockForm(forms.Form):
    """The fields of one kind of block."""

    form_token = FormTokenField()

    def __init__(self, data=None, *, block_kind: str, block: TemplateBlock | None = None):
        self.kind = block_kind
        super().__init__(data)
        for name, (label_ar, label_en, rows) in FIELDS[block_kind].items():
            most = LONGEST_TEXT if rows else LONGEST_LINE
            self.fields[f"{name}_ar"] = in_language("ar", label_ar, most, rows=rows)
            self.fields[f"{name}_en"] = in_language("en", label_en, most, rows=rows)
        if block_kind == Kind.BUTTON:
            self.fields["link"] = LinkField(label=_("Where it leads"))
        if block_kind == Kind.PICTURE:
            self.fields["picture"] = LinkField(
                label=_("Address of the picture"),
                help_text=_("Mail programs fetch it from there: it has to be reachable by everybody."),
            )
            self.fields["link"] = LinkField(label=_("Where it leads"), required=False)
        if block_kind == Kind.OFFER:
            self.fields["code"] = CleanCharField(required=False, max_length=40, label=_("Code of the offer"))
        for name, field in self.fields.items():
            if block is not None and name != "form_token":
                field.initial = getattr(block, name)

    @property
    def pairs(self):
        """The texts, Arabic beside English."""
        return [(self[f"{name}_ar"], self[f"{name}_en"]) for name in FIELDS[self.kind]]

    @property
    def others(self):
        return [self[name] for name in ("picture", "link", "code") if name in self.fields]

    @property
    def written(self) -> dict:
        named = {name: value for name, value in self.cleaned_data.items() if name != "form_token"}
        return {"kind": self.kind, **named}
