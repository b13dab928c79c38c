"""How complaints take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.archiving import obstacles
    from accounts.deletion import forgetting
    from accounts.exports import EXPORTED
    from accounts.fields.accounts import account_fields
    from complaints.archiving import open_complaints
    from complaints.exports import Complaints
    from complaints.fields import complaint_listing
    from complaints.forgetting import forget_complaints
    from complaints.letters import fill_link
    from complaints.searching import COMPLAINTS
    from complaints.segment_rules import FIELDS
    from complaints.telling import GROUPS, KINDS, NOTICES, VERBS
    from lib.lists import listings
    from messaging.sending import fillings
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import groups, verbs
    from workspaces.searching import search_sources

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-6)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=30)
    listings.register(complaint_listing.key, complaint_listing)
    EXPORTED["complaints"] = Complaints()
    search_sources.register("complaints", COMPLAINTS, order=6)
    fillings.register("complaints", fill_link)
    obstacles.register("open complaints", open_complaints)
    forgetting.register("complaints", forget_complaints)
    for place, field in enumerate(FIELDS):
        account_fields.register(field.key, field, order=300 + place)
    offer_pages()


def offer_pages():
    from workspaces.navigation import CUSTOMERS, NavigationItem, creations, navigation, places
    from workspaces.roles import Permission

    see, handle = Permission.VIEW_CUSTOMERS, Permission.HANDLE_COMPLAINTS
    page = NavigationItem("complaints:complaints", _("Complaints"), "message-report", see, CUSTOMERS)
    navigation.register("complaints:complaints", page, order=36)
    new = NavigationItem("complaints:complaint_new", _("New complaint"), "message-report", handle)
    creations.register("complaints:complaint_new", new, order=5)
    for name, label, icon in (
        ("complaints:board", _("Board of complaints"), "columns"),
        ("complaints:load", _("Complaints by colleague"), "chart-bar"),
    ):
        places.register(name, NavigationItem(name, label, icon, see))
