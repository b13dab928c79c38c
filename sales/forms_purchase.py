"""What a person may write about a purchase: the purchase, its lines, what became of it, what was paid back."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountNumberField, account_in_use, suggesting
from accounts.models import Account, Contact
from lib import formats
from lib.formfields import CleanCharField, DayField, FormTokenField, MoneyField, TypedNumberField
from lib.numbers import parse_number
from lib.numbers import plain as plain_number
from lib.text import fold
from sales.amounts import DiscountTooLarge, TooLarge, sum_of
from sales.forms_product import currency_in
from sales.models import Product, Purchase
from sales.models.purchase import (
    LONGEST_NOTE,
    LONGEST_REF,
    LONGEST_SOURCE,
    LONGEST_TEXT,
    QUANTITY_DIGITS,
    QUANTITY_PLACES,
)
from sales.pricing import Offer, Prices
from sales.product_typing import number_typed, product_typed, typed_as
from sales.purchasing import WRITTEN, Line
from workspaces.forms import currency_choices

MOST_LINES, BLANK_LINES = 100, 3
AHEAD, OLDEST = timedelta(days=366), timedelta(days=100 * 366)
LARGEST_QUANTITY = Decimal(10) ** (QUANTITY_DIGITS - QUANTITY_PLACES) - 1
Status = Purchase.Status


class QuantityField(TypedNumberField):
    """An exact number above nothing, with four decimals at most."""

    def parse(self, text):
        quantity = Decimal(parse_number(text))
        if not 0 < quantity <= LARGEST_QUANTITY:
            raise forms.ValidationError(_("Write a quantity above zero."))
        if quantity != round(quantity, QUANTITY_PLACES):
            raise forms.ValidationError(_("A quantity has four decimals at most."))
        return quantity

    def prepare_value(self, value):
        return formats.digits(plain_number(value)) if isinstance(value, Decimal) else value


class LineForm(forms.Form):
    """One line: a product of the catalogue (“12 · Coffee”) or a text of its own. An empty one is no line."""

    what = CleanCharField(required=False, max_length=LONGEST_TEXT, label=_("Item"))
    quantity = QuantityField(required=False, label=_("Quantity"))
    price = MoneyField(required=False, label=_("Unit price"))
    discount = MoneyField(required=False, label=_("Discount"))
    amount = MoneyField(required=False, label=_("Amount"))

    def __init__(self, data=None, *, currency, line=None, **kwargs):
        super().__init__(data, initial=initial_of_line(line) if line else {}, **kwargs)
        for name in ("price", "discount", "amount"):
            self.fields[name].currency = currency
        self.fields["what"].widget = suggesting("product-options")

    def offer_from(self, url, price_url=""):
        """Products are suggested from this address while somebody types, and what the chosen one costs is told."""
        self.price_url = price_url
        self.fields["what"].widget.attrs |= {
            "hx-get": url,
            "hx-target": "#product-options",
            "hx-trigger": "input changed delay:200ms",
            "hx-sync": "this:replace",
        }

    @property
    def what_id(self) -> str:
        return self["what"].auto_id

    @property
    def cells(self):
        """Each field with its box, which says whether it is wrong."""
        for name in self.fields:
            field = self[name]
            attrs = {"class": "form-control"}
            if field.errors:
                attrs = {"class": "form-control is-invalid", "aria-invalid": "true"}
                attrs["aria-describedby"] = f"{field.auto_id}-error"
            yield {"name": name, "field": field, "box": field.as_widget(attrs=attrs)}

    @property
    def is_blank(self) -> bool:
        return not any(self[name].value() for name in self.fields)

    def product(self, products: dict[int, Product], standing=None) -> Product | None:
        """The product that is meant; `standing` is the line that was here, whose product may have another name now."""
        found, kept = product_typed(self.typed, products), standing and standing.product
        return found or (kept if kept and fold(typed_as(kept)) == fold(self.typed) else None)

    @property
    def typed(self) -> str:
        return self.cleaned_data.get("what") or ""

    @property
    def number_typed(self) -> int | None:
        return number_typed(self.typed)

    def line(self, product: Product | None, offer: Offer | None, standing=None) -> Line | None:
        """What was typed as a line; errors are told at their fields. Without a price it costs what is offered."""
        typed = self.cleaned_data
        price, amount, discount = typed["price"], typed["amount"], typed["discount"] or 0
        if not typed["what"]:
            self.add_error("what", _("Write what was bought."))
            return None
        if price is None and amount is None and offer is not None:
            price = offer.price_minor
        if price is None and amount is None:
            self.add_error("price", _("Write the price."))
            return None
        if price is None and discount:
            self.add_error("price", _("Write the price that the discount is off."))
            return None
        line = Line(
            text=product.name if product else typed["what"],
            quantity=typed["quantity"] or Decimal(1),
            unit_price_minor=price,
            discount_minor=discount,
            product=product,
            total_minor=amount if price is None else None,
            price_list=list_of(product, price, offer, standing),
        )
        return self._checked(line, amount)

    def _checked(self, line: Line, amount: int | None) -> Line | None:
        try:
            comes_to = line.amount_minor
        except DiscountTooLarge:
            self.add_error("discount", _("The discount is more than the line."))
            return None
        except TooLarge:
            self.add_error("price", _("This amount is too large."))
            return None
        if amount is not None and amount != comes_to and "amount" in self.changed_data:
            shown = formats.money(comes_to, self.fields["amount"].currency)
            self.add_error("amount", _("It comes to %(amount)s. Leave this empty.") % {"amount": shown})
        return line


def list_of(product, price: int | None, offer: Offer | None, standing):
    """The list from which a price came: what stood in the line stays, whatever became of the list since."""
    if product is None or price is None:
        return None
    if standing and (standing.product_id, standing.unit_price_minor) == (product.pk, price):
        return standing.price_list
    return offer.price_list if offer and offer.price_minor == price else None


def initial_of_line(line) -> dict:
    known = line.unit_price_minor is not None
    return {
        "what": typed_as(line.product) if line.product else line.text,
        "quantity": Decimal(line.quantity),
        "price": line.unit_price_minor,
        "discount": line.discount_minor or None,
        "amount": None if known else line.total_minor,
    }


class PurchaseForm(forms.Form):
    """Of `account`, or of one that is chosen; `instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    account = AccountNumberField(label=_("Account"))
    contact = forms.ModelChoiceField(
        Contact.across_workspaces.none(),
        to_field_name="number",
        required=False,
        empty_label=_("Nobody in particular"),
        label=_("Who ordered"),
    )
    ordered_on = DayField(label=_("Ordered on"))
    status = forms.ChoiceField(
        choices=[each for each in Status.choices if each[0] != Status.REFUNDED],
        initial=Status.ORDERED,
        label=_("Status"),
    )
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency"))
    external_ref = CleanCharField(
        required=False,
        max_length=LONGEST_REF,
        label=_("Reference"),
        help_text=_("The number of the order or invoice in another system."),
    )
    source = CleanCharField(
        required=False, max_length=LONGEST_SOURCE, label=_("System the reference is from")
    )
    note = CleanCharField(
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("Note"),
    )

    def __init__(self, data=None, *, membership, account=None, instance=None, **kwargs):
        self.instance = instance
        self.given_account = instance.account if instance else account
        initial = {"ordered_on": timezone.localdate(), "currency": formats.current().currency}
        if instance is not None:
            initial |= {name: getattr(instance, name) for name in WRITTEN} | {"version": instance.version}
            initial["contact"] = instance.contact.number if instance.contact else None
        super().__init__(data, initial=initial, **kwargs)
        if instance is not None:
            del self.fields["status"]
        if self.given_account is not None:
            del self.fields["account"]
            self.fields["contact"].queryset = contacts_of(self.given_account, instance)
        else:
            self.fields["account"].visible = Account.objects.visible_to(membership)
            del self.fields["contact"]
        self.line_forms = self._line_forms(data)

    @cached_property
    def standing(self) -> list:
        return list(self.instance.lines.select_related("product", "price_list")) if self.instance else []

    @property
    def amounts_currency(self) -> str:
        return currency_in(self.data, fallback=self.instance.currency if self.instance else "")

    def _line_forms(self, data) -> list[LineForm]:
        asked = (data or {}).get("lines", "")
        count = len(self.standing) + BLANK_LINES
        if asked.isascii() and asked.isdigit() and len(asked) < 4:
            count = int(asked)
        if data and "more" in data:
            count += BLANK_LINES
        return [
            LineForm(
                data,
                prefix=f"line-{place}",
                currency=self.amounts_currency,
                line=self.standing[place] if place < len(self.standing) else None,
            )
            for place in range(min(max(count, 1), MOST_LINES))
        ]

    def clean_account(self):
        return account_in_use(self.cleaned_data["account"])

    def clean_ordered_on(self):
        day, today = self.cleaned_data["ordered_on"], timezone.localdate()
        if not today - OLDEST <= day <= today + AHEAD:
            raise forms.ValidationError(_("Check the day: it is too far from today."))
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("external_ref"):
            self._check_reference(cleaned)
        self.lines = self._typed_lines(cleaned)
        if not self.lines and not self.errors and not self.has_wrong_lines:
            self.add_error(None, _("Write at least one line: what was bought, and its price."))
        try:
            sum_of(line.amount_minor for line in self.lines)
        except TooLarge:
            self.add_error(None, _("This amount is too large."))
        return cleaned

    def _check_reference(self, cleaned):
        same = Purchase.objects.filter(
            source=cleaned.get("source") or "", external_ref=cleaned["external_ref"]
        )
        same = same.exclude(pk=self.instance.pk) if self.instance else same
        held = same.first()
        if held is not None and str(held.form_token) != self.data.get("form_token"):
            text = _("A purchase has this reference already: %(name)s.")
            self.add_error("external_ref", text % {"name": formats.isolated(held.name)})

    def _typed_lines(self, cleaned) -> list[Line]:
        typed = [form for form in self.line_forms if not form.is_blank]
        good = [form for form in typed if form.is_valid()]
        numbers = {form.number_typed for form in good} - {None}
        products = (
            {each.number: each for each in Product.objects.filter(number__in=numbers)} if numbers else {}
        )
        account = cleaned.get("account") or self.given_account
        standing = {form: self._standing_at(form) for form in good}
        meant = {form: form.product(products, standing[form]) for form in good}
        prices = Prices(
            account, on=cleaned.get("ordered_on") or timezone.localdate(), currency=self.amounts_currency
        )
        offers = prices.of(product for product in meant.values() if product)
        lines = [
            form.line(meant[form], meant[form] and offers.get(meant[form].pk), standing[form])
            for form in good
        ]
        self.has_wrong_lines = any(form.errors for form in typed)
        if self.has_wrong_lines:
            self.add_error(None, _("Some lines cannot be kept as they are: see what is said at them."))
        return [line for line in lines if line is not None]

    def _standing_at(self, form):
        """The line that stood in this place before."""
        place = self.line_forms.index(form)
        return self.standing[place] if place < len(self.standing) else None

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in WRITTEN if name in self.fields}

    def apply(self) -> list[str]:
        """Put what was typed into the purchase that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed

    @property
    def changed_lines(self) -> list[Line] | None:
        """The lines as they are now; None where they are what they were."""
        now = [line.columns for line in self.lines]
        return self.lines if now != [columns_of(each) for each in self.standing] else None


def columns_of(line) -> dict:
    return {name: getattr(line, name) for name in Line(text="").columns}


class PriceAsked(forms.Form):
    """For whom, when and in which currency a price is asked for; what says nothing is left out of account."""

    account = AccountNumberField(required=False)
    ordered_on = DayField(required=False)

    def __init__(self, data=None, *, membership, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["account"].visible = Account.objects.visible_to(membership)

    @property
    def currency(self) -> str:
        return currency_in(self.data)

    @property
    def prices(self) -> Prices:
        self.is_valid()
        day = self.cleaned_data.get("ordered_on") or timezone.localdate()
        return Prices(self.cleaned_data.get("account"), on=day, currency=self.currency)


def contacts_of(account, instance=None):
    """Who works there, and who ordered it although gone since."""
    at = Contact.objects.filter(positions__account=account)
    kept = [instance.contact_id] if instance and instance.contact_id else []
    return (at | Contact.objects.filter(pk__in=kept)).distinct().order_by("name_fold")


class StatusForm(forms.Form):
    status = forms.ChoiceField(
        choices=[each for each in Status.choices if each[0] != Status.REFUNDED], label=_("Status")
    )
    reason = CleanCharField(required=False, max_length=300, label=_("Reason"))


class RefundForm(forms.Form):
    form_token = FormTokenField()
    amount = MoneyField(label=_("Amount"))
    reason = CleanCharField(required=False, max_length=300, label=_("Reason"))

    def __init__(self, data=None, *, purchase, **kwargs):
        super().__init__(data, initial={"amount": purchase.left_minor}, **kwargs)
        self.purchase = purchase
        self.fields["amount"].currency = purchase.currency

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Write how much was paid back."))
        return amount
