"""How customers who take part join the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.exports import EXPORTED
    from accounts.panels import panels
    from lib.lists import listings
    from loyalty.demo.members import seed_members
    from loyalty.exports import Members, StatementFile
    from loyalty.fields import member_listing
    from loyalty.panel import PANEL
    from loyalty.telling_members import GROUPS, KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo
    from workspaces.navigation import CUSTOMERS, NavigationItem, navigation
    from workspaces.roles import Permission

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        if name not in groups:
            groups.register(name, label, order=-5)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    listings.register(member_listing.key, member_listing)
    EXPORTED["members"] = Members()
    EXPORTED["statement"] = StatementFile()
    panels.register("points", PANEL, order=22)
    demo.register("points by hand", seed_members, order=72)
    page = NavigationItem(
        "loyalty:members", _("Loyalty points"), "gift", Permission.VIEW_CUSTOMERS, CUSTOMERS
    )
    navigation.register(page.url_name, page, order=37)
