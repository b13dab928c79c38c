"""What a person may type into the cell of a list: the field of its little form, and how what was typed is saved."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from accounts.models import Account
from accounts.models.record import Stale
from accounts.services import change_account, change_contact
from lib.formfields import CleanCharField, EmailField, PhoneField
from lib.phones import Phone
from lib.places import NOTHING_CHOSEN


def status(account, membership):
    return forms.ChoiceField(choices=Account.Status, initial=account.status)


def tier(account, membership):
    return forms.ChoiceField(
        choices=[NOTHING_CHOSEN, *Account.Tier.choices], required=False, initial=account.tier
    )


def management_type(account, membership):
    return forms.ChoiceField(
        choices=[NOTHING_CHOSEN, *Account.ManagementType.choices],
        required=False,
        initial=account.management_type,
    )


def owner(account, membership):
    field = MemberField(required=False, empty_label=_("Nobody yet"), initial=account.owner)
    # A colleague who left stays the owner until another one is chosen.
    return field.offering(kept=account.owner_id)


def text(name, *, most):
    return lambda record, membership: CleanCharField(
        required=False, max_length=most, initial=getattr(record, name)
    )


def email(name):
    return lambda record, membership: EmailField(required=False, initial=getattr(record, name))


def phone(name):
    def field(record, membership):
        country = record.country or membership.workspace.country
        return PhoneField(required=False, country=country, initial=getattr(record, name))

    return field


@transaction.atomic
def save_cell(record, key, value, *, by, read_version) -> None:
    """Save one typed value; raises Stale when somebody saved the record since it was read."""
    if key == "status":
        try:
            record.wait_to_change()
        except type(record).DoesNotExist:
            raise Stale from None
        if record.version != read_version:
            raise Stale
        record.set_status(value, by=by)
        return
    if isinstance(value, Phone) or (value is None and hasattr(record, f"{key}_e164")):
        setattr(record, f"{key}_e164", value.e164 if value else "")
        value = value.typed if value else ""
    if getattr(record, key) == value:
        return
    setattr(record, key, value)
    change = change_account if isinstance(record, Account) else change_contact
    change(record, by=by, read_version=read_version, changed=[key])
