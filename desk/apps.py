from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self):
        from accounts.telling import file_format
        from desk.audit import AUDIT_EXPORTING, JOB
        from desk.notices import JOB_KIND, NOTICES
        from timeline.jobs import job_kinds
        from timeline.kinds import kinds
        from timeline.notifying import notification_kinds
        from timeline.verbs import Verb, verbs
        from workspaces.navigation import MANAGEMENT, TOP, NavigationItem, navigation, places
        from workspaces.roles import Permission
        from workspaces.settings_menu import settings_menu

        view = Permission.VIEW_WORKSPACE
        home = NavigationItem("desk:today", _("Today"), "home", view, TOP)
        navigation.register("today", home, order=10)
        see = Permission.VIEW_CUSTOMERS
        navigation.register("week", NavigationItem("desk:week", _("Week"), "calendar", see), order=15)
        navigation.register(
            "team", NavigationItem("desk:team", _("Team"), "users-group", see, MANAGEMENT), order=35
        )
        jobs = NavigationItem("desk:jobs", _("Jobs"), "activity", Permission.VIEW_WORKSPACE)
        places.register("jobs", jobs)
        log = NavigationItem("desk:audit", _("Audit log"), "history", Permission.VIEW_AUDIT)
        settings_menu.register("desk:audit", log, order=25)
        places.register(
            "notifications", NavigationItem("desk:notifications", _("Notifications"), "bell", view)
        )
        mine = NavigationItem("desk:notification_settings", _("Notifications"), "bell", view)
        settings_menu.register("desk:notification_settings", mine, order=60)
        for name, notice in NOTICES.items():
            notification_kinds.register(name, notice, order=20)
        kinds.register("timeline.job", JOB_KIND)
        job_kinds.register(JOB, AUDIT_EXPORTING)
        told = _("exported %(rows)s lines of the audit log (%(format)s)")
        exported = Verb("download", told, label=_("Audit log exported"), group="files", words=file_format)
        verbs.register("audit.exported", exported)
