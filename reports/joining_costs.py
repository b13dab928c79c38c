"""How costs take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.panels import panels
    from reports.costs.showing import PANEL
    from reports.demo.costs import seed_costs
    from reports.telling_costs import KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.navigation import NavigationItem, places
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    panels.register("costs", PANEL, order=8)
    demo.register("rates of costs", seed_costs, order=98)
    page = NavigationItem("reports:costs", _("Cost to serve"), "coin", Permission.VIEW_COSTS)
    places.register(page.url_name, page)
    setup = NavigationItem("reports:cost_rates", _("Rates of costs"), "coin", Permission.VIEW_COSTS)
    settings_menu.register(setup.url_name, setup, order=62)
