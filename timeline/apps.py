from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    name = "timeline"
    verbose_name = _("Timeline")

    def ready(self):
        from timeline.telling import VERBS
        from timeline.verbs import verbs

        for name, verb in VERBS.items():
            verbs.register(name, verb)
