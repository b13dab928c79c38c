"""What complaints do elsewhere: on the pages of customers, for those who lead, in the demo."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts import state_of_play
    from accounts.handing_over import handing_over
    from accounts.panels import contact_panels, panels
    from complaints import apologising
    from complaints.account_panel import OF_CONTACT, OPEN_COMPLAINTS, PANEL
    from complaints.demo.complaints import seed_complaints
    from complaints.following import followers
    from complaints.handing import OPEN_ONES
    from complaints.informing import NOTICES, tell_leads
    from complaints.notices import JOB, Notifying
    from complaints.notices_panel import PANEL as NOTICES_OF
    from complaints.origins import LINKED
    from complaints.panels import panels as own_panels
    from complaints.satisfaction import follow, follow_answer
    from complaints.satisfaction_panel import PANEL as SATISFACTION
    from complaints.telling_effects import KINDS, VERBS
    from interactions.linking import linked
    from surveys.services import answered
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.navigation import NavigationItem, places
    from workspaces.roles import Permission
    from workspaces.settings_menu import parts, settings_menu

    parts.register("complaints", _("Complaints"), order=40)
    panels.register("complaints", PANEL, order=5)
    contact_panels.register("complaints", OF_CONTACT, order=5)
    state_of_play.lines.register("complaints", OPEN_COMPLAINTS, order=5)
    handing_over.register("complaints", OPEN_ONES, order=35)
    followers.register("leads", tell_leads, order=50)
    followers.register("satisfaction", follow, order=60)
    followers.register("apologies", apologising.follow, order=65)
    linked.register("complaints", LINKED)
    answered.register("complaints", follow_answer)
    job_kinds.register(JOB, Notifying())
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    own_panels.register("notices", NOTICES_OF, order=20)
    own_panels.register("satisfaction", SATISFACTION, order=30)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=31)
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    demo.register("complaints", seed_complaints, order=56)
    rules = NavigationItem(
        "complaints:effects", _("Effects of complaints"), "message-report", Permission.MANAGE_COMPLAINTS
    )
    page = NavigationItem(
        "complaints:satisfaction",
        _("Satisfaction after complaints"),
        "mood-smile",
        Permission.VIEW_CUSTOMERS,
    )
    places.register(page.url_name, page)
    settings_menu.register(rules.url_name, rules, order=30)
