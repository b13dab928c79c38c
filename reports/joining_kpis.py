"""What the numbers put into the registries of the house."""

from django.utils.translation import gettext_lazy as _

from reports.kpis import register_all
from workspaces.navigation import MANAGEMENT, NavigationItem, creations, navigation, places
from workspaces.roles import Permission


def join():
    from reports.telling_written import KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import verbs

    register_all()
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    see = Permission.VIEW_CUSTOMERS
    page = NavigationItem("reports:reports", _("Reports"), "chart-bar", see, MANAGEMENT)
    navigation.register(page.url_name, page, order=50)
    every = NavigationItem("reports:kpis", _("All KPIs and what they mean"), "chart-bar", see)
    places.register(every.url_name, every, order=50)
    for name, label, icon, may in (
        ("reports:built_list", _("Own reports"), "report-analytics", see),
        ("reports:targets", _("Targets"), "target", Permission.MANAGE_REPORTS),
        ("reports:notes", _("Notes on numbers"), "note", Permission.MANAGE_REPORTS),
    ):
        places.register(name, NavigationItem(name, label, icon, may), order=51)
    new = NavigationItem("reports:built_new", _("New report"), "report-analytics", see)
    creations.register(new.url_name, new, order=51)
