"""A prospect to whom something is sold becomes a customer, and a prospect again when that is taken back."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.leads.converting import convert, take_conversion_back
from accounts.models import Account, AccountStatus
from lib.formats import isolated
from sales.models.totals import PurchaseTotals

LONGEST_REASON = AccountStatus._meta.get_field("reason").max_length


def make_customer(opportunity, *, by) -> None:
    """Of the verb that wins it, which holds account and opportunity: as the lead page converts, with its reason."""
    account = opportunity.account
    if not account.is_prospect:
        return
    with override(opportunity.workspace.language):
        reason = _("Opportunity won: %(name)s") % {"name": isolated(opportunity.name)}
    opportunity.conversion = convert(
        account, by=by, owner=account.owner, tier=account.tier, reason=reason[:LONGEST_REASON]
    )
    opportunity.save(update_fields=["conversion"])


def take_customer_back(opportunity, *, by) -> None:
    """Of the verb that reopens it, which saves it: only while nothing else makes the account a customer."""
    conversion, opportunity.conversion = opportunity.conversion, None
    if conversion is None or conversion.undone_at or conversion.account_id != opportunity.account_id:
        return
    account = opportunity.account
    others = type(opportunity).objects.kept().filter(account=account, state=opportunity.State.WON)
    if other := others.exclude(pk=opportunity.pk).order_by("pk").first():
        # By that one it is a customer now, and may be taken back with it.
        type(opportunity).objects.filter(pk=other.pk).update(conversion=conversion)
    elif (
        account.status == Account.Status.ACTIVE
        and not PurchaseTotals.objects.filter(account=account).exists()
    ):
        take_conversion_back(account, by=by, has_people=False)
