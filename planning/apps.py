from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = _("Planning")

    def ready(self):
        from planning.registering import onboarding, people, plans, programme, statements, tiers

        people.register()
        statements.register()
        onboarding.register()
        programme.register()
        plans.register()
        tiers.register()
