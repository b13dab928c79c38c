"""What the numbers put into the registries of the house."""

from django.utils.translation import gettext_lazy as _

from reports.kpis import register_all
from workspaces.navigation import MANAGEMENT, NavigationItem, navigation, places
from workspaces.roles import Permission


def join():
    register_all()
    see = Permission.VIEW_CUSTOMERS
    page = NavigationItem("reports:reports", _("Reports"), "chart-bar", see, MANAGEMENT)
    navigation.register(page.url_name, page, order=50)
    every = NavigationItem("reports:kpis", _("All KPIs and what they mean"), "chart-bar", see)
    places.register(every.url_name, every, order=50)
