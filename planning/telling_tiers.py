"""How types, tiers and assessments are told: on the pages of customers, and to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from lib import formats
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"planning": _("Planning")}

KINDS = {
    "planning.typerule": Kind(page=""),
    "planning.planningrules": Kind(page=""),
}


def counted(detail) -> dict:
    count = detail.get("count", 0)
    return {"count": formats.number(count if isinstance(count, int) else 0)}


def scored(detail) -> dict:
    score = detail.get("score", 0)
    return {"score": formats.number(score if isinstance(score, int) else 0)}


VERBS = {
    "account.classified": Verb(
        "tag",
        _("changed the tier or the type: %(reason)s"),
        label=_("Tier or type changed"),
        group="planning",
        history=SUBJECT,
    ),
    "assessment.made": Verb(
        "chart-bar",
        _("assessed this customer: %(score)s of 100"),
        label=_("Customer assessed"),
        group="planning",
        words=scored,
    ),
    "assessment.taken_back": Verb(
        "arrow-back-up",
        _("took an assessment back"),
        label=_("Assessment taken back"),
        group="planning",
    ),
    "tiers.confirmed": Verb(
        "circle-check",
        _("confirmed proposed tiers (%(count)s)"),
        label=_("Proposed tiers confirmed"),
        group="planning",
        words=counted,
    ),
    "tiers.refused": Verb(
        "ban",
        _("refused proposed tiers (%(count)s)"),
        label=_("Proposed tiers refused"),
        group="planning",
        words=counted,
    ),
    "tiers.taken_back": Verb(
        "arrow-back-up",
        _("took a decision about tiers back (%(count)s)"),
        label=_("Decision about tiers taken back"),
        group="planning",
        words=counted,
    ),
    "typerule.changed": Verb(
        "settings",
        _("changed what a management type asks: %(subject)s"),
        label=_("Rule of a management type changed"),
        group="settings",
        history=SUBJECT,
    ),
    "planningrules.changed": Verb(
        "settings",
        _("changed the rules of planning"),
        label=_("Rules of planning changed"),
        group="settings",
    ),
    "membership.load_changed": Verb(
        "user",
        _("changed what a colleague knows and carries"),
        label=_("Specialism and capacity changed"),
        group="settings",
    ),
}
