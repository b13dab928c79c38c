"""What the trees of complaints put into the registries of lower rooms."""

from django.utils.translation import gettext_lazy as _


def join():
    from complaints.telling_learning import VERBS
    from timeline.verbs import verbs

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    offer_settings()


def offer_settings():
    from workspaces.navigation import NavigationItem
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    may = Permission.MANAGE_COMPLAINTS
    for name, label in {
        "category_tree": _("Categories of complaints"),
        "cause_tree": _("Root causes"),
    }.items():
        page = NavigationItem(f"complaints:{name}", label, "message-report", may)
        settings_menu.register(page.url_name, page, order=22)
