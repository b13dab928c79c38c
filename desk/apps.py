from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self):
        from accounts.telling import file_format
        from desk.audit import AUDIT_EXPORTING, JOB
        from timeline.jobs import job_kinds
        from timeline.verbs import Verb, verbs
        from workspaces.navigation import NavigationItem, navigation, places
        from workspaces.roles import Permission
        from workspaces.settings_menu import settings_menu

        home = NavigationItem("desk:today", _("Today"), "home", Permission.VIEW_WORKSPACE)
        navigation.register("today", home, order=10)
        jobs = NavigationItem("desk:jobs", _("Jobs"), "activity", Permission.VIEW_WORKSPACE)
        places.register("jobs", jobs)
        log = NavigationItem("desk:audit", _("Audit log"), "history", Permission.VIEW_AUDIT)
        settings_menu.register("desk:audit", log, order=25)
        job_kinds.register(JOB, AUDIT_EXPORTING)
        told = _("exported %(rows)s lines of the audit log (%(format)s)")
        exported = Verb("download", told, label=_("Audit log exported"), group="files", words=file_format)
        verbs.register("audit.exported", exported)
