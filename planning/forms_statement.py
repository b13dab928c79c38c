"""What a person writes of expectations, whom it is sent to, and what the customer says of it."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.asking import address_of
from interactions.asking_forms import with_address
from interactions.formfields import contacts_at
from lib.emails import readable
from lib.formats import isolated
from lib.formfields import CleanCharField, DayField, FormTokenField
from messaging.models import is_suppressed
from planning.expecting import WRITTEN
from planning.models.statement import LONGEST_COMMENT, LONGEST_NAME, LONGEST_PART
from updates.models.update import LANGUAGES


def part(rows, **kwargs):
    return CleanCharField(max_length=LONGEST_PART, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class StatementForm(forms.Form):
    """Over an account; `instance` is the draft that is edited, `former` the edition whose text it begins with."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    does = part(5, label=_("What we do"))
    does_not = part(3, required=False, label=_("What we do not do"))
    service_levels = part(
        3,
        required=False,
        label=_("What they can rely on"),
        help_text=_("Service levels in words, such as: urgent orders arrive the next day."),
    )
    communication = part(
        3,
        required=False,
        label=_("How we talk to each other"),
        help_text=_("Who talks to whom, how often and over what."),
    )
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language of the text"))
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(required=False, label=_("Valid until"), help_text=_("Leave empty for no end."))

    def __init__(self, data=None, *, account, instance=None, former=None):
        self.instance = instance
        begin = instance or former
        stands = {name: getattr(begin, name) for name in WRITTEN} if begin else {}
        initial = {
            "language": account.language if account.language in dict(LANGUAGES) else "ar",
            **stands,
            "valid_from": instance.valid_from if instance else timezone.localdate(),
            "version": instance.version if instance else None,
        }
        super().__init__(data, initial=initial)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("It ends before it begins. Check the days."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}


class AskingForm(forms.Form):
    """To whom a draft goes, and how."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    contact = forms.ChoiceField(required=False, label=_("Who acknowledges it"))
    note = CleanCharField(
        required=False,
        max_length=2000,
        label=_("A few words to them"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_mailed = forms.BooleanField(required=False, label=_("Send the link by e-mail"))
    is_shown = forms.BooleanField(required=False, label=_("Show me the link, for WhatsApp or a message"))

    def __init__(self, data=None, *, statement):
        self.account = statement.account
        people = list(contacts_at(self.account))
        self.offered = {str(each.number): each for each in people}
        first = next((each for each in people if each.email_1), next(iter(people), None))
        has_address = bool(address_of(self.account, first))
        initial = {
            "version": statement.version,
            "contact": str(first.number) if first else "",
            "is_mailed": has_address,
            "is_shown": not has_address,
        }
        super().__init__(data, initial=initial)
        self.fields["contact"].choices = [
            *((number, with_address(each.name, each.email_1)) for number, each in self.offered.items()),
            ("", with_address(self.account.name, self.account.email)),
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


class StatementAnswerForm(forms.Form):
    """What the customer says: acknowledged under a name, or a comment."""

    ACKNOWLEDGE, COMMENT = "acknowledge", "comment"

    form_token = FormTokenField()
    word = forms.ChoiceField(
        choices=[(ACKNOWLEDGE, _("This is what we agreed on")), (COMMENT, _("I have a comment"))],
        widget=forms.RadioSelect,
        label=_("Your answer"),
    )
    name = CleanCharField(max_length=LONGEST_NAME, label=_("Your name"))
    text = CleanCharField(
        required=False,
        max_length=LONGEST_COMMENT,
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self):
        cleaned = super().clean()
        is_comment = cleaned.get("word") == self.COMMENT
        if is_comment and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write your comment."))
        return cleaned

    @property
    def said(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "is_acknowledged": cleaned["word"] == self.ACKNOWLEDGE,
            "name": cleaned["name"],
            "text": cleaned["text"],
            "form_token": cleaned["form_token"],
        }
