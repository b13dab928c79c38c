"""How referrals by a code take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.merging.rules import one_each, rules
    from loyalty.demo.referrals import seed_referrals
    from loyalty.qualifying import follow_friends
    from loyalty.telling_referrals import KINDS, NOTICES, VERBS
    from loyalty.today_referrals import HELD
    from sales.following import followers
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.today import today

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=36)
    # The code of the absorbed one stays with it, and leads to the survivor for as long as it is one.
    rules.register("loyalty.referralcode", one_each())
    followers.register("friends by a code", follow_friends)
    today.register("friends by a code", HELD, order=48)
    demo.register("friends by a code", seed_referrals, order=78)
    offer_pages()


def offer_pages():
    from workspaces.navigation import NavigationItem, places
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    page = NavigationItem(
        "loyalty:code_referrals", _("Friends by a code"), "users-group", Permission.VIEW_CUSTOMERS
    )
    places.register(page.url_name, page)
    terms = NavigationItem(
        "loyalty:referral_terms", _("Referrals by a code"), "users-group", Permission.MANAGE_LOYALTY
    )
    settings_menu.register(terms.url_name, terms, order=42)
