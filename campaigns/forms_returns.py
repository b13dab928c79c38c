"""What a colleague enters about the return on campaigns."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models.credit import MOST_DAYS
from lib import formats
from lib.formfields import IntegerField, MoneyField
from lib.money import CURRENCIES
from workspaces.forms import currency_choices


class CostForm(forms.Form):
    amount_minor = MoneyField(
        required=False,
        label=_("What it cost"),
        help_text=_("An agency, pictures, vouchers. Leave it empty where it cost nothing."),
    )
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency"))

    def __init__(self, data=None, *, kept=None):
        usual = kept.currency if kept else formats.current().currency
        super().__init__(data, initial={"amount_minor": kept and kept.amount_minor, "currency": usual})
        chosen = (data or {}).get("currency") or usual
        self.fields["amount_minor"].currency = chosen if chosen in CURRENCIES else usual


class CreditRulesForm(forms.Form):
    click_days = IntegerField(
        min_value=0,
        max_value=MOST_DAYS,
        label=_("Days after a link was pressed"),
        help_text=_("A purchase of these days is put down to the campaign whose link was pressed last."),
    )
    received_days = IntegerField(
        min_value=0,
        max_value=MOST_DAYS,
        label=_("Days after it was received"),
        help_text=_("0: only who pressed a link counts."),
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.values()):
            self.add_error("click_days", _("One of both has to be a day at least."))
        return cleaned
