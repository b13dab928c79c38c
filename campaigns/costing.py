"""The verbs about the return on campaigns: what one cost, and which purchases are put down to it."""

from django.db import transaction

from campaigns.crediting import count_anew
from campaigns.models import CampaignCost, CreditRules
from timeline.services import record


@transaction.atomic
def set_cost(campaign, *, amount_minor: int, currency: str, by) -> None:
    """0 takes it away."""
    campaign.wait_to_change()
    kept = CampaignCost.objects.filter(campaign=campaign).first()
    if (kept.amount_minor, kept.currency) == (amount_minor, currency) if kept else not amount_minor:
        return
    if amount_minor:
        values = {"amount_minor": amount_minor, "currency": currency, "by": by}
        CampaignCost.objects.update_or_create(campaign=campaign, defaults=values)
    elif kept:
        kept.delete()
    record("campaign.cost_set", campaign, by=by, amount_minor=amount_minor, currency=currency)


@transaction.atomic
def change_credit_rules(*, by, click_days: int, received_days: int) -> None:
    """All purchases are worked out anew by them."""
    standing = CreditRules.objects.standing()
    if (standing.click_days, standing.received_days) == (click_days, received_days):
        return
    values = {"click_days": click_days, "received_days": received_days}
    kept, _is_new = CreditRules.objects.update_or_create(defaults=values)
    record("creditrules.changed", kept, by=by, **values)
    count_anew()
