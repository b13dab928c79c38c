"""What a person may say of a rule for earning points, and what a purchase is said to be when it is tried out."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.assignment.forms import PlaceField, any_of
from accounts.forms import AccountNumberField, suggesting
from accounts.models import Account, Industry, Region
from lib import formats
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField, MoneyField
from loyalty.models.rule import (
    LONGEST_CATEGORY,
    MOST_POINTS_OF_A_RULE,
    OF_PURCHASES,
    ROUNDINGS,
    SAID,
    EarnRule,
    Period,
    RuleVersion,
    Trigger,
)
from loyalty.sale import Sale, SaleLine
from sales.amounts import LARGEST
from sales.forms_product import currency_in
from sales.models import Product
from sales.product_typing import LONGEST_TYPED, number_typed, product_typed, typed_as
from workspaces.forms import currency_choices

NAMES = ("name_ar", "name_en")


class TypedProductField(CleanCharField):
    """A product of the catalogue as it is typed: “12 · Coffee”."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=LONGEST_TYPED, required=False, widget=suggesting("product-options"), **kwargs
        )

    def offer_from(self, url):
        self.widget.attrs |= {
            "hx-get": url,
            "hx-target": "#product-options",
            "hx-trigger": "input changed delay:200ms",
            "hx-sync": "this:replace",
        }

    def prepare_value(self, value):
        return typed_as(value) if isinstance(value, Product) else value

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        known = Product.objects.filter(number=number_typed(typed) or 0)
        found = product_typed(typed, {each.number: each for each in known})
        if found is None:
            raise forms.ValidationError(_("Choose a product of the catalogue: write its number and name."))
        return found


