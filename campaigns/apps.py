from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self):
        from campaigns.demo.templates import seed_templates
        from campaigns.telling import GROUPS, KINDS, VERBS
        from timeline.kinds import kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo
        from workspaces.navigation import NavigationItem, creations, navigation
        from workspaces.roles import Permission
        from workspaces.settings_menu import parts, settings_menu

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for name, label in GROUPS.items():
            groups.register(name, label, order=-3)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        demo.register("templates of campaigns", seed_templates, order=80)
        page = NavigationItem("campaigns:templates", _("Templates"), "mail", Permission.MANAGE_CAMPAIGNS)
        navigation.register(page.url_name, page, order=18)
        rules = NavigationItem(
            "campaigns:response_rules", _("Responses to campaigns"), "activity", Permission.MANAGE_SETTINGS
        )
        parts.register("campaigns", _("Keeping in touch"), order=21)
        settings_menu.register(rules.url_name, rules, order=20)
        new = NavigationItem("campaigns:template_new", _("New template"), "mail", Permission.MANAGE_CAMPAIGNS)
        creations.register(new.url_name, new, order=10)
