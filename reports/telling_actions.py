"""How proposed actions are told: what a person made of them."""

from django.utils.translation import gettext_lazy as _

from reports.models import ProposedAction
from timeline.kinds import Kind
from timeline.verbs import Verb

KINDS = {
    "reports.proposedaction": Kind(
        rows=lambda member: ProposedAction.objects.visible_to(member), part_of="account"
    ),
}


def verb(icon, text, label) -> Verb:
    return Verb(icon, text, text, label=label, group="reports")


VERBS = {
    "proposedaction.accepted": verb("check", _("took up a proposed action"), _("Proposed action taken up")),
    "proposedaction.dismissed": verb("x", _("put a proposed action aside"), _("Proposed action put aside")),
    "proposedaction.proposed_again": verb(
        "refresh", _("had an action proposed again"), _("Action proposed again")
    ),
}
