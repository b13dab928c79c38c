"""Rewards that are only for members from a loyalty tier on."""

from django.utils.translation import gettext as _

from lib.formats import isolated
from loyalty.models import LoyaltyTier, TierStanding
from loyalty.tiering import ladder_of


def hindered(wallet, rewards) -> dict[int, str]:
    """{key of a reward: what keeps this member from it, in words}."""
    limited = [each for each in rewards if each.least_tier_id is not None]
    if not limited:
        return {}
    tiers = {each.pk: each for each in LoyaltyTier.objects.all()}
    ladder = ladder_of(tiers.values())
    stands = TierStanding.objects.filter(wallet=wallet).values_list("tier", flat=True).first()
    return {
        each.pk: _("It is for members from the tier %(name)s on.")
        % {"name": isolated(tiers[each.least_tier_id].name)}
        for each in limited
        if ladder.rank(stands) < ladder.rank(each.least_tier_id)
    }
