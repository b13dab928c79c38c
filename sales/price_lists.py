"""Price lists: writing one, copying it, its prices, its customers. Archiving stands with PriceList itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models.record import Stale
from sales.models import PriceList, PriceListAccount, PriceListItem, Product
from sales.models.price_list import TREES
from timeline.services import record

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class KnownPrice(Exception):
    """The product has another price in this list already."""


class Priced(Exception):
    """The list has prices in its currency: they would be other amounts in another one."""


@dataclass(frozen=True)
class Said:
    """What a list says of a product: a price in minor units of its currency, or so many per cent off."""

    price_minor: int | None = None
    percent_off: Decimal | None = None

    @classmethod
    def of(cls, item: PriceListItem) -> "Said":
        return cls(item.price_minor, item.percent_off)

    @property
    def columns(self) -> dict[str, Any]:
        return {"price_minor": self.price_minor, "percent_off": self.percent_off}


@transaction.atomic
def add_price_list(*, by, fields: dict[str, Any], form_token=None) -> PriceList:
    """IntegrityError when the form was sent before."""
    made = PriceList(**fields, created_by=by, form_token=form_token)
    made.save()
    record("pricelist.created", made, by=by)
    return made


@transaction.atomic
def change_price_list(found, *, by, read_version, changed: Sequence[str]) -> PriceList:
    """Save an edited list; customers who were chosen stay written down when it is for others now.

    Raises Stale when somebody saved it meanwhile, Priced when its currency would change under its prices.
    """
    if not changed:
        return found
    standing = PriceList.objects.select_for_update(no_key=True).get(pk=found.pk)
    if standing.version != read_version:
        raise Stale
    if "currency" in changed and standing.items.filter(percent_off=None).exists():
        raise Priced
    found.archived_at = standing.archived_at
    found.save_version(read_version=read_version)
    record("pricelist.changed", found, by=by, fields=sorted(changed))
    return found


@transaction.atomic
def copy_price_list(source, *, by, fields: dict[str, Any], form_token=None) -> PriceList:
    """Another list of the same prices and customers, such as for the next year; the first one stays as it is.

    Prices are copied only where the currency is the same; a percentage is one in every currency.
    """
    made = add_price_list(by=by, fields=fields, form_token=form_token)
    items = source.items.all() if made.currency == source.currency else source.items.filter(price_minor=None)
    PriceListItem.objects.bulk_create(
        PriceListItem(price_list=made, product_id=item.product_id, **Said.of(item).columns)
        for item in items.order_by("pk")
    )
    if made.audience == PriceList.Audience.CHOSEN:
        PriceListAccount.objects.bulk_create(
            PriceListAccount(price_list=made, account_id=each.account_id, with_branches=each.with_branches)
            for each in source.accounts.order_by("pk")
        )
    return made


def next_year(day: date | None) -> date | None:
    if day is None:
        return None
    return (
        day.replace(year=day.year + 1, day=28)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year + 1)
    )


def renamed_for_next_year(name: str, year: int) -> str:
    """“Prices of 2026” becomes “Prices of 2027”, in the digits it was written in."""
    for digits in (str, lambda number: str(number).translate(ARABIC_DIGITS)):
        name = re.sub(rf"(?<!\d){digits(year)}(?!\d)", digits(year + 1), name)
    return name


def held(found: PriceList) -> PriceList:
    """Locked until the transaction ends, so that two colleagues write its prices one after the other."""
    return PriceList.objects.select_for_update(no_key=True).get(pk=found.pk)


@transaction.atomic
def add_price(found: PriceList, product: Product, said: Said, *, by) -> PriceListItem:
    """KnownPrice when the product has another one in this list; the same once more changes nothing."""
    held(found)
    standing = found.items.filter(product=product).first()
    if standing is not None:
        if Said.of(standing) == said:
            return standing
        raise KnownPrice
    made = PriceListItem.objects.create(price_list=found, product=product, **said.columns)
    record("pricelist.price_added", found, by=by, product=names_of(product))
    return made


@transaction.atomic
def change_price(item: PriceListItem, said: Said, *, by, read_version: int) -> PriceListItem:
    """Stale when somebody changed it meanwhile."""
    found = held(item.price_list)
    standing = found.items.select_related("product").get(pk=item.pk)
    if standing.version != read_version:
        raise Stale
    if Said.of(standing) == said:
        return standing
    standing.price_minor, standing.percent_off = said.price_minor, said.percent_off
    standing.version += 1
    standing.save()
    record("pricelist.price_changed", found, by=by, product=names_of(standing.product))
    return standing


@transaction.atomic
def remove_price(found: PriceList, product: Product, *, by) -> Said | None:
    """What it said; None when it was gone already. The opposite is add_price()."""
    held(found)
    standing = found.items.filter(product=product).first()
    if standing is None:
        return None
    said = Said.of(standing)
    standing.delete()
    record("pricelist.price_removed", found, by=by, product=names_of(product))
    return said


def names_of(product: Product) -> list[str]:
    return [product.name_ar, product.name_en]


@transaction.atomic
def agree_with(found: PriceList, account, *, by, with_branches=False) -> None:
    """The list is for this customer too; once more only says whether it is for the branches. Opposite: leave_out()."""
    account.wait_to_change()
    held(found)
    standing = found.accounts.filter(account=account).first()
    if standing is None:
        PriceListAccount.objects.create(price_list=found, account=account, with_branches=with_branches)
    elif standing.with_branches == with_branches:
        return
    else:
        standing.with_branches = with_branches
        standing.save(update_fields=["with_branches"])
    record("pricelist.agreed", found, by=by, context=account)


@transaction.atomic
def leave_out(found: PriceList, account, *, by) -> bool | None:
    """The list is not for this customer any more; whether it was for the branches, None where it was not for it."""
    account.wait_to_change()
    held(found)
    standing = found.accounts.filter(account=account).first()
    if standing is None:
        return None
    standing.delete()
    record("pricelist.left_out", found, by=by, context=account)
    return standing.with_branches


def follow_lookup(merged, into) -> None:
    """Two industries or regions became one: lists for the first are for the other."""
    name = type(merged)._meta.model_name
    if name in TREES:
        PriceList.objects.filter(**{name: merged}).update(**{name: into})
