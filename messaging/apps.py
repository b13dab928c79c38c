from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("E-mail")

    def ready(self):
        from messaging.telling import KINDS, VERBS
        from timeline.kinds import kinds
        from timeline.verbs import verbs
        from workspaces.navigation import NavigationItem
        from workspaces.roles import Permission
        from workspaces.settings_menu import parts, settings_menu

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        page = NavigationItem("messaging:sender", _("E-mail"), "mail", Permission.MANAGE_SETTINGS)
        parts.register("messaging", _("Keeping in touch"), order=20)
        settings_menu.register(page.url_name, page, order=17)
