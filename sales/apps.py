from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = _("Sales")

    def ready(self):
        from sales.telling import GROUPS, KINDS, VERBS
        from timeline.kinds import kinds
        from timeline.verbs import groups, verbs

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for name, label in GROUPS.items():
            groups.register(name, label, order=-4)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
