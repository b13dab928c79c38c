from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self):
        from reports import (
            joining_actions,
            joining_costs,
            joining_files,
            joining_foresight,
            joining_health,
            joining_kpis,
            joining_rollups,
            joining_subscriptions,
            joining_suggestions,
        )

        joining_kpis.join()
        joining_rollups.join()
        joining_health.join()
        joining_foresight.join()
        joining_actions.join()
        joining_files.join()
        joining_costs.join()
        joining_subscriptions.join()
        joining_suggestions.join()
