"""What a person may write about a reward: itself, and its stock."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField, MoneyField
from lib.money import CURRENCIES
from loyalty.models import LoyaltyTier, Reward
from loyalty.models.reward import (
    LONGEST_DESCRIPTION,
    MOST_COST,
    MOST_STOCK,
    MOST_TIMES,
    MOST_VOUCHER_DAYS,
    OF_A_VOUCHER,
)
from timeline.attaching import MOST_BYTES
from workspaces.forms import currency_choices

LONGEST_NOTE = 200
WRITTEN = (
    "name_ar",
    "name_en",
    "kind",
    "description_ar",
    "description_en",
    "cost_points",
    "limit_count",
    "limit_per",
    "least_tier",
    "offered_from",
    "offered_until",
    *OF_A_VOUCHER,
)
NOTHING = {"amount_minor": None, "percent": None, "currency": "", "least_minor": 0, "voucher_days": None}


def least_tiers() -> list[tuple[str, str]]:
    tiers = [(str(each.number), each.name) for each in LoyaltyTier.objects.in_use().in_order()]
    return [("", str(_("For all members"))), *tiers]


def described(language, label):
    return CleanCharField(
        required=False,
        max_length=LONGEST_DESCRIPTION,
        label=label,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "rtl" if language == "ar" else "ltr"}),
    )


class RewardForm(forms.Form):
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
    description_ar = described("ar", _("Description in Arabic"))
    description_en = described("en", _("Description in English"))
    picture = forms.FileField(
        required=False,
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
        help_text=_("A new picture takes the place of the one there is."),
    )
    cost_points = IntegerField(min_value=1, max_value=MOST_COST, label=_("Cost in points"))
    stock = IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_STOCK,
        label=_("Stock"),
        help_text=_("Leave it empty where there are as many as are asked for."),
    )
    limit_count = IntegerField(
        required=False, min_value=1, max_value=MOST_TIMES, label=_("Most for one customer")
    )
    limit_per = forms.ChoiceField(choices=Reward.LimitPer, label=_("This limit holds"))
    least_tier = forms.ChoiceField(
        required=False, choices=least_tiers, label=_("Only from this loyalty tier on")
    )
    offered_from = DayField(required=False, label=_("Offered from"))
    offered_until = DayField(required=False, label=_("Offered until"))
    kind = forms.ChoiceField(
        choices=Reward.Kind, initial=Reward.Kind.GIFT, widget=forms.RadioSelect, label=_("Kind")
    )
    amount_minor = MoneyField(required=False, label=_("Amount of the voucher"))
    percent = IntegerField(required=False, min_value=1, max_value=100, label=_("Or per cent of a purchase"))
    currency = forms.ChoiceField(required=False, choices=currency_choices, label=_("Currency"))
    least_minor = MoneyField(required=False, label=_("Smallest purchase"))
    voucher_days = IntegerField(
        required=False, min_value=1, max_value=MOST_VOUCHER_DAYS, label=_("Days that the voucher holds")
    )

    def __init__(self, data=None, files=None, *, instance=None):
        self.instance = instance
        initial = {name: getattr(instance, name) for name in (*WRITTEN, "version")} if instance else {}
        own = formats.current().currency
        initial["currency"] = initial.get("currency") or own
        initial["least_minor"] = initial.get("least_minor") or None
        super().__init__(data, files, initial={"voucher_days": 90, **initial} if not instance else initial)
        chosen = (data or {}).get("currency") or initial["currency"]
        for name in ("amount_minor", "least_minor"):
            self.fields[name].currency = chosen if chosen in CURRENCIES else own
        if instance is not None:
            del self.fields["stock"]
            tier = instance.least_tier
            self.initial["least_tier"] = str(tier.number) if tier else ""
            if tier and tier.is_archived:
                self.fields["least_tier"].choices = [*least_tiers(), (str(tier.number), tier.name)]

    def clean_least_tier(self):
        number = self.cleaned_data["least_tier"]
        return LoyaltyTier.objects.get(number=int(number)) if number else None

    def clean_picture(self):
        picture = self.cleaned_data["picture"]
        if picture and picture.size > MOST_BYTES:
            raise forms.ValidationError(_("This picture is too large."))
        return picture or None

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("name_ar") or cleaned.get("name_en")) and not {"name_ar", "name_en"} & set(
            self.errors
        ):
            self.add_error("name_ar", _("Write a name, in Arabic or in English."))
        since, until = cleaned.get("offered_from"), cleaned.get("offered_until")
        if since and until and until < since:
            self.add_error("offered_until", _("The last day is before the first one."))
        if cleaned.get("kind") == Reward.Kind.VOUCHER:
            self._clean_voucher(cleaned)
        else:
            for name in OF_A_VOUCHER:
                self.errors.pop(name, None)  # its field is not shown, and what stands in it is left out
        return cleaned

    def _clean_voucher(self, cleaned):
        amount, percent = cleaned.get("amount_minor"), cleaned.get("percent")
        if "amount_minor" not in self.errors and "percent" not in self.errors:
            if not amount and not percent:
                self.add_error("amount_minor", _("Write an amount above zero, or a per cent."))
            elif amount and percent:
                self.add_error("percent", _("Write the amount or the per cent, not both."))
        if not cleaned.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Choose a currency."))
        if not cleaned.get("voucher_days") and "voucher_days" not in self.errors:
            self.add_error("voucher_days", _("Write for how many days the voucher holds."))

    @property
    def written(self) -> dict:
        given = {name: self.cleaned_data.get(name) for name in WRITTEN}
        if given["kind"] != Reward.Kind.VOUCHER:
            return {**given, **NOTHING}
        return {
            **given,
            "amount_minor": given["amount_minor"] or None,
            "least_minor": given["least_minor"] or 0,
        }

    @property
    def begun(self) -> dict:
        """Of a new one: also how many there are."""
        return {**self.written, "stock": self.cleaned_data["stock"]}

    def apply(self) -> list[str]:
        """Put what was typed into the reward that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed


class StockForm(forms.Form):
    """More or fewer pieces, or no count at all."""

    pieces = IntegerField(
        required=False,
        min_value=-MOST_STOCK,
        max_value=MOST_STOCK,
        label=_("Pieces that came in"),
        help_text=_("With a minus: pieces that went without being redeemed."),
    )
    is_endless = forms.BooleanField(required=False, label=_("As many as are asked for: stop counting"))
    note = CleanCharField(required=False, max_length=LONGEST_NOTE, label=_("Note"))

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("is_endless") and not cleaned.get("pieces") and "pieces" not in self.errors:
            self.add_error("pieces", _("Write how many pieces."))
        return cleaned
