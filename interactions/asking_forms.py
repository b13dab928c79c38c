"""What a person writes who asks a customer for something by a link, and the rule of the reminders."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interactions.asking import MOST_FILES, address_of
from interactions.asking_times import MOST_DAYS, MOST_REMINDERS
from interactions.formfields import contacts_at
from interactions.models import AskingRule, CustomerRequest
from interactions.models.customer_request import KINDS
from lib import formats
from lib.emails import readable
from lib.file_fields import FilesField
from lib.formats import isolated
from lib.formfields import CleanCharField, FormTokenField, IntegerField
from messaging.models import is_suppressed
from timeline.attaching import MOST_BYTES

RULE = ("before_days", "is_on_day", "every_days", "most")


class AskForm(forms.Form):
    """Over a follow-up that the customer owes."""

    form_token = FormTokenField()
    contact = forms.ChoiceField(
        required=False,
        label=_("Whom to ask"),
        help_text=_("Their mail and their page are in their language."),
    )
    asked = CleanCharField(
        max_length=300,
        label=_("What they read that we ask for"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = CleanCharField(
        required=False,
        max_length=2000,
        label=_("A few words to them"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wants = forms.MultipleChoiceField(
        choices=[(name, CustomerRequest._meta.get_field(name).verbose_name) for name in KINDS],
        widget=forms.CheckboxSelectMultiple,
        label=_("What they can send"),
        error_messages={"required": _("Choose at least one.")},
    )
    is_mailed = forms.BooleanField(
        required=False, label=_("Send it by e-mail, and remind them until they answer")
    )
    is_shown = forms.BooleanField(required=False, label=_("Show me the link, for WhatsApp or a message"))

    def __init__(self, data=None, *, step):
        self.account = step.account
        also = [step.contact_id] if step.contact_id else []
        people = list(contacts_at(step.account, also=also))
        self.offered = {str(each.number): each for each in people}
        first = step.contact or next(iter(people), None)
        initial = {
            "asked": step.reason,
            "contact": str(first.number) if first else "",
            "wants": ["wants_text", "wants_files"],
            "is_mailed": bool(address_of(step.account, first)),
            "is_shown": not address_of(step.account, first),
        }
        super().__init__(data, initial=initial)
        self.fields["contact"].choices = [
            *((number, with_address(each.name, each.email_1)) for number, each in self.offered.items()),
            ("", with_address(step.account.name, step.account.email)),
        ]

    def clean_contact(self):
        return self.offered.get(self.cleaned_data["contact"])

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("is_mailed") and not cleaned.get("is_shown"):
            self.add_error("is_mailed", _("Choose how they get the link."))
        if cleaned.get("is_mailed") and "contact" not in self.errors:
            self._check_address(address_of(self.account, cleaned["contact"]))
        return cleaned

    def _check_address(self, address):
        if not address:
            self.add_error("contact", _("No e-mail address is known here. Add it first, or copy the link."))
        elif is_suppressed(address):
            text = _(
                "Nothing is sent to %(address)s: mail to it came back, or they asked so. The settings list it."
            )
            self.add_error("contact", text % {"address": isolated(readable(address))})

    @property
    def written(self) -> dict:
        cleaned = self.cleaned_data
        wanted = {name: name in cleaned["wants"] for name in KINDS}
        return {"asked": cleaned["asked"], "text": cleaned["text"], **wanted}


def with_address(name, address) -> str:
    return f"{name} · {readable(address)}" if address else name


def number_field(most, **kwargs):
    return IntegerField(min_value=0, max_value=most, **kwargs)


class AnswerForm(forms.Form):
    """What the customer sends: only what was asked for. Without scripts, files come with the form itself."""

    form_token = FormTokenField()
    word = forms.ChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        required=False,
        widget=forms.RadioSelect,
        label=_("Do you confirm it?"),
    )
    text = CleanCharField(
        required=False,
        max_length=5000,
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    files = FilesField(label=_("Files"))  # type: ignore[assignment] # BaseForm keeps what was sent by this name

    def __init__(self, data=None, files=None, *, customer_request):
        super().__init__(data, files)
        self.asked = asked = customer_request
        for name, kind in (("text", "wants_text"), ("files", "wants_files"), ("word", "wants_word")):
            if not getattr(asked, kind):
                del self.fields[name]

    @property
    def file_limits(self) -> str:
        text = _(
            "At most %(count)s files, together %(size)s: documents, spreadsheets, PDF, pictures, sound, film and "
            "archives."
        )
        return text % {"count": formats.number(MOST_FILES), "size": formats.file_size(MOST_BYTES)}

    def clean_files(self):
        """The numbers that browsers of colleagues send mean nothing here."""
        uploads = self.cleaned_data["files"].uploads
        if len(uploads) > MOST_FILES or sum(each.size for each in uploads) > MOST_BYTES:
            raise forms.ValidationError(self.file_limits)
        return uploads

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if "word" in self.fields and not cleaned["word"] and not self.asked.is_answered:
            self.add_error("word", _("Choose yes or no."))
        elif not any(cleaned.get(name) for name in ("word", "text", "files")):
            self.add_error(None, _("Write an answer or choose a file first."))
        return cleaned

    @property
    def sent(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "text": cleaned.get("text", ""),
            "is_yes": {"yes": True, "no": False}.get(cleaned.get("word", "")),
            "uploads": cleaned.get("files", ()),
            "form_token": cleaned["form_token"],
        }


class AskingRuleForm(forms.Form):
    """When customers are reminded; nought leaves a reminder out."""

    before_days = number_field(MOST_DAYS, label=_("Days before it is due"), help_text=_("0: none before."))
    is_on_day = forms.BooleanField(required=False, label=_("On the day itself"))
    every_days = number_field(
        MOST_DAYS, label=_("Afterwards every so many days"), help_text=_("0: none afterwards.")
    )
    most = number_field(
        MOST_REMINDERS, label=_("At most so many reminders"), help_text=_("0: nobody is reminded.")
    )

    def __init__(self, data=None):
        rule = AskingRule.read()
        super().__init__(data, initial={name: getattr(rule, name) for name in RULE})
