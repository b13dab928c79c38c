"""What a person may write about an opportunity: on its page, when it is won or lost, and what comes next."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from accounts.models import Account
from interactions.due import FURTHEST, DueFields
from interactions.formfields import contacts_at
from interactions.promising import ContactField
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField, MoneyField
from lib.money import CURRENCIES
from lib.places import NOTHING_CHOSEN
from sales.models import LostReason, Opportunity, OpportunityStage, Product
from sales.models.opportunity import WRITTEN
from sales.models.stage import HUNDRED
from workspaces.forms import currency_choices

USUAL_DAYS = 30


class ListedField(forms.ChoiceField):
    """An entry of a short list of the workspace, by its number; read once, by whoever makes the form."""

    def offer(self, entries, *, empty=""):
        self.offered = {str(each.number): each for each in entries}
        first = [("", empty)] if empty else []
        self.choices = first + [(number, each.name) for number, each in self.offered.items()]
        return self

    def clean(self, value):
        return self.offered.get(super().clean(value))


class ProductField(forms.ModelChoiceField):
    """One product of the catalogue, by number."""

    def __init__(self, **kwargs):
        none = Product.across_workspaces.none()
        super().__init__(none, to_field_name="number", required=False, empty_label="—", **kwargs)

    def offer(self, *, kept=None):
        """Those in use, and `kept` (an id) although it may have been archived."""
        in_use = Product.objects.in_use()
        self.queryset = (in_use | Product.objects.filter(pk=kept) if kept else in_use).order_by("name_fold")


class NextStepFields(DueFields):
    next_step = CleanCharField(
        required=False,
        max_length=300,
        label=_("Next step"),
        widget=forms.TextInput(attrs={"placeholder": _("What is to be done next?"), "autocomplete": "off"}),
    )

    def promised(self, owner) -> dict | None:
        cleaned = self.cleaned_data
        if not cleaned.get("next_step"):
            return None
        return {"reason": cleaned["next_step"], "due_on": cleaned["due"], "owner": owner}


class OpportunityForm(NextStepFields):
    """Over an account; `instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = CleanCharField(
        max_length=200,
        label=_("What may be sold?"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-first": ""}),
    )
    kind = forms.ChoiceField(
        choices=Opportunity.Kind, widget=forms.RadioSelect, initial="new", label=_("Kind")
    )
    product = ProductField(label=_("Product"))
    stage = ListedField(label=_("Stage"))
    amount_minor = MoneyField(required=False, label=_("Amount"))
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency"))
    expected_on = DayField(label=_("Expected close"))
    probability = IntegerField(
        required=False,
        min_value=0,
        max_value=HUNDRED,
        label=_("Probability in percent"),
        help_text=_("Left empty it is the probability of its stage."),
    )
    owner = MemberField(label=_("Who looks after it"), empty_label=None)
    contact = ContactField(label=_("Contact"))
    source = forms.ChoiceField(
        choices=[NOTHING_CHOSEN, *Account.Source.choices], required=False, label=_("Source")
    )
    competitors = CleanCharField(required=False, max_length=300, label=_("Competitors"))
    description = CleanCharField(
        required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 4}), label=_("Description")
    )

    def __init__(self, data=None, *, membership, account, instance=None, **kwargs):
        self.membership, self.about, self.instance = membership, account, instance
        initial = {**beginning_of(account, membership), **(initial_of(instance) if instance else {})}
        super().__init__(data, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        if instance is None:
            stages = [each for each in OpportunityStage.objects.offered() if each.is_open]
            self.fields["stage"].offer(stages)
        else:
            for name in ("stage", "next_step", "due_when", "due_on"):
                del self.fields[name]
        self.fields["owner"].offering(kept=instance.owner_id if instance else None)
        self.fields["product"].offer(kept=instance.product_id if instance else None)
        also = [instance.contact_id] if instance and instance.contact_id else []
        self.fields["contact"].queryset = contacts_at(account, also=also)
        chosen = (data or {}).get("currency") or self.initial["currency"]
        self.fields["amount_minor"].currency = chosen if chosen in CURRENCIES else self.initial["currency"]

    def clean_expected_on(self):
        day = self.cleaned_data["expected_on"]
        if not abs(day - timezone.localdate()) < FURTHEST:
            raise forms.ValidationError(_("This day is too far away. Check the year."))
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("next_step"):
            self.clean_due(cleaned)
        return cleaned

    @property
    def written(self) -> dict:
        cleaned = self.cleaned_data
        written = {name: cleaned[name] for name in WRITTEN if name in cleaned}
        if cleaned["probability"] is None:  # its stage says it
            del written["probability"]
        written["has_own_probability"] = cleaned["probability"] is not None
        return written | {"amount_minor": cleaned["amount_minor"] or 0}

    def apply(self) -> list[str]:
        """Put what was typed into the opportunity that is edited; the names of what changed."""
        found = self.instance
        changed = [name for name, value in self.written.items() if getattr(found, name) != value]
        for name in changed:
            setattr(found, name, self.written[name])
        return changed


def beginning_of(account, membership) -> dict:
    """What is guessed before anybody has written anything."""
    return {
        "owner": account.owner or membership,
        "currency": account.currency or membership.workspace.currency,
        "expected_on": timezone.localdate() + timedelta(days=USUAL_DAYS),
    }


def initial_of(instance) -> dict:
    names = (
        "name",
        "kind",
        "product",
        "amount_minor",
        "currency",
        "expected_on",
        "owner",
        "contact",
        "source",
    )
    return {
        **{name: getattr(instance, name) for name in (*names, "competitors", "description", "version")},
        "probability": instance.probability if instance.has_own_probability else None,
    }


class StepForm(NextStepFields):
    """What comes next for an opportunity."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["next_step"].required = True

    def clean(self):
        cleaned = super().clean()
        self.clean_due(cleaned)
        return cleaned


class WinForm(forms.Form):
    """What it was sold for in the end."""

    amount_minor = MoneyField(required=False, label=_("Amount"))
    has_purchase = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Enter it among the purchases of the customer"),
        help_text=_("As one line, ordered today; lines and days can be changed there."),
    )

    def __init__(self, data=None, *, opportunity, **kwargs):
        super().__init__(data, initial={"amount_minor": opportunity.amount_minor}, **kwargs)
        self.fields["amount_minor"].currency = opportunity.currency


class LossForm(forms.Form):
    """Why it came to nothing: what a workspace learns most from."""

    reason = ListedField(label=_("Reason for the loss"))
    note = CleanCharField(
        required=False,
        max_length=500,
        label=_("What was learnt"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["reason"].offer(LostReason.objects.offered(), empty=_("Choose one"))


class ListedForm(forms.Form):
    """An entry of a short list, in both languages; one of them is enough."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_ar = CleanCharField(required=False, max_length=80, label=_("Name in Arabic"))
    name_en = CleanCharField(required=False, max_length=80, label=_("Name in English"))
    probability = IntegerField(min_value=0, max_value=HUNDRED, initial=10, label=_("Probability in percent"))

    def __init__(self, data=None, *, model=LostReason, instance=None):
        self.instance = instance
        names = ("name_ar", "name_en", "version", *(("probability",) if model is OpportunityStage else ()))
        super().__init__(data, initial={name: getattr(instance, name) for name in names} if instance else {})
        if model is not OpportunityStage or (instance and not instance.is_open):
            del self.fields["probability"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["name_ar"] and not cleaned["name_en"]:
            self.add_error("name_ar", _("Write a name in Arabic, in English or in both."))
        return cleaned

    @property
    def written(self) -> dict:
        names = ("name_ar", "name_en", "probability")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def apply(self) -> list[str]:
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed
