"""How opportunities take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.deletion import forgetting
    from accounts.exports import EXPORTED
    from accounts.handing_over import handing_over
    from accounts.panels import Panel, panels
    from lib.lists import listings
    from sales.demo.opportunities import seed_opportunities
    from sales.holding import OPEN_ONES
    from sales.opportunity_exports import Opportunities
    from sales.opportunity_fields import opportunity_listing
    from sales.opportunity_panels import forget_opportunities, read_opportunities
    from sales.searching import OPPORTUNITIES
    from sales.telling_opportunity import GROUPS, KINDS, NOTICES, VERBS
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo
    from workspaces.searching import search_sources

    search_sources.register("opportunities", OPPORTUNITIES, order=5)
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-5)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=20)
    listings.register(opportunity_listing.key, opportunity_listing)
    EXPORTED["opportunities"] = Opportunities()
    panel = Panel(
        title=_("Opportunities"),
        template="sales/opportunities_panel.html",
        read=read_opportunities,
        url_name="sales:opportunities_of_account",
        action=_("All opportunities"),
    )
    panels.register("opportunities", panel, order=10)
    handing_over.register("opportunities", OPEN_ONES, order=30)
    forgetting.register("opportunities", forget_opportunities)
    demo.register("opportunities", seed_opportunities, order=52)
    offer_pages()


def offer_pages():
    from workspaces.navigation import CUSTOMERS, NavigationItem, creations, navigation, places
    from workspaces.roles import Permission
    from workspaces.settings_menu import parts, settings_menu

    parts.register("sales", _("Sales and plans"), order=30)
    see, edit, rule = Permission.VIEW_CUSTOMERS, Permission.EDIT_CUSTOMERS, Permission.MANAGE_SETTINGS
    pages = NavigationItem("sales:opportunities", _("Opportunities"), "coin", see, CUSTOMERS)
    navigation.register("sales:opportunities", pages, order=33)
    board = NavigationItem("sales:opportunity_board", _("Board of opportunities"), "columns", see)
    places.register("sales:opportunity_board", board)
    new = NavigationItem("sales:opportunity_new", _("New opportunity"), "coin", edit)
    creations.register("sales:opportunity_new", new, order=4)
    for name, label, icon, order in (
        ("sales:stages", _("Stages of opportunities"), "columns", 21),
        ("sales:lost_reasons", _("Reasons for a loss"), "circle-x", 22),
    ):
        settings_menu.register(name, NavigationItem(name, label, icon, rule), order=order)
