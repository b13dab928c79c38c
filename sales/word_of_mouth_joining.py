"""How referrals and testimonials take part in the rest of Sila: called once, when the app is ready."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_ROWS = 5


def join():
    from accounts.following import changes
    from accounts.panels import Panel, panels
    from lib.lists import listings
    from messaging.sending import fillings
    from sales.asking_happy import follow_answer
    from sales.demo.word_of_mouth import seed_word_of_mouth
    from sales.referring import follow_status
    from sales.telling_word_of_mouth import GROUPS, KINDS, NOTICES, VERBS
    from sales.testimonials import fill_link
    from sales.word_of_mouth_fields import referral_listing, testimonial_listing
    from surveys.services import answered
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo

    demo.register("referrals and testimonials", seed_word_of_mouth, order=53)
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-3)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=27)
    for listing in (referral_listing, testimonial_listing):
        listings.register(listing.key, listing)
    changes.register("referrals", follow_status)
    fillings.register("testimonials", fill_link)
    answered.register("testimonials", follow_answer)
    referred = Panel(
        title=_("Referrals"),
        template="sales/referrals_panel.html",
        read=read_referrals,
        url_name="sales:referrals_of_account",
        action=_("All referrals"),
    )
    panels.register("referrals", referred, order=40)
    said = Panel(
        title=_("Testimonials"),
        template="sales/testimonials_panel.html",
        read=read_testimonials,
        url_name="sales:testimonials_of_account",
        action=_("All testimonials"),
    )
    panels.register("testimonials", said, order=41)
    offer_pages()


def offer_pages():
    from workspaces.navigation import CUSTOMERS, NavigationItem, creations, navigation
    from workspaces.roles import Permission

    see, edit = Permission.VIEW_CUSTOMERS, Permission.EDIT_CUSTOMERS
    for order, (name, label, icon) in enumerate(
        (
            ("sales:referrals", _("Referrals"), "users-group"),
            ("sales:testimonials", _("Testimonials"), "message-circle"),
        ),
        37,
    ):
        navigation.register(name, NavigationItem(name, label, icon, see, CUSTOMERS), order=order)
    for name, label, icon in (
        ("sales:referral_new", _("New referral"), "users-group"),
        ("sales:testimonial_ask", _("Ask for a testimonial"), "message-circle"),
    ):
        creations.register(name, NavigationItem(name, label, icon, edit), order=35)


def read_referrals(account, membership) -> dict | None:
    """Those that the customer made, and through whom it came; nothing where there is none."""
    from sales.models import Referral

    seen = Referral.objects.visible_to(membership).kept().with_outcome()
    seen = seen.select_related("account")
    rows = list(seen.filter(Q(account=account) | Q(referred=account)).order_by("-on_day", "-pk")[:MOST_ROWS])
    return {"rows": rows, "account": account} if rows else None


def read_testimonials(account, membership) -> dict | None:
    from sales.models import Testimonial

    seen = Testimonial.objects.visible_to(membership).kept().filter(account=account)
    rows = list(seen.order_by("-pk")[:MOST_ROWS])
    return {"rows": rows} if rows else None
