"""How reports by e-mail take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from reports.demo.subscriptions import seed_subscriptions
    from reports.telling_subscriptions import KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.navigation import NavigationItem, creations, places
    from workspaces.roles import Permission

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    demo.register("reports by e-mail", seed_subscriptions, order=99)
    see = Permission.VIEW_CUSTOMERS
    page = NavigationItem("reports:subscriptions", _("Reports by e-mail"), "mail", see)
    places.register(page.url_name, page, order=51)
    new = NavigationItem("reports:subscription_new", _("New report by e-mail"), "mail", see)
    creations.register(new.url_name, new, order=52)
