from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self):
        from accounts.panels import panels
        from surveys.account_panel import PANEL
        from surveys.demo.plans import seed_plans
        from surveys.demo.surveys import seed_surveys
        from surveys.notices import NOTICES
        from surveys.remarks_waiting import WAITING
        from surveys.sending import JOB, Sending
        from surveys.telling import GROUPS, KINDS, VERBS
        from surveys.turns import JOB as TURN
        from surveys.turns import Turn
        from timeline.jobs import job_kinds
        from timeline.kinds import kinds
        from timeline.notifying import notification_kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo
        from workspaces.navigation import NavigationItem, creations, navigation, places
        from workspaces.roles import Permission
        from workspaces.settings_menu import parts, settings_menu
        from workspaces.today import today

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for name, label in GROUPS.items():
            groups.register(name, label, order=-4)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        for name, notice in NOTICES.items():
            notification_kinds.register(name, notice, order=26)
        job_kinds.register(JOB, Sending())
        job_kinds.register(TURN, Turn())
        demo.register("surveys", seed_surveys, order=47)
        demo.register("surveys sent by themselves", seed_plans, order=92)
        page = NavigationItem("surveys:list", _("Surveys"), "mood-smile", Permission.VIEW_CUSTOMERS)
        navigation.register(page.url_name, page, order=17)
        remarks = NavigationItem(
            "surveys:remarks", _("Remarks of customers"), "message-circle", Permission.VIEW_CUSTOMERS
        )
        places.register(remarks.url_name, remarks)
        plans = NavigationItem(
            "surveys:plans", _("Surveys sent by themselves"), "send", Permission.VIEW_CUSTOMERS
        )
        places.register(plans.url_name, plans)
        panels.register("satisfaction", PANEL, order=6)
        today.register("remarks", WAITING, order=17)
        new = NavigationItem("surveys:new", _("New survey"), "mood-smile", Permission.EDIT_CUSTOMERS)
        creations.register(new.url_name, new, order=9)
        rules = NavigationItem("surveys:rules", _("Surveys"), "mood-smile", Permission.MANAGE_SETTINGS)
        parts.register("surveys", _("Keeping in touch"), order=20)
        settings_menu.register(rules.url_name, rules, order=20)
