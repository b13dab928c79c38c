"""How adjustments take part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.deletion import forgetting
    from loyalty.actions import Action, actions
    from loyalty.forgetting import forget_adjustments
    from loyalty.telling_adjusting import KINDS, NOTICES, VERBS
    from loyalty.today_adjusting import WAITING
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import verbs
    from workspaces.navigation import NavigationItem, places
    from workspaces.roles import Permission
    from workspaces.today import today

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=35)
    # Before the ledger, whose entries they name.
    forgetting.register("adjustments", forget_adjustments, order=-10)
    today.register("adjustments", WAITING, order=47)
    adjust = Action("loyalty:adjustment_new", _("Adjust"), "adjustments-horizontal", Permission.HANDLE_POINTS)
    actions.register("adjust", adjust, order=50)
    page = NavigationItem(
        "loyalty:adjustments",
        _("Adjustments of points"),
        "adjustments-horizontal",
        Permission.VIEW_CUSTOMERS,
    )
    places.register(page.url_name, page)
