"""What segments may ask of visits of the website: of contacts who agreed to it."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.segments import rules
from lib.lists.fields import Field
from lib.lists.rules import TEXT, WEBSITE, Operator, Param
from sales.segment_rules import products
from visits.models import Visit

# Nobody wants to be reminded of an older cart.
CART_DAYS = 90


def among(visits, at: str) -> Q:
    """That the contact is one of those of these visits: one set, worked out once."""
    return Q(**{f"{at}pk__in": visits.order_by().values("contact")})


def within(values):
    return Visit.objects.since(rules.start_of(rules.back(rules.today(), values["days"])))


def of_products(values):
    keys = values["choices"]
    return within(values).filter(product__number__in=list(map(int, keys))) if keys else within(values)


def left_for(values):
    now = timezone.now()
    carts = Visit.objects.since(now - timedelta(days=CART_DAYS))
    return carts.left_carts(before=now - timedelta(days=min(values["days"], CART_DAYS)))


def seen(make):
    return lambda values, at: among(make(values), at)


def long_ago(values, at):
    return among(Visit.objects.all(), at) & ~among(within(values), at)


DAYS = rules.days()
LAST = rules.asked(
    WEBSITE,
    Operator("within", _("in the last days"), _("in the last %(days)s"), seen(within), (DAYS,)),
    Operator("longer", _("longer ago than"), _("longer ago than %(days)s"), long_ago, (DAYS,)),
    rules.empty(lambda v, at: ~among(Visit.objects.all(), at), _("never")),
)
PRODUCT = rules.asked(
    WEBSITE,
    Operator(
        "one_of", _("is one of"), _("%(choices)s, in the last %(days)s"), seen(of_products),
        (rules.choice_param(products), DAYS),
    ),
    Operator(
        "not_bought", _("and did not buy it since"), _("%(choices)s in the last %(days)s, and did not buy it since"),
        seen(lambda v: of_products(v).not_bought()), (rules.choice_param(products, is_required=False), DAYS),
        plain=_("any in the last %(days)s, and did not buy it since"),
    ),
)  # fmt: skip
PAGE = rules.asked(
    WEBSITE,
    Operator(
        "holds", _("whose address holds"), _("whose address holds %(text)s, in the last %(days)s"),
        seen(lambda v: within(v).on_page(v["text"])), (Param("text", TEXT, _("Part of the address")), DAYS),
    ),
)  # fmt: skip
CART = rules.asked(
    WEBSITE,
    Operator("left", _("was left for days"), _("was left for %(days)s"), seen(left_for), (DAYS,)),
)
FIELDS = [
    Field("site_last", _("Last visit of the website"), rule=LAST),
    Field("site_product", _("Looked at a product"), rule=PRODUCT),
    Field("site_page", _("Looked at a page"), rule=PAGE),
    Field("site_cart", _("Cart on the website"), rule=CART),
]