class RuleForm(forms.Form):
    """`instance` is edited; what its newest version says stands in the fields."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_ar = CleanCharField(required=False, max_length=200, label=_("Name in Arabic"))
    name_en = CleanCharField(required=False, max_length=200, label=_("Name in English"))
    trigger = forms.ChoiceField(choices=Trigger, label=_("Points are for"))
    points = IntegerField(min_value=1, max_value=MOST_POINTS_OF_A_RULE, label=_("Points"))
    step_minor = MoneyField(
        required=False,
        label=_("For every"),
        help_text=_("This much money. Empty: for each purchase, or for each unit of a product."),
    )
    currency = forms.ChoiceField(
        required=False, choices=lambda: [("", _("Any currency")), *currency_choices()], label=_("Currency")
    )
    rounding = forms.ChoiceField(
        choices=[(value.value, label) for value, label in ROUNDINGS], label=_("Rounding")
    )
    least_minor = MoneyField(required=False, label=_("Only purchases of at least"))
    product = TypedProductField(label=_("Product"))
    category = CleanCharField(
        required=False, max_length=LONGEST_CATEGORY, label=_("or a category of products")
    )
    is_hijri = forms.BooleanField(required=False, label=_("By the Hijri calendar"))
    starts_on = DayField(required=False, label=_("Holds from"))
    ends_on = DayField(
        required=False, label=_("Holds until"), help_text=_("Its last day. Left empty it has no end.")
    )
    cap_points = IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        label=_("At most for one customer"),
        help_text=_("Points that this rule gives. Left empty there is no limit."),
    )
    cap_period = forms.ChoiceField(
        required=False, choices=[("", "—"), *Period.choices], label=_("In this time")
    )
    tier = any_of(Account.Tier.choices, _("Tier"))
    management_type = any_of(Account.ManagementType.choices, _("Management type"))
    industry = PlaceField(Industry, label=_("Industry"))
    region = PlaceField(Region, label=_("Region"))
    counts_for_tiers = forms.BooleanField(required=False, label=_("Counts for loyalty tiers"))

    def __init__(
        self, data=None, *, instance: EarnRule | None = None, newest: RuleVersion | None = None, **kwargs
    ):
        self.instance = instance
        initial = {
            "currency": formats.current().currency, "starts_on": timezone.localdate(), "counts_for_tiers": True,
        }  # fmt: skip
        if instance is not None:
            initial = {name: getattr(instance, name) for name in (*NAMES, "version")}
            initial |= {name: getattr(newest, name) for name in SAID}
        super().__init__(data, initial=initial, **kwargs)
        currency = currency_in(self.data, fallback=initial["currency"]) if data else initial["currency"]
        for name in ("step_minor", "least_minor"):
            self.fields[name].currency = currency

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("name_ar") or cleaned.get("name_en")) and not {*NAMES} & {*self.errors}:
            self.add_error("name_ar", _("Write a name in Arabic, in English or in both."))
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It cannot end before it begins."))
        if (
            bool(cleaned.get("cap_points")) != bool(cleaned.get("cap_period"))
            and "cap_points" not in self.errors
        ):
            missing = "cap_period" if cleaned.get("cap_points") else "cap_points"
            self.add_error(missing, _("A limit needs both: how many points, and in which time."))
        self._clean_for_trigger(cleaned)
        return cleaned

    def _clean_for_trigger(self, cleaned):
        """What the trigger does not ask for is left out; what it needs has to be there."""
        trigger = cleaned.get("trigger")
        if trigger not in OF_PURCHASES:
            cleaned |= {"currency": "", "step_minor": None, "least_minor": None}
        if trigger != Trigger.PRODUCT:
            cleaned |= {"product": None, "category": ""}
        if trigger == Trigger.PURCHASE:
            cleaned["step_minor"] = None
        if trigger not in (Trigger.BIRTHDAY, Trigger.ANNIVERSARY):
            cleaned["is_hijri"] = False
        if trigger == Trigger.MONEY and not cleaned.get("step_minor") and "step_minor" not in self.errors:
            self.add_error("step_minor", _("Write for how much money the points are."))
        for name in ("step_minor", "least_minor"):
            amount = cleaned.get(name)
            if amount is not None and not 0 < amount <= LARGEST:
                self.add_error(name, _("Write an amount above zero."))
            elif amount and not cleaned.get("currency") and "currency" not in self.errors:
                self.add_error("currency", _("An amount needs its currency."))
        if trigger == Trigger.PRODUCT and not {"product", "category"} & {*self.errors}:
            if not (cleaned.get("product") or cleaned.get("category")):
                self.add_error("product", _("Choose a product or write a category."))
            elif cleaned.get("product") and cleaned.get("category"):
                self.add_error("category", _("Choose a product or a category, one of the two."))

    @property
    def names(self) -> dict:
        return {name: self.cleaned_data[name] for name in NAMES}

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in SAID}

    def apply(self) -> list[str]:
        changed = [name for name, value in self.names.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.names[name])
        return changed


class TrialForm(forms.Form):
    """A purchase that is not kept: what it would earn."""

    amount = MoneyField(label=_("Amount"))
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency"))
    day = DayField(required=False, label=_("Day"))
    account = AccountNumberField(required=False, label=_("Customer"))
    product = TypedProductField(label=_("Product"))

    def __init__(self, data=None, *, membership, **kwargs):
        initial = {"currency": formats.current().currency, "day": timezone.localdate()}
        super().__init__(data, initial=initial, **kwargs)
        self.fields["account"].visible = Account.objects.visible_to(membership)
        self.fields["amount"].currency = currency_in(self.data)

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if amount is not None and not 0 < amount <= LARGEST:
            raise forms.ValidationError(_("Write an amount above zero."))
        return amount

    @property
    def sale(self) -> Sale:
        given = self.cleaned_data
        product = given["product"]
        line = SaleLine(
            given["amount"], Decimal(1), product.pk if product else None, product.category if product else ""
        )
        day = given["day"] or timezone.localdate()
        return Sale(day=day, currency=given["currency"], total_minor=given["amount"], lines=[line])
