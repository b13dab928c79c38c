"""How points take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.deletion import forgetting
    from accounts.fields.accounts import account_fields
    from accounts.merging.rules import afterwards, rules
    from loyalty import expiring, reconciling
    from loyalty.forgetting import forget_points
    from loyalty.merging import bring_points_back, move_points
    from loyalty.segment_rules import FIELDS
    from loyalty.telling import GROUPS, KINDS, NOTICES, VERBS
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import groups, verbs

    job_kinds.register(expiring.JOB, expiring.Expiring())
    job_kinds.register(reconciling.JOB, reconciling.Reconciling())
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-7)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=40)
    forgetting.register("points", forget_points)
    rules.register("loyalty.wallet", move_points)
    afterwards.register("loyalty", bring_points_back)
    for place, field in enumerate(FIELDS):
        account_fields.register(field.key, field, order=310 + place)
    offer_pages()


def offer_pages():
    from workspaces.navigation import MANAGEMENT, NavigationItem, places
    from workspaces.roles import Permission

    page = NavigationItem(
        "loyalty:liability",
        _("Liability of points"),
        "report-analytics",
        Permission.MANAGE_LOYALTY,
        MANAGEMENT,
    )
    places.register("loyalty:liability", page)
