"""Fields of the forms over interactions and follow-ups: with whom, and at what time of day."""

from django import forms
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountNumberField, account_in_use
from accounts.models import Account, Contact, Position
from interactions.models import InteractionContact


class ContactsField(forms.MultipleChoiceField):
    """Contacts of one customer, by number; those to choose from are read once, when somebody asks for them."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, read):
        """`read` gives the contacts."""
        self.read = read
        self.choices = lambda: [(number, contact.name) for number, contact in self.offered.items()]

    @cached_property
    def offered(self) -> dict:
        return {str(contact.number): contact for contact in self.read()}

    def clean(self, value):
        return [self.offered[number] for number in dict.fromkeys(super().clean(value))]


def contacts_at(account, *, also=()):
    """Who may have been there: the contacts of the account, the main one first, and who is named already.

    Each knows whether it is the main one, and when somebody talked to it here last.
    """
    there = InteractionContact.objects.filter(
        contact=OuterRef("pk"), interaction__account=account, interaction__removed_at=None
    )
    last_at = there.order_by("-interaction__at").values("interaction__at")[:1]
    is_main = Exists(Position.objects.filter(contact=OuterRef("pk"), account=account, is_primary=True))
    at_account = Exists(Position.objects.filter(contact=OuterRef("pk"), account=account))
    found = Contact.objects.filter(Q(at_account, archived_at=None) | Q(pk__in=list(also)))
    return found.annotate(last_at=Subquery(last_at), is_main=is_main).order_by("-is_main", "name_fold")


class ClockField(forms.TimeField):
    """A time of day as the browser's own field gives it."""

    widget = forms.TimeInput(attrs={"type": "time", "dir": "ltr"}, format="%H:%M")

    def has_changed(self, initial, data):
        return super().has_changed(initial and initial.replace(second=0, microsecond=0), data)


class CustomerForm(forms.Form):
    """With whom: the first question where no page of a customer asked it."""

    account = AccountNumberField(label=_("Account"))

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].visible = Account.objects.visible_to(membership)

    def clean_account(self):
        return account_in_use(self.cleaned_data["account"])
