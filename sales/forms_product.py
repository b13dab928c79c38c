"""What a person may write about a product."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formfields import CleanCharField, FormTokenField, MoneyField
from lib.money import CURRENCIES
from lib.text import typed_number
from sales.models import Product
from workspaces.forms import currency_choices

WRITTEN = ("name_ar", "name_en", "sku", "category", "unit", "currency", "price_minor")


class SkuField(CleanCharField):
    """A code: Latin digits, whichever were typed."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": 60, "widget": widget, **kwargs})

    def to_python(self, value):
        return typed_number(super().to_python(value))


def currency_in(data, prefix: str = "", fallback: str = "") -> str:
    """The currency that a form says, for its amounts; what is none is told at its own field."""
    typed = (data or {}).get(f"{prefix}currency", "")
    return typed if typed in CURRENCIES else fallback or formats.current().currency


class ProductForm(forms.Form):
    """`instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_ar = CleanCharField(
        required=False,
        max_length=200,
        label=_("Name in Arabic"),
        widget=forms.TextInput(attrs={"data-first": "", "dir": "auto"}),
    )
    name_en = CleanCharField(required=False, max_length=200, label=_("Name in English"))
    sku = SkuField(label=_("SKU"))
    category = CleanCharField(
        required=False,
        max_length=80,
        label=_("Category"),
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off", "dir": "auto"}),
    )
    unit = CleanCharField(
        required=False, max_length=30, label=_("Unit"), help_text=_("Such as piece, carton, hour.")
    )
    price_minor = MoneyField(label=_("Price of one unit"))
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency"))

    def __init__(self, data=None, *, instance=None, **kwargs):
        self.instance = instance
        initial = {name: getattr(instance, name) for name in (*WRITTEN, "version")} if instance else {}
        super().__init__(data, initial={"currency": formats.current().currency, **initial}, **kwargs)
        kept = instance.currency if instance else ""
        self.fields["price_minor"].currency = currency_in(data, fallback=kept)

    def clean_sku(self):
        sku = self.cleaned_data["sku"]
        others = Product.objects.exclude(pk=self.instance.pk) if self.instance else Product.objects.all()
        # A form that was sent before is told so by what it made.
        token = self.data.get("form_token") or None
        held = others.filter(sku=sku).first() if sku else None
        if held is not None and str(held.form_token) != token:
            raise forms.ValidationError(
                _("Another product has this SKU: %(name)s."), params={"name": formats.isolated(held.name)}
            )
        return sku

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("name_ar") or cleaned.get("name_en")) and not {"name_ar", "name_en"} & set(
            self.errors
        ):
            self.add_error("name_ar", _("Write a name, in Arabic or in English."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def apply(self) -> list[str]:
        """Put what was typed into the product that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed
