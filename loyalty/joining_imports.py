"""How imports of points join the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from loyalty.imports.work import JOB, ImportingBalances
    from loyalty.telling_imports import KINDS, VERBS
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.verbs import verbs
    from workspaces.navigation import NavigationItem, places
    from workspaces.roles import Permission

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    job_kinds.register(JOB, ImportingBalances())
    page = NavigationItem(
        "loyalty:points_import", _("Import opening balances"), "file-import", Permission.MANAGE_LOYALTY
    )
    places.register(page.url_name, page)
