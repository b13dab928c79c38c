"""What trees, findings and actions put into the registries of lower rooms."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.merging.rules import rules
    from complaints.demo.pattern import seed_pattern
    from complaints.learning import JOB, Learning
    from complaints.merging_findings import RULES
    from complaints.panel_learning import PATTERNS
    from complaints.panels import panels
    from complaints.telling_learning import KINDS, NOTICES, VERBS
    from complaints.today_learning import ACTIONS, CHECK_INS, FINDINGS
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.today import today

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=31)
    for label, rule in RULES.items():
        rules.register(label, rule)
    job_kinds.register(JOB, Learning())
    panels.register("patterns", PATTERNS, order=40)
    today.register("corrective actions", ACTIONS, order=16)
    today.register("check-ins", CHECK_INS, order=17)
    today.register("findings", FINDINGS, order=18)
    demo.register("complaint pattern", seed_pattern, order=57)
    offer_pages()


def offer_pages():
    from workspaces.navigation import MANAGEMENT, NavigationItem, navigation, places
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    may, handle = Permission.MANAGE_COMPLAINTS, Permission.HANDLE_COMPLAINTS
    learning = NavigationItem(
        "complaints:learning", _("Learning from complaints"), "report-analytics", handle, MANAGEMENT
    )
    navigation.register("complaints:learning", learning, order=37)
    actions = NavigationItem("complaints:actions", _("Corrective actions"), "list-check", handle, MANAGEMENT)
    places.register("complaints:actions", actions, order=37)
    for name, label in {
        "category_tree": _("Categories of complaints"),
        "cause_tree": _("Root causes"),
    }.items():
        page = NavigationItem(f"complaints:{name}", label, "message-report", may)
        settings_menu.register(page.url_name, page, order=22)
