"""What types, tiers, assessments and capacity put into the registries of the lower rooms."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    from accounts.following import arrivals, changes, made_along
    from accounts.merging.rules import afterwards
    from accounts.owning import owner_notes, owner_rules, owner_warnings
    from planning import capacity, reckoning
    from planning.deciding_all import DECIDING_JOBS
    from planning.demo.tiers import seed_tiers
    from planning.telling_tiers import GROUPS, KINDS, VERBS
    from planning.type_rules import may_own
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-7)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    owner_rules.register("types", may_own)
    owner_notes.register("load", capacity.notes)
    owner_warnings.register("load", capacity.warn)
    changes.register("scores", reckoning.follow_value)
    arrivals.register("scores", reckoning.follow_arrivals)
    made_along.register("scores", reckoning.made_along)
    job_kinds.register(reckoning.JOB, reckoning.Reckoning())
    for name, kind in DECIDING_JOBS.items():
        job_kinds.register(name, kind)
    afterwards.register("scores", reckoning.follow_merge)
    demo.register("tiers", seed_tiers, order=48)
    offer_pages()


def offer_pages() -> None:
    from accounts.panels import panels
    from planning.panel_assessment import ASSESSMENT
    from workspaces.navigation import MANAGEMENT, NavigationItem, navigation, places
    from workspaces.roles import Permission
    from workspaces.settings_menu import parts, settings_menu

    parts.register("planning", _("Sales and plans"), order=30)
    panels.register("assessment", ASSESSMENT, order=10)
    see, lead = Permission.VIEW_CUSTOMERS, Permission.MANAGE_SETTINGS
    shortlist = NavigationItem("planning:shortlist", _("Shortlist"), "star", see, MANAGEMENT)
    navigation.register("shortlist", shortlist, order=35)
    tiers = NavigationItem("planning:tiers", _("Proposed tiers"), "arrows-sort", see, MANAGEMENT)
    places.register("tiers", tiers)
    for order, (name, label) in enumerate(
        {"types": _("Management types"), "rules": _("Assessment and tiers")}.items(), 17
    ):
        page = NavigationItem(f"planning:{name}", label, "star", lead)
        settings_menu.register(page.url_name, page, order=order)
