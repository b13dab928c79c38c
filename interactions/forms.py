"""What a person may write down about an exchange with a customer."""

from datetime import datetime, timedelta
from functools import partial

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import account_in_use
from accounts.models import Account, Contact
from interactions.channels import ICONS, OUTCOMES, group_of, outcome_groups
from interactions.due import DueFields
from interactions.formfields import ClockField, ContactsField, contacts_at
from interactions.models import Interaction
from interactions.models.interaction import MOST_MINUTES
from interactions.ready_answers import Answering
from lib.file_fields import FilesField
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField
from lib.places import NOTHING_CHOSEN
from timeline.attaching import named_limits
from timeline.models import Attachment

AHEAD = timedelta(hours=24)
INTERNAL, CUSTOMER = "internal", "customer"
TEXTS = ("channel", "direction", "minutes", "subject", "text", "outcome")


class InteractionForm(DueFields, forms.Form):
    """Over an account, or over a contact who may work for several; `instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    account = forms.ModelChoiceField(
        Account.across_workspaces.none(), to_field_name="number", empty_label=None, label=_("Account")
    )
    channel = forms.ChoiceField(
        choices=Interaction.Channel, widget=forms.RadioSelect, initial="call", label=_("Channel")
    )
    text = CleanCharField(
        required=False,
        max_length=10_000,
        widget=forms.Textarea(
            attrs={"rows": 3, "placeholder": _("What was said, what was agreed?"), "data-first": ""}
        ),
        label=_("What happened"),
    )
    contacts = ContactsField(required=False, label=_("Who was there"))
    outcome = forms.ChoiceField(
        choices=lambda: [NOTHING_CHOSEN, *outcome_groups()], required=False, label=_("Outcome")
    )
    direction = forms.ChoiceField(
        choices=Interaction.Direction.choices[:2],
        widget=forms.RadioSelect,
        required=False,
        initial="out",
        label=_("Direction"),
    )
    seen_by = forms.ChoiceField(
        choices=[(INTERNAL, _("Internal")), (CUSTOMER, _("Visible to the customer"))],
        widget=forms.RadioSelect,
        initial=INTERNAL,
        label=_("Who sees it"),
    )
    subject = CleanCharField(required=False, max_length=200, label=_("Subject"))
    on = DayField(required=False, label=_("Day"), help_text=_("Leave empty for now."))
    clock = ClockField(required=False, label=_("Time"))
    minutes = IntegerField(required=False, min_value=1, max_value=MOST_MINUTES, label=_("Minutes"))
    next_step = CleanCharField(
        required=False,
        max_length=300,
        label=_("Next step"),
        widget=forms.TextInput(attrs={"placeholder": _("What is to be done next?"), "autocomplete": "off"}),
    )

    files = FilesField(label=_("Files"))

    def __init__(
        self, data=None, files=None, *, membership, account=None, contact=None, instance=None, **kwargs
    ):
        self.membership, self.instance = membership, instance
        self.given_account, self.given_contact = account, contact
        initial = {**(initial_of(instance) if instance else {}), **kwargs.pop("initial", {})}
        super().__init__(data, files, initial=initial, **kwargs)
        if instance is not None:
            for name in ("next_step", "due_when", "due_on", "files"):
                del self.fields[name]
        if account is not None:
            del self.fields["account"]
            also = [each.pk for each in instance.contacts] if instance else []
            self.fields["contacts"].offer(partial(contacts_at, account, also=also))
        else:
            seen = Account.objects.visible_to(membership).kept()
            at_contact = seen.filter(positions__contact=contact) if contact else seen
            self.fields["account"].queryset = at_contact.order_by("name_fold")
            del self.fields["contacts"]

    def guess_contact(self):
        """Who was there last, or else the main contact."""
        offered = list(self.fields["contacts"].offered.values())
        talked_to = [contact for contact in offered if contact.last_at]
        guessed = max(talked_to, key=lambda contact: contact.last_at) if talked_to else None
        guessed = guessed or next((contact for contact in offered if contact.is_main), None)
        self.initial["contacts"] = [guessed.number] if guessed else []

    def begin_with(self, article):
        """What is sent, over the channel that a message takes."""
        ways = [each for each in self.answering.ways if each["whatsapp"] or each["email"]]
        by_mail = not ways or bool(ways[0]["email"])
        begun = {"channel": "email" if by_mail else "whatsapp", "seen_by": CUSTOMER}
        self.initial |= begun | {"subject": article.title, "text": article.written}

    @property
    def channels(self):
        """The channels to choose from, each with its sign and the place of its outcomes."""
        return [
            (radio, ICONS[radio.data["value"]], group_of(radio.data["value"])) for radio in self["channel"]
        ]

    @property
    def audiences(self):
        signs = {INTERNAL: "lock", CUSTOMER: "eye"}
        return [(radio, signs[radio.data["value"]]) for radio in self["seen_by"]]

    @property
    def answering(self) -> Answering:
        """To whom it is written, for ready answers."""
        offered = self.fields["contacts"].offered.values() if self.given_account else [self.given_contact]
        chosen = [str(number) for number in self["contacts"].value() or []] if self.given_account else []
        contact = next((each for each in offered if each and str(each.number) in chosen), self.given_contact)
        contacts = tuple(each for each in offered if each)
        return Answering(self.membership, account=self.given_account, contact=contact, contacts=contacts)

    @property
    def way(self) -> str:
        """Where what stands in the form can be sent, with its text; empty without such a place."""
        who = self["contacts"].value() or [] if self.given_account else [self.given_contact.number]
        return self.answering.way(self["channel"].value(), who, self["text"].value() or "")

    @property
    def file_limits(self) -> str:
        return named_limits()

    @property
    def waiting_files(self):
        return waiting_files(self)

    @property
    def has_more(self) -> bool:
        """Whether something stands in the fields that are folded away."""
        names = ("subject", "on", "clock", "minutes")
        return bool(self.instance) or any(self[name].value() or self[name].errors for name in names)

    def clean(self):
        cleaned = super().clean()
        channel = cleaned.get("channel")
        is_note = channel == Interaction.Channel.NOTE
        cleaned["direction"] = "internal" if is_note else cleaned.get("direction") or "out"
        outcome = cleaned.get("outcome")
        if channel and outcome and outcome not in OUTCOMES[channel]:
            self.add_error("outcome", _("This outcome does not go with this channel. Choose another one."))
        elif not (cleaned.get("text") or cleaned.get("subject") or outcome) and "text" not in self.errors:
            self.add_error("text", _("Write what it was about, or choose an outcome."))
        self._clean_moment(cleaned)
        if cleaned.get("next_step"):
            self.clean_due(cleaned)
        return cleaned

    def _clean_moment(self, cleaned):
        """`at` is None for now, and for an edit that left day and time alone."""
        day, clock = cleaned.get("on"), cleaned.get("clock")
        cleaned["at"] = None
        if {"on", "clock"} & set(self.errors) or (
            self.instance and not {"on", "clock"} & set(self.changed_data)
        ):
            return
        if day or clock:
            now = timezone.localtime()
            moment = datetime.combine(day or now.date(), clock or now.time().replace(microsecond=0))
            cleaned["at"] = timezone.make_aware(moment)
            if cleaned["at"] > now + AHEAD:
                text = _("An interaction has happened already. For what is to come, write down a next step.")
                self.add_error("on", text)

    def clean_account(self):
        return account_in_use(self.cleaned_data["account"])

    @property
    def customer(self) -> Account:
        return self.given_account or self.cleaned_data["account"]

    @property
    def present(self) -> list[Contact]:
        return list(self.cleaned_data["contacts"]) if self.given_account else [self.given_contact]

    @property
    def written(self) -> dict:
        """The columns as they are to be."""
        cleaned = self.cleaned_data
        written = {name: cleaned[name] for name in TEXTS}
        return written | {"is_visible_to_customer": cleaned["seen_by"] == CUSTOMER}

    @property
    def promised(self) -> dict | None:
        """The next step that was agreed: done by whoever logs it, with the first who was there."""
        if not self.cleaned_data.get("next_step"):
            return None
        contact = self.present[0] if self.present else None
        due_on, reason = self.cleaned_data["due"], self.cleaned_data["next_step"]
        return {"reason": reason, "due_on": due_on, "owner": self.membership, "contact": contact}

    def apply(self) -> list[str]:
        """Put what was typed into the record that is edited; the names of what changed."""
        wanted = self.written | ({"at": self.cleaned_data["at"]} if self.cleaned_data["at"] else {})
        changed = [name for name, value in wanted.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, wanted[name])
        was = {contact.pk for contact in self.instance.contacts}
        return changed + (["contacts"] if was != {contact.pk for contact in self.present} else [])


def initial_of(instance) -> dict:
    at = timezone.localtime(instance.at)
    return {
        **{name: getattr(instance, name) for name in TEXTS},
        "seen_by": CUSTOMER if instance.is_visible_to_customer else INTERNAL,
        "on": at.date(),
        "clock": at.time(),
        "version": instance.version,
        "contacts": [contact.number for contact in instance.contacts],
    }


def waiting_files(form):
    """What was sent already and goes with this form."""
    numbers = getattr(form["files"].value(), "numbers", [])
    waiting = Attachment.objects.waiting_for(form.membership).kept()
    return waiting.filter(number__in=numbers).order_by("pk") if numbers else []
