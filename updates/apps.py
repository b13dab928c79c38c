from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpdatesConfig(AppConfig):
    name = "updates"
    verbose_name = _("Updates to customers")

    def ready(self):
        from accounts.merging.rules import rules
        from messaging.sending import fillings
        from timeline.kinds import kinds
        from timeline.notifying import notification_kinds
        from timeline.verbs import groups, verbs
        from updates.demo.updates import seed_updates
        from updates.merging import RULES
        from updates.sending import fill_link
        from updates.telling import GROUPS, KINDS, NOTICES, VERBS
        from updates.today import DRAFTS
        from workspaces.demo import demo
        from workspaces.today import today

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for name, label in GROUPS.items():
            groups.register(name, label, order=-6)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        for name, notice in NOTICES.items():
            notification_kinds.register(name, notice, order=26)
        for label, rule in RULES.items():
            rules.register(label, rule)
        today.register("updates", DRAFTS, order=12)
        fillings.register("updates", fill_link)
        demo.register("updates to customers", seed_updates, order=46)
