"""What automations bring to the registries."""

from django.utils.translation import gettext_lazy as _

from accounts.merging.rules import one_each, rules
from campaigns.demo.automations import seed_automations
from campaigns.telling_automations import KINDS, NOTICES, VERBS
from timeline.kinds import kinds
from timeline.notifying import notification_kinds
from timeline.verbs import verbs
from workspaces.demo import demo
from workspaces.navigation import NavigationItem, places
from workspaces.roles import Permission

# Who was merged goes on as the one they are now, where that one is not in the same automation.
CONTACTS = one_each("automation")


def join_automations():
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=61)
    demo.register("automations", seed_automations, order=95)
    rules.register("campaigns.enrolment.contact", CONTACTS)
    page = NavigationItem(
        "campaigns:automations", _("Automations"), "list-check", Permission.MANAGE_CAMPAIGNS
    )
    places.register(page.url_name, page, order=18)
