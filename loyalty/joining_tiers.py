"""How loyalty tiers take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from loyalty import tier_review
    from loyalty.demo.tiers import seed_tiers
    from loyalty.following import followers
    from loyalty.having import hindrances
    from loyalty.telling_tiers import KINDS, VERBS
    from loyalty.tier_rewards import hindered
    from loyalty.tiering import follow_entry
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo

    job_kinds.register(tier_review.JOB, tier_review.Reviewing())
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    followers.register("tiers", follow_entry)
    hindrances.register("tiers", hindered)
    demo.register("loyalty tiers", seed_tiers, order=78)
    offer_pages()


def offer_pages():
    from loyalty.actions import Action, actions
    from workspaces.navigation import NavigationItem, places
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    manage = Permission.MANAGE_LOYALTY
    setup = NavigationItem("loyalty:tiers", _("Loyalty tiers"), "star", manage)
    settings_menu.register(setup.url_name, setup, order=42)
    overview = NavigationItem(
        "loyalty:tier_overview", _("Customers by loyalty tier"), "star", Permission.VIEW_CUSTOMERS
    )
    places.register(overview.url_name, overview)
    actions.register("tier", Action("loyalty:member_tier", _("Set the tier"), "star", manage), order=60)
