"""How price lists take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.lookups import merges
    from accounts.merging.rules import one_each, rules
    from lib.lists import listings
    from sales.demo.price_lists import seed_price_lists
    from sales.price_list_fields import price_list_listing
    from sales.price_lists import follow_lookup
    from sales.telling_price_list import KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.navigation import CUSTOMERS, NavigationItem, creations, navigation
    from workspaces.roles import Permission

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    listings.register(price_list_listing.key, price_list_listing)
    # Of two customers of one list the survivor's tie stays as it was agreed.
    rules.register("sales.pricelistaccount", one_each("price_list", goes=True))
    merges.register("price lists", follow_lookup)
    demo.register("price lists", seed_price_lists, order=34)
    pages = NavigationItem(
        "sales:price_lists", _("Price lists"), "coin", Permission.VIEW_CUSTOMERS, CUSTOMERS
    )
    navigation.register("sales:price_lists", pages, order=35)
    new = NavigationItem("sales:price_list_new", _("New price list"), "coin", Permission.EDIT_CUSTOMERS)
    creations.register("sales:price_list_new", new, order=34)
