"""How stakeholders and needs are told, on the pages of customers and to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from lib.formats import isolated
from planning.models import Need
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"relations": _("Stakeholders and needs")}

KINDS = {
    "planning.stakeholder": Kind(hidden=("account", "contact")),
    "planning.stakeholderrule": Kind(),
    "planning.need": Kind(
        rows=lambda member: Need.objects.visible_to(member).select_related("account"), page="planning:need"
    ),
}


def state_words(detail) -> dict:
    states = dict(Need.State.choices)
    reason = detail.get("reason", "")
    return {
        "old": states.get(detail.get("old"), ""),
        "new": states.get(detail.get("new"), ""),
        "reason": f" ({isolated(reason)})" if reason else "",
    }


VERBS = {
    "stakeholder.described": Verb(
        "users",
        _("changed what is known of their part in the decisions of the customer"),
        _("changed what is known of the part that %(subject)s plays in decisions"),
        label=_("Stakeholder described"),
        group="relations",
        history="planning.stakeholder",
    ),
    "stakeholder_rule.changed": Verb(
        "settings",
        _("changed from when on Sila warns that who decides was not met"),
        label=_("Warnings of stakeholders changed"),
        group="relations",
    ),
    "need.added": Verb(
        "target",
        _("wrote this need down"),
        _("wrote a need of the customer down: %(subject)s"),
        label=_("Need written down"),
        group="relations",
    ),
    "need.changed": Verb(
        "pencil",
        _("edited this need"),
        _("edited a need of the customer: %(subject)s"),
        label=_("Need edited"),
        group="relations",
        history=SUBJECT,
    ),
    "need.moved": Verb(
        "arrow-forward-up",
        _("moved this need from “%(old)s” to “%(new)s”%(reason)s"),
        _("moved a need of the customer from “%(old)s” to “%(new)s”: %(subject)s%(reason)s"),
        label=_("Need moved"),
        group="relations",
        words=state_words,
    ),
}
