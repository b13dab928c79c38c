"""What segments may ask of points and loyalty tiers."""

from django.utils.translation import gettext_lazy as _

from accounts.models.naming import in_two_languages
from accounts.segments import rules
from lib.lists.fields import Field
from lib.lists.rules import NUMBER, POINTS, Operator, Param
from loyalty.models import LoyaltyTier, TierStanding, Wallet


def holding(values, at):
    bounds = {"least": "balance_points__gte", "most": "balance_points__lte"}
    return rules.has(
        Wallet.objects.standing(), at=at, **{bounds[name]: each for name, each in values.items()}
    )


def tiers():
    found = LoyaltyTier.objects.in_order()
    return [(str(each.number), in_two_languages(each.name_ar, each.name_en)) for each in found]


def in_tier(values, at):
    rows = TierStanding.objects.filter(tier__number__in=list(map(int, values["choices"])))
    return rules.has(rows, to="wallet__account", at=at)


LEAST, MOST = Param("least", NUMBER, _("From")), Param("most", NUMBER, _("To"))
BALANCE = rules.asked(
    POINTS,
    Operator("least", _("is at least"), _("%(least)s or more"), holding, (LEAST,)),
    Operator("most", _("is at most"), _("%(most)s or less"), holding, (MOST,)),
    Operator("between", _("is between"), _("from %(least)s to %(most)s"), holding, (LEAST, MOST)),
)
MEMBER = rules.yes(POINTS, _("takes part"), lambda v, at: rules.has(Wallet.objects.standing(), at=at))
TIER = rules.asked(
    POINTS,
    Operator("one_of", _("is one of"), "%(choices)s", in_tier, (rules.choice_param(tiers),)),
    rules.empty(
        lambda v, at: (
            ~rules.has(TierStanding.objects.filter(tier__isnull=False), to="wallet__account", at=at)
        ),
        _("none"),
    ),
)
FIELDS = [
    Field("points", _("Balance of points"), rule=BALANCE),
    Field("member", _("Loyalty programme"), rule=MEMBER),
    Field("loyalty_tier", _("Loyalty tier"), rule=TIER),
]
