"""How what is foreseen of customers takes part in the rest of Sila: called once, when the app is ready."""

from django.utils.translation import gettext_lazy as _


def join():
    from accounts.fields.accounts import account_fields
    from accounts.merging.rules import rules, stays
    from accounts.panels import panels
    from reports.demo.foresight import seed_foresight
    from reports.fields_foresight import FIELDS
    from reports.foreseeing import JOB, Foreseeing
    from reports.views.foresight import PANEL
    from timeline.jobs import job_kinds
    from workspaces.demo import demo

    job_kinds.register(JOB, Foreseeing())
    rules.register("reports.accountforesight", stays)
    for order, field in enumerate(FIELDS, 236):
        account_fields.register(field.key, field, order=order)
    panels.register("foresight", PANEL, order=21)
    demo.register("foresight", seed_foresight, order=97)
    offer_pages()


def offer_pages():
    from workspaces.navigation import MANAGEMENT, NavigationItem, navigation, places
    from workspaces.roles import Permission

    see = Permission.VIEW_CUSTOMERS
    lifetime = NavigationItem("reports:lifetime", _("Lifetime value"), "activity", see, MANAGEMENT)
    navigation.register(lifetime.url_name, lifetime, order=54)
    rfm = NavigationItem("reports:rfm", _("Segments by purchases"), "layout-list", see)
    places.register(rfm.url_name, rfm)
