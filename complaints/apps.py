from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self):
        from complaints import (
            joining,
            joining_clocks,
            joining_effects,
            joining_handling,
            joining_imports,
            joining_learning,
            joining_public,
        )

        joining.join()
        joining_clocks.join()
        joining_handling.join()
        joining_learning.join()
        joining_public.join()
        joining_effects.join()
        joining_imports.join()
