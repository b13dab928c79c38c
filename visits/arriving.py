"""What a website says of one visit: read, checked, and cleaned of what it should not have said."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from lib.formfields import CleanCharField, MoneyField
from lib.money import CURRENCIES
from visits.models import Visit
from visits.models.visit import (
    LONGEST_ADDRESS,
    LONGEST_CODE,
    LONGEST_EVENT,
    LONGEST_REFERENCE,
    LONGEST_TITLE,
)
from visits.naming import WAYS

# What a website brings late is still taken; what is older than that is not, and clocks may be a little ahead.
FURTHEST, AHEAD = timedelta(days=30), timedelta(minutes=10)
LONGEST_NAME, LONGEST_LINK = 320, 4_000
FIELDS = ("id", "kind", "at", "url", "title", "product", "amount", "currency", "reference")


class AddressField(CleanCharField):
    """An address of the web, kept without user, question and fragment: secrets are handed around there."""

    def clean(self, value):
        link = super().clean(value)
        if not link:
            return ""
        try:
            parts = urlsplit(link)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        if parts.scheme not in {"http", "https"} or not host:
            raise ValidationError(_("Write a whole address that begins with https://."))
        place = f"{host}:{port}" if port else host
        return urlunsplit((parts.scheme, place, parts.path, "", ""))[:LONGEST_ADDRESS]


class MomentField(CleanCharField):
    """“2026-11-23T10:00:00+03:00”; without a zone as clocks of the workspace go; empty: now."""

    def clean(self, value):
        written = super().clean(value)
        now = timezone.now()
        if not written:
            return now
        found = self._read(written)
        if found is None or not now - FURTHEST <= found <= now + AHEAD:
            raise ValidationError(
                _("Write when it was, such as 2026-11-23T10:00:00+03:00, within the last 30 days.")
            )
        return min(found, now)

    def _read(self, written) -> datetime | None:
        try:
            found = parse_datetime(written)
            if found is None:
                return None
            return timezone.make_aware(found) if timezone.is_naive(found) else found.astimezone(UTC)
        except (ValueError, OverflowError):
            return None


class VisitForm(forms.Form):
    id = CleanCharField(max_length=LONGEST_EVENT)
    kind = forms.ChoiceField(choices=Visit.Kind)
    at = MomentField(required=False, max_length=40)
    url = AddressField(required=False, max_length=LONGEST_LINK)
    title = CleanCharField(required=False, max_length=LONGEST_TITLE)
    product = CleanCharField(required=False, max_length=LONGEST_CODE)
    amount = MoneyField(required=False)
    currency = CleanCharField(required=False, max_length=3)
    reference = CleanCharField(required=False, max_length=LONGEST_REFERENCE)
    way = forms.CharField(required=False)
    name = CleanCharField(required=False, max_length=LONGEST_NAME)

    def __init__(self, entry: Any, *, usual_currency: str):
        """`entry` is whatever stood there; what is no plain value says nothing and is refused."""
        said = entry if isinstance(entry, dict) else {}
        currency = plain(said.get("currency")).strip().upper() or usual_currency
        self.is_known_currency = currency in CURRENCIES
        way, name = customer_of(said.get("customer"))
        values = {each: plain(said.get(each)) for each in FIELDS}
        super().__init__({**values, "currency": currency, "way": way, "name": name})
        self.fields["amount"].currency = currency if self.is_known_currency else usual_currency

    def clean_currency(self):
        if not self.is_known_currency:
            raise ValidationError(_("Write the currency in three letters, such as SAR."))
        return self.cleaned_data["currency"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("way") or not cleaned.get("name"):
            self.add_error("name", _("Name the customer in one way: token, email, number or code."))
        kind = cleaned.get("kind")
        if kind == Visit.Kind.PAGE and not cleaned.get("url") and "url" not in self.errors:
            self.add_error("url", _("A page needs its address."))
        if kind == Visit.Kind.PRODUCT and not cleaned.get("product") and "product" not in self.errors:
            self.add_error("product", _("A product needs its code."))
        return cleaned

    @property
    def person(self) -> tuple[str, str]:
        return self.cleaned_data["way"], self.cleaned_data["name"]

    @property
    def columns(self) -> dict[str, Any]:
        """What is kept of it, but for whose it is."""
        cleaned = self.cleaned_data
        has_amount = cleaned["kind"] in {Visit.Kind.CART, Visit.Kind.ORDER} and cleaned["amount"] is not None
        return {
            "event_id": cleaned["id"],
            "kind": cleaned["kind"],
            "at": cleaned["at"],
            "address": cleaned["url"],
            "title": cleaned["title"],
            "sku": cleaned["product"],
            "amount_minor": cleaned["amount"] if has_amount else None,
            "currency": cleaned["currency"] if has_amount else "",
            "reference": cleaned["reference"],
        }

    @property
    def problems(self) -> dict[str, list[str]]:
        """By the names that the website wrote."""
        return {
            ("customer" if name in {"way", "name"} else name): list(each)
            for name, each in self.errors.items()
        }


def plain(value: Any) -> str:
    """A text or a number as it was written; anything else is what no field takes."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return "\N{REPLACEMENT CHARACTER}" * (LONGEST_LINK + 1)


def customer_of(said: Any) -> tuple[str, str]:
    """How the customer is named, and by what; nothing where it is in no way or in several."""
    if not isinstance(said, dict):
        return "", ""
    given = [(way, plain(said[way]).strip()) for way in WAYS if said.get(way) not in (None, "")]
    return given[0] if len(given) == 1 and len(given[0][1]) <= LONGEST_NAME else ("", "")
