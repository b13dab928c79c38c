"""Expectations in writing take their place: page, panel, mail, timeline, demo."""

from django.utils.translation import gettext_lazy as _


def register():
    from accounts.panels import Panel, panels
    from messaging.sending import fillings
    from planning.demo.statements import seed_statements
    from planning.expecting import fill_link
    from planning.statement_panel import read_statements
    from planning.statement_today import ENDING
    from planning.telling_statements import GROUPS, KINDS, NOTICES, VERBS
    from timeline.kinds import kinds
    from timeline.notifying import notification_kinds
    from timeline.verbs import groups, verbs
    from workspaces.demo import demo
    from workspaces.today import today

    today.register("expectations that end", ENDING, order=14)
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for name, label in GROUPS.items():
        groups.register(name, label, order=-3)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=27)
    panel = Panel(
        title=_("Expectations"),
        template="planning/statements_panel.html",
        read=read_statements,
        url_name="planning:statements",
        action=_("All editions"),
    )
    panels.register("expectations", panel, order=34)
    fillings.register("expectations", fill_link)
    demo.register("expectations", seed_statements, order=51)
