"""Referrals: writing one down, tying it to a customer, and what those who came through one have bought since."""

from django.db import transaction

from accounts.models import Account
from accounts.services import add_account
from sales.models import Referral
from sales.models.referral import Circle
from sales.totals import spent
from timeline.services import record

LONGEST_CHAIN = 50


@transaction.atomic
def add_referral(*, account, by, fields, referred=None, form_token=None) -> Referral:
    """Write down whom a customer recommended us to. Raises Circle; refused while the customer is archived."""
    account.wait_to_change()
    if referred is not None:
        check_no_circle(account, referred)
    made = Referral(account=account, referred=referred, created_by=by, form_token=form_token, **fields)
    if referred is not None and referred.status == Account.Status.ACTIVE:
        made.state = Referral.State.CUSTOMER
    made.save()
    made.tell("referral.added", by=by)
    return made


def check_no_circle(account, referred) -> None:
    """Up the line of those through whom the one who refers came: the referred one stands nowhere in it."""
    line = {account.pk}
    for _step in range(LONGEST_CHAIN):
        if referred.pk in line:
            raise Circle
        above = Referral.objects.kept().filter(referred__in=line).values_list("account_id", flat=True)
        if set(above) <= line:
            return
        line |= set(above)
    raise Circle


@transaction.atomic
def make_prospect(referral, *, by) -> Account:
    """The name becomes a prospect, looked after by whoever looks after the one who referred it."""
    referral.wait_to_change()
    if referral.referred is not None:
        return referral.referred
    name = {"name_ar" if has_arabic(referral.referred_name) else "name_en": referral.referred_name}
    fields = {**name, "owner": referral.account.owner or by, "source": Account.Source.REFERRAL}
    if referral.reach:
        fields["description"] = referral.reach
    made = add_account(by=by, fields=fields)
    referral.referred = made
    referral.save_version()
    referral.tell("referral.tied", by=by)
    return made


def has_arabic(text: str) -> bool:
    return any("\u0600" <= sign <= "\u06ff" for sign in text)


def follow_status(account, before, *, by) -> None:
    """Who was referred and buys for the first time became a customer, and the referral says so."""
    if before is None or before.status == account.status or account.status != Account.Status.ACTIVE:
        return
    waiting = Referral.objects.to_account(account).filter(state__in=["received", "contacted"])
    for each in waiting.select_related("account"):
        each.state = Referral.State.CUSTOMER
        each.save_version()
        record("referral.state_changed", each, by=by, context=each.account, old="received", new="customer")


def bought_since(referral) -> list[tuple[int, str]]:
    """What the referred customer bought from the day of the referral on: (minor units, currency)."""
    if referral.referred_id is None:
        return []
    totals = spent([referral.referred_id], since=referral.on_day).get(referral.referred_id, {})
    return [(total.amount_minor, currency) for currency, total in sorted(totals.items())]
