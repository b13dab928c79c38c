"""How account health takes part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.deletion import forgetting
    from accounts.fields.accounts import account_fields
    from accounts.merging.rules import rules, stays
    from accounts.panels import panels
    from reports.demo.health import seed_health
    from reports.health import computing
    from reports.health.fields import FIELDS
    from reports.health.forgetting import forget_health
    from reports.health.showing import PANEL, SLIPPING
    from reports.telling_health import GROUPS, KINDS, VERBS
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo
    from workspaces.today import today

    job_kinds.register(computing.JOB, computing.Reading())
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        if name not in groups:
            groups.register(name, label, order=-4)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for label in ("reports.accounthealth", "reports.healthreading"):
        rules.register(label, stays)
    for place, field in enumerate(FIELDS):
        account_fields.register(field.key, field, order=60 + place)
    forgetting.register("account health", forget_health)
    panels.register("health", PANEL, order=5)
    today.register("slipping", SLIPPING, order=22)
    demo.register("account health", seed_health, order=96)
    offer_pages()


def offer_pages():
    from workspaces.navigation import NavigationItem, places
    from workspaces.roles import Permission
    from workspaces.settings_menu import parts, settings_menu

    page = NavigationItem("reports:health", _("Account health"), "heart", Permission.VIEW_CUSTOMERS)
    places.register(page.url_name, page)
    setup = NavigationItem("reports:health_weights", _("Account health"), "heart", Permission.MANAGE_SETTINGS)
    if "reports" not in parts:
        parts.register("reports", _("Reports"), order=60)
    settings_menu.register(setup.url_name, setup, order=60)
