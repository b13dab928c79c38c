"""What a person writes in an e-mail, and says about one that came in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountNumberField, account_in_use
from accounts.models import Account, Contact
from interactions.formfields import contacts_at
from interactions.forms import CUSTOMER, INTERNAL, waiting_files
from interactions.ready_answers import Answering
from lib.emails import readable
from lib.file_fields import FilesField
from lib.formats import isolated
from lib.formfields import CleanCharField, FormTokenField
from messaging.models import is_suppressed
from messaging.writing import direction_of
from timeline.attaching import named_limits

SIGNS = {INTERNAL: "lock", CUSTOMER: "eye"}


class MailForm(forms.Form):
    """To one address that is known of this account, or to who wrote what is answered."""

    form_token = FormTokenField()
    to = forms.ChoiceField(label=_("To"))
    subject = CleanCharField(max_length=200, label=_("Subject"))
    text = CleanCharField(
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10, "data-first": ""}),
        label=_("Message"),
    )
    has_quote = forms.BooleanField(required=False, label=_("Quote what they wrote under it"))
    seen_by = forms.ChoiceField(
        choices=[(INTERNAL, _("Internal")), (CUSTOMER, _("Visible to the customer"))],
        widget=forms.RadioSelect,
        initial=CUSTOMER,
        label=_("Who sees it"),
    )

    files = FilesField(label=_("Files"))

    def __init__(self, data=None, files=None, *, membership, account, answers=None, **kwargs):
        super().__init__(data, files, **kwargs)
        self.membership, self.given_account, self.answers = membership, account, answers
        self.recipients = recipients_of(account, answers)
        self.fields["to"].choices = [
            (address, f"{name} · {readable(address)}" if name else readable(address))
            for address, (name, _contact) in self.recipients.items()
        ]
        if answers is None:
            del self.fields["has_quote"]

    @property
    def answering(self) -> Answering:
        """To whom it is written, for ready answers."""
        _name, contact = self.recipients.get(self["to"].value() or "", ("", None))
        return Answering(self.membership, account=self.given_account, contact=contact)

    @property
    def audiences(self):
        return [(radio, SIGNS[radio.data["value"]]) for radio in self["seen_by"]]

    @property
    def file_limits(self) -> str:
        return named_limits()

    @property
    def waiting_files(self):
        return waiting_files(self)

    def clean_to(self):
        address = self.cleaned_data["to"]
        if is_suppressed(address):
            text = _(
                "Nothing is sent to %(address)s: mail to it came back, or they asked so. The settings list it."
            )
            raise forms.ValidationError(text % {"address": isolated(readable(address))})
        return address

    @property
    def written(self) -> dict:
        """The columns of the interaction."""
        cleaned = self.cleaned_data
        return {
            "channel": "email",
            "direction": "out",
            "subject": cleaned["subject"],
            "text": cleaned["text"],
            "is_visible_to_customer": cleaned["seen_by"] == CUSTOMER,
        }

    @property
    def recipient(self) -> dict:
        address = self.cleaned_data["to"]
        name, contact = self.recipients[address]
        return {"to_address": address, "to_name": name, "contact": contact}


def recipients_of(account, answers=None) -> dict[str, tuple[str, Contact | None]]:
    """Address -> who it is: who wrote what is answered first, then the contacts, the main one first."""
    found: dict[str, tuple[str, Contact | None]] = {}
    people = list(contacts_at(account))
    for contact in people:
        for address in filter(None, (contact.email_1, contact.email_2)):
            found.setdefault(address, (contact.name, contact))
    if account.email:
        found.setdefault(account.email, (account.name, None))
    entry = answers.mail_entry if answers is not None else None
    if entry is None:
        return found
    wanted = entry.inbound.from_address if entry.inbound else entry.outgoing.to_address
    name = entry.inbound.sender if entry.inbound else entry.outgoing.to_name
    same = next((each for each in found if each.lower() == wanted.lower()), None)
    first = {same: found[same]} if same else ({wanted: (name, None)} if wanted else {})
    return {**first, **found}


class FilingForm(forms.Form):
    """Whose an incoming e-mail is; with a name, who wrote it becomes a contact there."""

    account = AccountNumberField(label=_("Account"))
    name = CleanCharField(
        required=False,
        max_length=200,
        label=_("Add the sender as a contact named"),
        help_text=_("What they write next then comes to this customer by itself. Leave empty to add nobody."),
    )

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].visible = Account.objects.visible_to(membership)

    def clean_account(self):
        return account_in_use(self.cleaned_data["account"])

    def contact_fields(self, mail) -> dict | None:
        name = self.cleaned_data["name"]
        if not name or not mail.from_address:
            return None
        column = "name_ar" if direction_of(name) == "rtl" else "name_en"
        return {column: name, "email_1": mail.from_address}
