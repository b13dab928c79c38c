"""How rewards take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.panels import panels
    from lib.lists import listings
    from loyalty import telling_redemptions, telling_rewards
    from loyalty.actions import Action, actions
    from loyalty.demo.rewards import seed_rewards
    from loyalty.fields_redemption import redemption_listing, voucher_listing
    from loyalty.links import fill_link
    from loyalty.rewards_panel import PANEL
    from loyalty.vouchers import followers
    from messaging.sending import fillings
    from timeline.kinds import kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo
    from workspaces.roles import Permission

    for telling in (telling_rewards, telling_redemptions):
        for name, verb in telling.VERBS.items():
            verbs.register(name, verb)
        for label, kind in telling.KINDS.items():
            kinds.register(label, kind)
    for name, label in telling_rewards.GROUPS.items():
        if name not in groups:
            groups.register(name, label, order=-5)
    for listing in (redemption_listing, voucher_listing):
        listings.register(listing.key, listing)
    fillings.register("points", fill_link)
    demo.register("rewards", seed_rewards, order=76)
    followers.register("earning", earn_anew)
    panels.register("rewards", PANEL, order=23)
    redeem = Action("loyalty:redeem", _("Redeem"), "gift", Permission.HANDLE_POINTS)
    actions.register("redeem", redeem, order=10)
    offer_pages()


def earn_anew(purchase) -> None:
    """Points are not earned on what a voucher paid."""
    from loyalty.earning import follow_purchases

    follow_purchases([purchase.account_id])


def offer_pages():
    from workspaces.navigation import NavigationItem, creations, places
    from workspaces.roles import Permission

    see = Permission.VIEW_CUSTOMERS
    for name, label, icon in (
        ("loyalty:rewards", _("Rewards"), "gift"),
        ("loyalty:redemptions", _("Redemptions"), "gift"),
        ("loyalty:vouchers", _("Vouchers"), "tag"),
    ):
        places.register(name, NavigationItem(name, label, icon, see))
    new = NavigationItem("loyalty:reward_new", _("New reward"), "gift", Permission.MANAGE_LOYALTY)
    creations.register(new.url_name, new, order=20)
