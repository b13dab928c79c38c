"""What a person may write into a price list: the list, a price in it, a customer it was agreed with."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.assignment.forms import PlaceField, any_of
from accounts.forms import AccountNumberField, account_in_use, suggesting
from accounts.models import Account, Industry, Region
from lib import formats
from lib.formfields import CleanCharField, DayField, FormTokenField, MoneyField, TypedNumberField
from lib.numbers import parse_number, plain
from sales.forms_purchase import OLDEST
from sales.models import PriceList, Product
from sales.models.price_list import CONDITIONS, LARGEST_PERCENT, LONGEST_REASON
from sales.price_lists import Said, next_year, renamed_for_next_year
from sales.product_typing import LONGEST_TYPED, number_typed, product_typed
from workspaces.forms import currency_choices

Audience = PriceList.Audience
NAMES = ("name_ar", "name_en")
WRITTEN = (*NAMES, "currency", "from_on", "until_on", "reason", "percent_off", "audience", *CONDITIONS)


class PercentField(TypedNumberField):
    """More than nothing and a hundred at most, with two decimals."""

    def parse(self, text):
        percent = Decimal(parse_number(text.replace("%", "").replace("٪", "")))
        if not 0 < percent <= LARGEST_PERCENT or percent != round(percent, 2):
            raise forms.ValidationError(
                _("Write a percentage above zero, 100 at most, with two decimals at most.")
            )
        return percent

    def prepare_value(self, value):
        return formats.digits(plain(value)) if isinstance(value, Decimal) else value


class PriceListForm(forms.Form):
    """`instance` is edited; of a `source` it is a copy for the time after it."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_ar = CleanCharField(required=False, max_length=200, label=_("Name in Arabic"))
    name_en = CleanCharField(required=False, max_length=200, label=_("Name in English"))
    from_on = DayField(label=_("Holds from"))
    until_on = DayField(
        required=False, label=_("Holds until"), help_text=_("Its last day. Left empty it has no end.")
    )
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency"))
    percent_off = PercentField(
        required=False,
        label=_("Per cent off everything else"),
        help_text=_("Off the catalogue, for every product that has no price of its own in this list."),
    )
    audience = forms.ChoiceField(
        choices=Audience, initial=Audience.CHOSEN, widget=forms.RadioSelect, label=_("For whom")
    )
    tier = any_of(Account.Tier.choices, _("Tier"))
    management_type = any_of(Account.ManagementType.choices, _("Management type"))
    industry = PlaceField(Industry, label=_("Industry"))
    region = PlaceField(Region, label=_("Region"))
    reason = CleanCharField(
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Reason and notes"),
    )

    def __init__(self, data=None, *, instance=None, source=None, **kwargs):
        self.instance = instance
        initial = {"currency": formats.current().currency, "from_on": timezone.localdate()}
        if instance or source:
            initial |= {name: getattr(instance or source, name) for name in WRITTEN}
        if instance:
            initial["version"] = instance.version
        elif source:
            year = source.from_on.year
            initial |= {name: next_year(getattr(source, name)) for name in ("from_on", "until_on")}
            initial |= {name: renamed_for_next_year(getattr(source, name), year) for name in NAMES}
        super().__init__(data, initial=initial, **kwargs)
        self.fields["name_ar"].widget.attrs |= {"data-first": ""}

    def clean_from_on(self):
        day = self.cleaned_data["from_on"]
        if abs(day - timezone.localdate()) > OLDEST:
            raise forms.ValidationError(_("Check the day: it is too far from today."))
        return day

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("name_ar") or cleaned.get("name_en")) and not {*NAMES} & {*self.errors}:
            self.add_error("name_ar", _("Write a name, in Arabic or in English."))
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("It cannot end before it begins."))
        if cleaned.get("audience") != Audience.GROUP:
            cleaned |= {"tier": "", "management_type": "", "industry": None, "region": None}
        elif not any(cleaned.get(name) for name in CONDITIONS) and not {*CONDITIONS} & {*self.errors}:
            self.add_error("audience", _("Say what the customers of the group have in common."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def apply(self) -> list[str]:
        """Put what was typed into the list that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed


class SaidForm(forms.Form):
    """What a list says of one product: a price or a percentage, one of the two."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    price_minor = MoneyField(required=False, label=_("Price of one unit"))
    percent_off = PercentField(required=False, label=_("or per cent off the catalogue"))

    def __init__(self, data=None, *, currency, item=None, **kwargs):
        names = ("price_minor", "percent_off", "version")
        super().__init__(
            data, initial={name: getattr(item, name) for name in names} if item else {}, **kwargs
        )
        self.fields["price_minor"].currency = currency

    def clean(self):
        cleaned = super().clean()
        price, percent = cleaned.get("price_minor"), cleaned.get("percent_off")
        if not self.errors and (price is None) == (percent is None):
            self.add_error("price_minor", _("Write a price or a percentage, one of the two."))
        return cleaned

    @property
    def said(self) -> Said:
        return Said(self.cleaned_data["price_minor"], self.cleaned_data["percent_off"])


class ItemForm(SaidForm):
    """The same of a product that is chosen as in the lines of a purchase: “12 · Coffee”, or by its SKU."""

    what = CleanCharField(max_length=LONGEST_TYPED, label=_("Product"))

    field_order = ("what", "price_minor", "percent_off")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="item", **kwargs)
        del self.fields["version"]
        self.fields["what"].widget = suggesting("product-options")

    def clean_what(self):
        typed = self.cleaned_data["what"]
        number = number_typed(typed)
        known = {each.number: each for each in Product.objects.filter(number=number)} if number else {}
        found = product_typed(typed, known) or Product.objects.filter(sku=typed).first()
        if found is None:
            raise forms.ValidationError(_("No product has this name or SKU. Choose one from the list."))
        self.product = found
        return typed


class AgreedForm(forms.Form):
    """A customer for whom a list is, alone or with its branches."""

    account = AccountNumberField(label=_("Account"))
    with_branches = forms.BooleanField(required=False, label=_("With all its branches"))

    def __init__(self, data=None, *, membership, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["account"].visible = Account.objects.visible_to(membership)

    def clean_account(self):
        return account_in_use(self.cleaned_data["account"])
