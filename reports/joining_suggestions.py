"""How suggested products take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.merging.rules import rules, stays
    from accounts.panels import panels
    from reports.demo.suggestions import seed_suggestions
    from reports.suggesting.finding import JOB, Suggesting
    from reports.suggesting.showing import PANEL
    from reports.telling_suggestions import KINDS, VERBS
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.verbs import verbs
    from workspaces.demo import demo
    from workspaces.navigation import NavigationItem, places
    from workspaces.roles import Permission

    job_kinds.register(JOB, Suggesting())
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    rules.register("reports.productsuggestion", stays)
    panels.register("suggestions", PANEL, order=22)
    demo.register("suggested products", seed_suggestions, order=97)
    page = NavigationItem(
        "reports:suggestions", _("Could also need"), "shopping-cart", Permission.VIEW_CUSTOMERS
    )
    places.register(page.url_name, page)
