"""Onboarding takes its place: navigation, panel, settings, what follows a status, timeline, demo."""

from django.utils.translation import gettext_lazy as _


def register():
    from accounts import following
    from planning.demo.onboarding import seed_onboarding
    from planning.onboarding import follow_status
    from planning.telling_onboarding import GROUPS, KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-2)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    following.changes.register("onboarding", follow_status)
    demo.register("onboarding", seed_onboarding, order=52)
    register_places()


def register_places():
    from accounts.panels import Panel, panels
    from planning.onboarding_panel import read_onboardings
    from workspaces.navigation import CUSTOMERS, NavigationItem, navigation
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    panel = Panel(
        title=_("Onboarding"),
        template="planning/onboarding_panel.html",
        read=read_onboardings,
        url_name="planning:account_onboarding",
        action=_("All onboardings of the customer"),
    )
    panels.register("onboarding", panel, order=36)
    running = NavigationItem(
        "planning:onboardings", _("Onboarding"), "list-check", Permission.VIEW_CUSTOMERS, CUSTOMERS
    )
    navigation.register("planning:onboardings", running, order=35)
    checklists = NavigationItem(
        "planning:checklists", _("Onboarding checklists"), "list-check", Permission.MANAGE_SETTINGS
    )
    settings_menu.register("planning:checklists", checklists, order=21)
