from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspacesConfig(AppConfig):
    name = "workspaces"
    verbose_name = _("Workspaces")

    def ready(self):
        from timeline.kinds import kinds
        from timeline.notifying import notification_kinds
        from timeline.verbs import groups, verbs
        from workspaces import checks, telling  # noqa: F401 - checks registers itself
        from workspaces.demo import demo
        from workspaces.demo_hours import seed_hours
        from workspaces.navigation import MANAGEMENT, NavigationItem, creations, navigation
        from workspaces.notices import NOTICES
        from workspaces.roles import Permission
        from workspaces.settings_menu import settings_menu

        view, manage = Permission.VIEW_WORKSPACE, Permission.MANAGE_SETTINGS
        navigation.register(
            "settings",
            NavigationItem("workspaces:settings", _("Settings"), "settings", view, MANAGEMENT),
            order=900,
        )
        invite = NavigationItem(
            "workspaces:member_invite", _("Invite a colleague"), "user-plus", Permission.MANAGE_MEMBERS
        )
        creations.register("invitation", invite, order=900)
        pages = [
            NavigationItem("workspaces:general", _("General"), "settings", manage),
            NavigationItem("workspaces:hours", _("Working hours"), "clock", manage),
            NavigationItem("workspaces:members", _("Colleagues"), "users", Permission.MANAGE_MEMBERS),
            NavigationItem("workspaces:security", _("Security"), "shield-lock", manage),
            NavigationItem("workspaces:support", _("Visits of the platform"), "eye", manage),
            NavigationItem("workspaces:profile", _("My profile"), "user", view),
            NavigationItem("workspaces:devices", _("My devices"), "device-desktop", view),
        ]
        for order, page in enumerate(pages, 1):
            settings_menu.register(page.url_name, page, order=order * 10)
        demo.register("hours", seed_hours, order=10)
        for name, verb in telling.VERBS.items():
            verbs.register(name, verb)
        for order, (name, label) in enumerate(telling.GROUPS.items(), 100):
            groups.register(name, label, order=order)
        for label, kind in telling.KINDS.items():
            kinds.register(label, kind)
        for name, notice in NOTICES.items():
            notification_kinds.register(name, notice, order=30)
