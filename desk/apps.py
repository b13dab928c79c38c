from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self):
        from workspaces.navigation import NavigationItem, navigation, places
        from workspaces.roles import Permission

        home = NavigationItem("desk:today", _("Today"), "home", Permission.VIEW_WORKSPACE)
        navigation.register("today", home, order=10)
        jobs = NavigationItem("desk:jobs", _("Jobs"), "activity", Permission.VIEW_WORKSPACE)
        places.register("jobs", jobs)
