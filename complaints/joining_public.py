"""How complaints of the public take part in the rest of Sila: the form, the customer's page, e-mail."""

from django.utils.translation import gettext_lazy as _


def join():
    from complaints.acknowledging import acknowledge_filed
    from complaints.following import followers
    from complaints.mail_in import file_tagged, hear_mail
    from complaints.panels import Panel, panels
    from complaints.public_panel import read_intake
    from complaints.spam import put_away
    from complaints.telling_public import KINDS, VERBS
    from complaints.today_public import PUT_ASIDE
    from interactions.filing import heard, makings
    from messaging.receiving import filing
    from timeline.kinds import kinds
    from timeline.verbs import verbs
    from workspaces.navigation import NavigationItem
    from workspaces.roles import Permission
    from workspaces.settings_menu import settings_menu
    from workspaces.today import today

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    # After whoever starts the clocks: the letter stops one of them.
    followers.register("acknowledgement", acknowledge_filed, order=90)
    followers.register("accounts made by spam", put_away, order=95)
    panel = Panel(title=_("For the customer"), template="complaints/intake_panel.html", read=read_intake)
    panels.register("intake", panel, order=60)
    today.register("complaints put aside", PUT_ASIDE, order=13)
    # Before those who file a message with its customer.
    filing.register("complaints", file_tagged, order=-10)
    heard.register("complaints", hear_mail)
    making = NavigationItem(
        "complaints:mail_complaint", _("Make a complaint"), "message-report", Permission.HANDLE_COMPLAINTS
    )
    makings.register("complaints", making)
    page = NavigationItem(
        "complaints:intake", _("Form for complaints"), "message-report", Permission.MANAGE_COMPLAINTS
    )
    settings_menu.register(page.url_name, page, order=16)
