"""How the rollups take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.following import made_along
    from accounts.merging.rules import rules, stays
    from reports.rollups.keeping import months_of
    from reports.telling_rollups import NOTICES
    from timeline.notifying import notification_kinds

    # The outbox tells of both customers of a merge: their months are made anew.
    rules.register("reports.accountmonth", stays)
    made_along.register("months of accounts", months_of)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=60)
    offer_page()


def offer_page():
    from workspaces.navigation import MANAGEMENT, NavigationItem, places
    from workspaces.roles import Permission

    page = NavigationItem("reports:cohorts", _("Cohorts"), "chart-bar", Permission.VIEW_CUSTOMERS, MANAGEMENT)
    places.register("reports:cohorts", page)
