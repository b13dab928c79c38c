"""How proposed actions take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.merging.rules import rules, stays
    from accounts.panels import panels
    from reports.demo.actions import seed_actions
    from reports.nextbest.kinds import KINDS as ACTIONS
    from reports.nextbest.kinds import action_kinds
    from reports.nextbest.showing import PANEL, TODAY
    from reports.telling_actions import KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.navigation import NavigationItem, places
    from workspaces.roles import Permission
    from workspaces.today import today

    for name, action in ACTIONS.items():
        action_kinds.register(name, action)
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    rules.register("reports.proposedaction", stays)
    panels.register("actions", PANEL, order=6)
    today.register("actions", TODAY, order=23)
    demo.register("proposed actions", seed_actions, order=97)
    page = NavigationItem("reports:actions", _("What to do next"), "check", Permission.VIEW_CUSTOMERS)
    places.register(page.url_name, page)
