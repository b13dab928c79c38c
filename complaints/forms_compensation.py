"""What a person may write about a compensation, and about who may approve how much."""

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.compensating import USUAL_LIMITS, limits_of
from complaints.models import ApprovalLimit, Compensation
from complaints.models.compensation import LONGEST_REASON, MOST_POINTS
from lib import formats
from lib.formats import isolated
from lib.formfields import CleanCharField, FormTokenField, IntegerField, MoneyField
from lib.money import CURRENCIES
from workspaces.forms import currency_choices
from workspaces.roles import Role

Kind = Compensation.Kind
WITH_AMOUNT = (Kind.MONEY, Kind.VOUCHER)


class CompensationForm(forms.Form):
    form_token = FormTokenField()
    kind = forms.ChoiceField(choices=Kind, initial=Kind.MONEY, widget=forms.RadioSelect, label=_("Kind"))
    amount_minor = MoneyField(required=False, label=_("Amount"), help_text=_("Of money or of a voucher."))
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency"), required=False)
    points = IntegerField(required=False, min_value=1, max_value=MOST_POINTS, label=_("Points"))
    text = CleanCharField(
        max_length=LONGEST_REASON,
        label=_("What it is for"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data=None):
        own = formats.current().currency
        super().__init__(data, initial={"currency": own})
        chosen = (data or {}).get("currency") or own
        self.fields["amount_minor"].currency = chosen if chosen in CURRENCIES else own

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        unasked = {"amount_minor", "currency"} if kind not in WITH_AMOUNT else set()
        for name in unasked | ({"points"} if kind != Kind.POINTS else set()):
            self.errors.pop(name, None)  # its field is not shown, and what stands in it is left out
        if kind in WITH_AMOUNT and "amount_minor" not in self.errors and not cleaned.get("amount_minor"):
            self.add_error("amount_minor", _("Write an amount above zero."))
        if kind in WITH_AMOUNT and not cleaned.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Choose a currency."))
        if kind == Kind.POINTS and "points" not in self.errors and not cleaned.get("points"):
            self.add_error("points", _("Write how many points."))
        return cleaned

    @property
    def written(self) -> dict:
        """What is not of this kind is left out, whatever stands in its field."""
        given = self.cleaned_data
        fields = {"kind": given["kind"], "text": given["text"]}
        if given["kind"] in WITH_AMOUNT:
            fields |= {"amount_minor": given["amount_minor"], "currency": given["currency"]}
        if given["kind"] == Kind.POINTS:
            fields["points"] = given["points"]
        return fields


class RefusalForm(forms.Form):
    reason = CleanCharField(
        max_length=LONGEST_REASON, label=_("Why?"), widget=forms.Textarea(attrs={"rows": 3})
    )


def currencies_with_limits(also: str = "") -> list[str]:
    """The workspace's own first."""
    own = formats.current().currency
    others = set(ApprovalLimit.objects.values_list("currency", flat=True)) | {also} - {""}
    return [own, *sorted(others - {own})]


class LimitsForm(forms.Form):
    """For each currency, up to which amount each role approves; `also` is one that has no limits yet."""

    def __init__(self, data=None, *, also=""):
        super().__init__(data)
        self.currencies = currencies_with_limits(also if also in CURRENCIES else "")
        for currency in self.currencies:
            limits = limits_of(currency)
            for role in USUAL_LIMITS:
                label = f"{isolated(currency)}: {role.label}"
                self.fields[f"most_{currency}_{role}"] = MoneyField(
                    currency=currency, initial=limits.get(role, 0), label=label
                )
                widget = self.fields[f"most_{currency}_{role}"].widget
                widget.attrs |= {"class": "form-control", "aria-label": label}

    @property
    def lines(self) -> list[dict]:
        return [
            {
                "currency": each,
                "cells": [
                    {"field": self[f"most_{each}_{role}"], "role": role.label} for role in USUAL_LIMITS
                ],
            }
            for each in self.currencies
        ]

    @property
    def roles(self) -> list:
        return [role.label for role in USUAL_LIMITS]

    def clean(self):
        """Who stands higher may not approve less."""
        cleaned = super().clean()
        for currency in self.currencies:
            names = [f"most_{currency}_{role}" for role in USUAL_LIMITS]
            amounts = [cleaned.get(name) for name in names]
            for name, lower, higher in zip(names[1:], amounts, amounts[1:], strict=False):
                if lower is not None and higher is not None and higher < lower:
                    self.add_error(name, _("This is less than what the role below it may approve."))
        return cleaned

    @property
    def wanted(self) -> dict[str, dict[Role, int]]:
        return {
            each: {role: self.cleaned_data[f"most_{each}_{role}"] for role in USUAL_LIMITS}
            for each in self.currencies
        }
