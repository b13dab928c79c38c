"""How price lists are told: on their own pages, and on those of the customers they were agreed with."""

from django.utils.translation import gettext_lazy as _

from sales.models import PriceList
from sales.telling_opportunity import in_words
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

KINDS = {
    "sales.pricelist": Kind(rows=lambda member: PriceList.objects.visible_to(member), page="sales:price_list")
}


def product_word(detail):
    return {"product": in_words(detail.get("product"))}


def verb(icon, here, elsewhere, label, **more):
    return Verb(icon, here, elsewhere, label=label, group="purchases", **more)


VERBS = {
    "pricelist.created": verb(
        "tag", _("added this price list"), _("added the price list %(subject)s"), _("Price list added")
    ),
    "pricelist.changed": verb(
        "pencil",
        _("edited this price list"),
        _("edited the price list %(subject)s"),
        _("Price list edited"),
        history=SUBJECT,
    ),
    "pricelist.archived": verb(
        "archive",
        _("archived this price list"),
        _("archived the price list %(subject)s"),
        _("Price list archived"),
    ),
    "pricelist.restored": verb(
        "archive-off",
        _("restored this price list"),
        _("restored the price list %(subject)s"),
        _("Price list restored"),
    ),
    "pricelist.price_added": verb(
        "plus",
        _("added a price: %(product)s"),
        _("added a price to the price list %(subject)s: %(product)s"),
        _("Price added to a list"),
        words=product_word,
    ),
    "pricelist.price_changed": verb(
        "pencil",
        _("changed a price: %(product)s"),
        _("changed a price in the price list %(subject)s: %(product)s"),
        _("Price of a list changed"),
        words=product_word,
    ),
    "pricelist.price_removed": verb(
        "x",
        _("removed a price: %(product)s"),
        _("removed a price from the price list %(subject)s: %(product)s"),
        _("Price removed from a list"),
        words=product_word,
    ),
    "pricelist.agreed": verb(
        "user-check",
        _("gave this price list to a customer"),
        _("gave this customer the price list %(subject)s"),
        _("Price list given to a customer"),
    ),
    "pricelist.left_out": verb(
        "x",
        _("took this price list from a customer"),
        _("took the price list %(subject)s from this customer"),
        _("Price list taken from a customer"),
    ),
}
