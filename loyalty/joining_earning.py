"""How the programme and its rules take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.following import changes, made_along
    from accounts.merging.rules import rules
    from interactions import following
    from loyalty.demo.programme import seed_programme
    from loyalty.earning import follow_account, follow_purchases, made_with_customers
    from loyalty.merging import RULES
    from loyalty.occasions import follow_answer, follow_interaction, follow_testimonial
    from loyalty.telling_earning import KINDS, VERBS
    from sales.following import followers, followers_of_testimonials
    from surveys.services import answered
    from timeline.kinds import kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo
    from workspaces.settings_menu import parts

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    if "loyalty" not in groups:
        groups.register("loyalty", _("Loyalty"), order=-5)
    if "loyalty" not in parts:
        parts.register("loyalty", _("Loyalty"), order=35)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for label, rule in RULES.items():
        rules.register(label, rule)
    followers.register("points", follow_purchases)
    answered.register("points", follow_answer)
    following.followers.register("points", follow_interaction)
    followers_of_testimonials.register("points", follow_testimonial)
    demo.register("loyalty programme", seed_programme, order=70)
    made_along.register("points of purchases", made_with_customers)
    changes.register("points of purchases", follow_account)
    offer_pages()


def offer_pages():
    from workspaces.navigation import MANAGEMENT, NavigationItem, places
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    for order, (name, label, icon) in enumerate(
        (
            ("loyalty:programme", _("Loyalty programme"), "gift"),
            ("loyalty:rules", _("Rules for earning points"), "list-check"),
        ),
        40,
    ):
        settings_menu.register(
            name, NavigationItem(name, label, icon, Permission.MANAGE_LOYALTY), order=order
        )
    page = NavigationItem(
        "loyalty:trends", _("Loyalty trends"), "chart-bar", Permission.MANAGE_LOYALTY, MANAGEMENT
    )
    places.register(page.url_name, page)
