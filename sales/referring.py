"""Referrals: writing one down, tying it to a customer, and what those who came through one have bought since."""

from django.db import transaction
from django.db.models import F, Min, Q, Sum

from accounts.assignment.assigner import hold_rules
from accounts.models import Account
from accounts.services import add_account
from sales.models import Purchase, Referral
from sales.models.referral import Circle, ReferredBefore
from sales.totals import spent
from timeline.notifying import notify

LONGEST_CHAIN = 50
WORTH = Sum(F("total_minor") - F("refunded_minor"))


@transaction.atomic
def add_referral(*, account, by, fields, referred=None, form_token=None) -> Referral:
    """Write down whom a customer recommended us to; refused while the customer is archived.

    Raises Circle, and ReferredBefore when the same one was referred by the same one already.
    """
    account.wait_to_change()
    if referred is not None:
        check_referred(account, referred)
    made = Referral(account=account, referred=referred, created_by=by, form_token=form_token, **fields)
    made.save()
    made.tell("referral.added", by=by)
    return made


@transaction.atomic
def change_referral(referral, *, by, read_version, changed) -> Referral:
    """Save an edited one; `changed` names the fields. Raises Stale, Circle and ReferredBefore.

    A form that was opened and saved as it was changes nothing: neither version nor timeline.
    """
    if not changed:
        return referral
    account = Account.objects.get(pk=referral.account_id)
    account.wait_to_change()
    if "referred" in changed and referral.referred is not None:
        check_referred(account, referral.referred, but=referral.pk)
    referral.save_version(read_version=read_version)
    referral.tell("referral.changed", by=by, fields=sorted(changed))
    return referral


def check_referred(account, referred, *, but=None) -> None:
    """Whether this customer may have referred that one; the row of `account` is locked."""
    while referred.merged_into is not None:
        referred = referred.merged_into
    check_no_circle(account, referred)
    same = Referral.objects.to_account(referred).filter(account=account).exclude(pk=but).first()
    if same is not None:
        raise ReferredBefore(same)


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
    hold_rules()
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
    """Who was referred became a customer: it is told where the referral stands, so that thanks are not forgotten."""
    if before is None or before.status != Account.Status.PROSPECT or account.status != Account.Status.ACTIVE:
        return
    found = Referral.objects.to_account(account)
    for each in found.select_related("account__owner__user", "created_by__user", "referred"):
        each.tell("referral.won", by=by)
        notify("referral.won", {each.created_by, each.account.owner}, subject=each, by=by)


def bought_since(referral) -> list[tuple[int, str]]:
    """What the referred customer bought from the day of the referral on: (minor units, currency)."""
    if referral.referred_id is None:
        return []
    totals = spent([referral.referred_id], since=referral.on_day).get(referral.referred_id, {})
    return [(total.amount_minor, currency) for currency, total in sorted(totals.items())]


def worth_of(referrals) -> list[tuple[int, str]]:
    """What all who were referred bought altogether, each from the day of the first of these referrals on."""
    first = Min("account__referrals_received__on_day", filter=Q(account__referrals_received__in=referrals))
    bought = Purchase.objects.counted().filter(account__in=referrals.values("referred"))
    bought = bought.annotate(since=first).filter(ordered_on__gte=F("since"))
    sums = Purchase.objects.filter(pk__in=bought.values("pk")).order_by("currency").values_list("currency")
    return [(int(amount), currency) for currency, amount in sums.annotate(worth=WORTH)]
