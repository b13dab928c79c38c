"""How the clocks of complaints take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.following import changes
    from accounts.merging.rules import afterwards
    from complaints import measuring_anew, silence
    from complaints.clock_fields import FIELDS
    from complaints.clocks import follow
    from complaints.demo.clocks import seed_clocks
    from complaints.fields import complaint_fields
    from complaints.following import followers
    from complaints.panel_clocks import CLOCKS, PRESSING
    from complaints.panels import panels
    from complaints.policies import JOB
    from complaints.telling_clocks import KINDS, NOTICES, VERBS
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.models.working_calendar import hours_followers
    from workspaces.today import today

    followers.register("clocks", follow, order=-10)
    followers.register("silence", silence.follow)
    changes.register("clocks of complaints", measuring_anew.follow_account)
    afterwards.register("clocks of complaints", measuring_anew.follow_merge)
    hours_followers.register("clocks of complaints", measuring_anew.follow_hours)
    job_kinds.register(JOB, measuring_anew.MeasuringAnew())
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=30)
    for field in FIELDS:
        complaint_fields.register(field.key, field, order=15)
    panels.register("clocks", CLOCKS, order=-10)
    demo.register("clocks of complaints", seed_clocks, order=57)
    today.register("complaints", PRESSING, order=9)
    offer_pages()


def offer_pages():
    from workspaces.navigation import NavigationItem
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    for name, label, icon in (
        ("complaints:policies", _("Times for complaints"), "clock"),
        ("complaints:escalation", _("Escalation of complaints"), "alert-triangle"),
    ):
        settings_menu.register(
            name, NavigationItem(name, label, icon, Permission.MANAGE_COMPLAINTS), order=23
        )
