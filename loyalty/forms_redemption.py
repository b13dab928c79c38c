"""What a person may write about a redemption and a voucher."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib import formats
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField, MoneyField
from lib.money import CURRENCIES
from loyalty.models import Redemption
from loyalty.models.redemption import LONGEST_REASON
from loyalty.vouchers import USUAL_DAYS
from sales.models import Purchase
from workspaces.forms import currency_choices

MOST_PURCHASES = 30
WAYS = (
    (Redemption.State.FULFILLED, _("Hand over now")),
    (Redemption.State.CAPTURED, _("Take the points now, hand over later")),
    (Redemption.State.HELD, _("Keep it until it is collected")),
)


class RedeemForm(forms.Form):
    """What is confirmed at the counter."""

    form_token = FormTokenField()
    reward = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        choices=WAYS,
        initial=Redemption.State.FULFILLED,
        required=False,
        widget=forms.RadioSelect,
        label=_("How"),
    )

    @property
    def chosen_way(self) -> str:
        return self.cleaned_data["way"] or Redemption.State.FULFILLED


def why(**more):
    return CleanCharField(
        max_length=LONGEST_REASON, label=_("Why?"), widget=forms.Textarea(attrs={"rows": 3}), **more
    )


class ReasonForm(forms.Form):
    reason = why()


class RefundForm(forms.Form):
    reason = why()
    puts_back = forms.BooleanField(
        required=False, label=_("The piece came back and can be given to somebody else")
    )


class VoucherForm(forms.Form):
    """A voucher that is given by hand."""

    form_token = FormTokenField()
    amount_minor = MoneyField(required=False, label=_("Amount of the voucher"))
    percent = IntegerField(required=False, min_value=1, max_value=100, label=_("Or per cent of a purchase"))
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency"))
    least_minor = MoneyField(required=False, label=_("Smallest purchase"))
    valid_until = DayField(label=pgettext_lazy("voucher", "Valid until"))
    text = CleanCharField(max_length=LONGEST_REASON, label=pgettext_lazy("voucher", "What it is for"))

    def __init__(self, data=None):
        own = formats.current().currency
        until = timezone.localdate() + timedelta(days=USUAL_DAYS)
        super().__init__(data, initial={"currency": own, "valid_until": until})
        chosen = (data or {}).get("currency") or own
        for name in ("amount_minor", "least_minor"):
            self.fields[name].currency = chosen if chosen in CURRENCIES else own

    def clean_valid_until(self):
        day = self.cleaned_data["valid_until"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day

    def clean(self):
        cleaned = super().clean()
        if not {"amount_minor", "percent"} & set(self.errors):
            amount, percent = cleaned.get("amount_minor"), cleaned.get("percent")
            if not amount and not percent:
                self.add_error("amount_minor", _("Write an amount above zero, or a per cent."))
            elif amount and percent:
                self.add_error("percent", _("Write the amount or the per cent, not both."))
        return cleaned

    @property
    def written(self) -> dict:
        given = self.cleaned_data
        return {
            "amount_minor": given["amount_minor"] or None,
            "percent": given["percent"],
            "currency": given["currency"],
            "least_minor": given["least_minor"] or 0,
            "valid_until": given["valid_until"],
            "text": given["text"],
        }


class PurchaseChoice(forms.ModelChoiceField):
    def label_from_instance(self, purchase):
        worth = formats.money(purchase.total_minor, purchase.currency)
        return f"{purchase.name} · {formats.day(purchase.ordered_on)} · {worth}"


class UseForm(forms.Form):
    """At which purchase of its customer a voucher is used."""

    purchase = PurchaseChoice(queryset=None, to_field_name="number", label=_("Purchase"), empty_label=None)

    def __init__(self, data=None, *, voucher):
        super().__init__(data)
        rows = Purchase.objects.filter(account=voucher.account_id, archived_at=None)
        recent = rows.exclude(status__in=Purchase.UNCOUNTED).order_by("-ordered_on", "-pk")
        keys = list(recent.values_list("pk", flat=True)[:MOST_PURCHASES])
        self.fields["purchase"].queryset = Purchase.objects.filter(pk__in=keys).order_by("-ordered_on", "-pk")

    def offered(self) -> int:
        return self.fields["purchase"].queryset.count()
