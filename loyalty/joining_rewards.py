"""How rewards take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from loyalty.telling_rewards import GROUPS, KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import groups, verbs
    from workspaces.navigation import NavigationItem, creations, places
    from workspaces.roles import Permission

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        if name not in groups:
            groups.register(name, label, order=-5)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    page = NavigationItem("loyalty:rewards", _("Rewards"), "gift", Permission.VIEW_CUSTOMERS)
    places.register(page.url_name, page)
    new = NavigationItem("loyalty:reward_new", _("New reward"), "gift", Permission.MANAGE_LOYALTY)
    creations.register(new.url_name, new, order=20)
