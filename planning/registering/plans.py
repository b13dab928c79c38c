"""What plans of accounts put into the registries of lower rooms."""


def register():
    from django.utils.translation import gettext_lazy as _

    from accounts.deletion import forgetting
    from accounts.fields.accounts import account_fields
    from accounts.panels import Panel, panels
    from planning.demo.plans import seed_plans
    from planning.forgetting_plans import forget_plans
    from planning.panel import read_panel
    from planning.plan_fields import FIELDS
    from planning.telling import GROUPS, KINDS, NOTICES, VERBS
    from planning.today import MISSING, REVIEWS
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo
    from workspaces.navigation import CUSTOMERS, NavigationItem, navigation, places
    from workspaces.roles import Permission
    from workspaces.today import today

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-5)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=30)
    forgetting.register("plans", forget_plans)
    plans_page = NavigationItem(
        "planning:plans", _("Account plans"), "target", Permission.VIEW_CUSTOMERS, CUSTOMERS
    )
    navigation.register("plans", plans_page, order=26)
    competitors_page = NavigationItem(
        "planning:competitors", _("Competitors"), "flag", Permission.VIEW_CUSTOMERS, CUSTOMERS
    )
    places.register("competitors", competitors_page, order=26)
    demo.register("plans", seed_plans, order=60)
    today.register("plan reviews", REVIEWS, order=13)
    today.register("missing plans", MISSING, order=14)
    for place, each in enumerate(FIELDS):
        account_fields.register(each.key, each, order=62 + place)
    plan = Panel(
        title=_("Account plan"),
        template="planning/panel.html",
        read=read_panel,
        url_name="planning:of_account",
        action=_("The plan"),
        icon="target",
    )
    panels.register("plan", plan, order=30)
