from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractionsConfig(AppConfig):
    name = "interactions"
    verbose_name = _("Interactions")

    def ready(self):
        from accounts.deletion import forgetting
        from interactions.demo.seed import seed_interactions
        from interactions.fields import interaction_listing
        from interactions.forgetting import forget_history
        from interactions.notices import NOTICES
        from interactions.telling import GROUPS, KINDS, VERBS
        from lib.lists import listings
        from timeline.kinds import kinds
        from timeline.notifying import notification_kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo
        from workspaces.navigation import NavigationItem, creations, navigation
        from workspaces.roles import Permission

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for order, (name, label) in enumerate(GROUPS.items(), -10):
            groups.register(name, label, order=order)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        for name, notice in NOTICES.items():
            notification_kinds.register(name, notice, order=15)
        forgetting.register("interactions", forget_history)
        listings.register(interaction_listing.key, interaction_listing)
        demo.register("interactions", seed_interactions, order=30)
        see, edit = Permission.VIEW_CUSTOMERS, Permission.EDIT_CUSTOMERS
        navigation.register(
            "interactions",
            NavigationItem("interactions:list", _("Interactions"), "message-circle", see),
            order=40,
        )
        creations.register(
            "interactions:new",
            NavigationItem("interactions:new", _("Log an interaction"), "note", edit),
            order=5,
        )
