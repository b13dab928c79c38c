"""The programme takes its place: navigation, timeline, demo."""

from django.utils.translation import gettext_lazy as _


def register():
    from planning.demo.programme import seed_programme
    from planning.telling_programme import GROUPS, KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo
    from workspaces.navigation import MANAGEMENT, NavigationItem, navigation
    from workspaces.roles import Permission

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-1)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    item = NavigationItem(
        "planning:programme", _("Programme"), "target", Permission.VIEW_CUSTOMERS, MANAGEMENT
    )
    navigation.register("planning:programme", item, order=40)
    demo.register("programme", seed_programme, order=58)
