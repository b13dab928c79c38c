"""How the handling of complaints takes part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from complaints.assigning import ASSIGNING_JOBS, give_on_leaving, stay_where_they_are
    from complaints.closing_along import CLOSING_JOBS
    from complaints.compensation_panel import PANEL as COMPENSATION
    from complaints.panels import menus, panels
    from complaints.telling_handling import KINDS, NOTICES, VERBS
    from complaints.uniting_panel import PANEL as TOGETHER
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import verbs
    from workspaces.leaving import Leaving, leaving

    leaving.register("complaints", Leaving(give_on_leaving, stay_where_they_are))
    for name, kind in {**ASSIGNING_JOBS, **CLOSING_JOBS}.items():
        job_kinds.register(name, kind)
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=31)
    panels.register("together", TOGETHER, order=10)
    panels.register("compensation", COMPENSATION, order=20)
    menus.register("uniting", "complaints/uniting_menu.html", order=10)
    offer_pages()


def offer_pages():
    from workspaces.navigation import NavigationItem
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    rule = Permission.MANAGE_COMPLAINTS
    for name, label, icon, order in (
        ("complaints:severities", _("Severity of complaints"), "adjustments-horizontal", 31),
        ("complaints:skills", _("Who handles which complaints"), "users", 32),
    ):
        settings_menu.register(name, NavigationItem(name, label, icon, rule), order=order)
    money = NavigationItem(
        "complaints:limits", _("Who approves compensations"), "coin", Permission.MANAGE_SETTINGS
    )
    settings_menu.register("complaints:limits", money, order=33)
