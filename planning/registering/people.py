"""What planning knows of the people of customers takes its place: pages, panels, lists, Today, timeline, demo."""

from django.utils.translation import gettext_lazy as _


def register():
    register_telling()
    register_places()
    register_daily_work()


def register_telling():
    from accounts.deletion import forgetting
    from accounts.merging.rules import rules
    from planning.forgetting import forget_people
    from planning.merging import RULES
    from planning.telling_people import GROUPS, KINDS, VERBS
    from timeline.kinds import kinds
    from timeline.verbs import groups, verbs

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-4)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    forgetting.register("people of customers", forget_people)
    for label, rule in RULES.items():
        rules.register(label, rule)


def register_places():
    from accounts.fields.accounts import account_fields
    from accounts.panels import Panel, panels
    from planning.needs_panel import read_needs
    from planning.stakeholder_fields import FIELDS
    from planning.stakeholder_panel import read_stakeholders
    from workspaces.navigation import NavigationItem
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu

    stakeholders = Panel(
        title=_("Stakeholders"),
        template="planning/stakeholder_panel.html",
        read=read_stakeholders,
        url_name="planning:stakeholders",
        action=_("All stakeholders, and their map"),
    )
    panels.register("stakeholders", stakeholders, order=30)
    needs = Panel(
        title=_("Needs"),
        template="planning/needs_panel.html",
        read=read_needs,
        url_name="planning:needs",
        action=_("All needs"),
    )
    panels.register("needs", needs, order=32)
    for place, each in enumerate(FIELDS):
        account_fields.register(each.key, each, order=60 + place)
    rule = NavigationItem(
        "planning:stakeholder_settings", _("Stakeholders"), "users", Permission.MANAGE_SETTINGS
    )
    settings_menu.register("planning:stakeholder_settings", rule, order=20)


def register_daily_work():
    from planning.demo.people import seed_people
    from planning.stakeholder_today import CARE, COUNTS
    from workspaces.demo import demo
    from workspaces.today import today

    today.register("relations", CARE, order=27)
    today.register("relations in the team", COUNTS, order=28)
    demo.register("stakeholders and needs", seed_people, order=50)
