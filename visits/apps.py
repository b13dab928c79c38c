from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "visits"
    verbose_name = _("Visits of the website")

    def ready(self):
        from accounts.consents import refusing
        from accounts.deletion import forgetting
        from accounts.fields.contacts import contact_fields
        from accounts.merging.rules import afterwards, one_each, rules
        from accounts.models import Consent
        from accounts.panels import contact_panels, panels
        from accounts.purposes import asked_besides
        from timeline.kinds import kinds
        from timeline.verbs import groups, verbs
        from visits.demo.visits import seed_visits
        from visits.forgetting import forget_deleted, forget_refused, work_out
        from visits.keys import is_asked
        from visits.panel import OF_ACCOUNT, OF_CONTACT
        from visits.segment_rules import FIELDS
        from visits.telling import GROUPS, KINDS, VERBS
        from workspaces.demo import demo
        from workspaces.navigation import NavigationItem
        from workspaces.roles import Permission
        from workspaces.settings_menu import parts, settings_menu

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for name, label in GROUPS.items():
            groups.register(name, label, order=-5)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        asked_besides.register(Consent.VISITS, is_asked)
        refusing.register("visits", forget_refused)
        forgetting.register("visits", forget_deleted)
        rules.register("visits.visitday", one_each("on"))
        afterwards.register("visits", work_out)
        for place, field in enumerate(FIELDS):
            contact_fields.register(field.key, field, order=300 + place)
        panels.register("visits", OF_ACCOUNT, order=26)
        contact_panels.register("visits", OF_CONTACT, order=10)
        demo.register("visits of the website", seed_visits, order=86)
        page = NavigationItem(
            "visits:settings", _("Visits of the website"), "world", Permission.MANAGE_SETTINGS
        )
        parts.register("visits", _("Keeping in touch"), order=20)
        settings_menu.register(page.url_name, page, order=20)
