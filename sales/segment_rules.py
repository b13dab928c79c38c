"""What segments may ask of what customers bought: how lately, how often, for how much, and what."""

from django.db.models import Aggregate, Avg, BigIntegerField, F, Subquery, Sum, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.models.account import NO_PURCHASE
from accounts.segments import rules
from lib.lists.fields import Field
from lib.lists.rules import CHOICES, NUMBER, PURCHASES, Operator, Param
from sales.models import Product, Purchase, PurchaseLine

BOUGHT = rules.amount(PURCHASES, "bought_minor")
LAST_PURCHASE = rules.day(PURCHASES, "last_purchase_on", nothing=NO_PURCHASE, never=_("never"))
MOST_PRODUCTS = 300  # more than anybody looks through; a category holds the rest


def within(values):
    """Purchases that count, of the last days, or all of them."""
    rows = Purchase.objects.counted()
    days = values.get("days")
    return rows if days is None else rows.filter(ordered_on__gte=rules.back(rules.today(), days))


def spent(values, at):
    """In the workspace's currency, less what was paid back."""
    rows = within(values).filter(currency=rules.currency()).order_by().values("account")
    found = rows.annotate(sum=Sum(F("total_minor") - F("refunded_minor")))
    enough = found.filter(sum__gte=rules.minor(values["amount"])).values("account")
    return rules.Q(**{f"{at}pk__in": enough})


def average(values, at):
    """Of the purchases of those days, less what was paid back."""
    rows = within(values).filter(currency=rules.currency()).order_by().values("account")
    found = rows.annotate(each=Avg(F("total_minor") - F("refunded_minor")))
    enough = found.filter(each__gte=rules.minor(values["amount"])).values("account")
    return rules.Q(**{f"{at}pk__in": enough})


class FromTheTop(Aggregate):
    """The value above which so many in a hundred of the rows lie."""

    template = "percentile_disc(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s DESC)"
    allow_distinct = False

    def __init__(self, expression, *, percent: int):
        super().__init__(expression, share=f"{percent / 100:.2f}", output_field=BigIntegerField())


def best(values, at):
    """Of those who bought at all, so many in a hundred who bought for most; who bought for as much is among them."""
    rows = Account.objects.standing().kept().filter(bought_minor__gt=0).order_by()
    edge = rows.annotate(all=Value(1)).values("all")
    edge = edge.annotate(edge=FromTheTop("bought_minor", percent=values["percent"])).values("edge")
    return rules.Q(**{f"{at}bought_minor__gt": 0, f"{at}bought_minor__gte": Subquery(edge)})


def products():
    rows = Product.objects.in_use().order_by("name_fold", "pk")[:MOST_PRODUCTS]
    return [(str(each.number), each.name) for each in rows]


def categories():
    rows = Product.objects.exclude(category="").order_by("category").values_list("category", flat=True)
    return [(name, name) for name in rows.distinct()[:MOST_PRODUCTS]]


def of_lines(**conditions):
    """Lines may stand alone: who is asked for is the customer of their purchase."""

    def condition(values, at):
        keys = values["choices"]
        lines = PurchaseLine.objects.filter(
            **{name: list(meant(keys)) for name, meant in conditions.items()}, purchase__in=within(values)
        )
        return rules.Q(**{f"{at}pk__in": lines.values("purchase__account")})

    return condition


DAYS = rules.days(_("In the last days"), is_required=False)
COUNT = rules.asked(
    PURCHASES,
    Operator(
        "count", _("at least so many"), _("at least %(count)s in the last %(days)s"),
        lambda v, at: rules.at_least(within(v), v, at), (rules.times(), DAYS), plain=_("at least %(count)s"),
    ),
)  # fmt: skip
SPENT = rules.asked(
    PURCHASES,
    Operator(
        "amount", _("at least so much in the last days"), _("at least %(amount)s in the last %(days)s"), spent,
        (Param("amount", NUMBER, _("Amount"), unit=rules.currency), rules.days()),
    ),
)  # fmt: skip

AVERAGE = rules.asked(
    PURCHASES,
    Operator(
        "amount", _("at least so much in the last days"), _("at least %(amount)s in the last %(days)s"), average,
        (Param("amount", NUMBER, _("Amount"), unit=rules.currency), rules.days()),
    ),
)  # fmt: skip
WORTH = rules.asked(
    PURCHASES,
    Operator(
        "top", _("is among the highest, in percent"), _("among the highest %(percent)s%%"), best,
        (Param("percent", NUMBER, _("Percent"), least=1, most=99),),
    ),
)  # fmt: skip


def one_of(choices, **conditions):
    return rules.asked(
        PURCHASES,
        Operator(
            "one_of", _("is one of"), _("%(choices)s, in the last %(days)s"), of_lines(**conditions),
            (Param("choices", CHOICES, _("Any of"), choices=choices), DAYS), plain="%(choices)s",
        ),
    )  # fmt: skip


ONLY_ASKED = [
    Field("purchases", _("Number of purchases"), rule=COUNT),
    Field("spent", _("Bought for"), rule=SPENT),
    Field("average_purchase", _("Average purchase"), rule=AVERAGE),
    Field("worth", _("Value of the customer to date"), rule=WORTH),
    Field(
        "product",
        _("Bought a product"),
        rule=one_of(products, product__number__in=lambda keys: map(int, keys)),
    ),
    Field("category", _("Bought of a category"), rule=one_of(categories, product__category__in=list)),
]
