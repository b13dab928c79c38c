"""How letters to members take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.merging.rules import one_each, rules
    from loyalty.demo.notices import seed_notices
    from loyalty.telling_notices import VERBS
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.navigation import NavigationItem
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    # Whoever of the two wants none: none go to the one they are.
    rules.register("loyalty.noticerefusal", one_each())
    demo.register("letters to members", seed_notices, order=79)
    page = NavigationItem("loyalty:notice_terms", _("Letters to members"), "mail", Permission.MANAGE_LOYALTY)
    settings_menu.register(page.url_name, page, order=43)
