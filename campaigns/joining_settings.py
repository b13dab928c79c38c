"""Where the settings of campaigns stand."""

from django.utils.translation import gettext_lazy as _

from workspaces.navigation import NavigationItem
from workspaces.roles import Permission
from workspaces.settings_menu import parts, settings_menu

PAGES = (
    ("campaigns:text_messages", _("Text messages"), "message", 18),
    ("campaigns:whatsapp", _("WhatsApp"), "brand-whatsapp", 18),
    ("campaigns:sending_rules", _("When offers are sent"), "clock", 19),
    ("campaigns:response_rules", _("Responses to campaigns"), "activity", 20),
    ("campaigns:credit_rules", _("Return on campaigns"), "chart-bar", 21),
)


def join_settings() -> None:
    parts.register("campaigns", _("Keeping in touch"), order=21)
    for name, label, icon, order in PAGES:
        settings_menu.register(
            name, NavigationItem(name, label, icon, Permission.MANAGE_SETTINGS), order=order
        )
