"""How the history and the audit tell of the programme and of its rules."""

from django.utils.translation import gettext_lazy as _

from accounts.telling import file_format
from loyalty.models import EarnRule
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

KINDS = {
    "loyalty.earnrule": Kind(
        rows=lambda member: EarnRule.objects.all(), page="loyalty:rule", hidden=("place",)
    ),
}


def of_rule(icon, here, elsewhere, label, **more) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="loyalty", **more)


VERBS = {
    "loyaltyprogram.changed": of_rule(
        "gift",
        _("changed the loyalty programme"),
        _("changed the loyalty programme"),
        _("Loyalty programme changed"),
        history=SUBJECT,
    ),
    "loyaltyprogram.exported": Verb(
        "download",
        _("exported figures of the loyalty programme (%(format)s)"),
        label=_("Figures of the loyalty programme exported"),
        group="files",
        words=file_format,
    ),
    "earnrule.added": of_rule(
        "plus",
        _("added this rule"),
        _("added a rule for earning points: %(subject)s"),
        _("Rule for points added"),
    ),
    "earnrule.changed": of_rule(
        "pencil",
        _("changed this rule"),
        _("changed a rule for earning points: %(subject)s"),
        _("Rule for points changed"),
        history=SUBJECT,
    ),
    "earnrule.shifted": of_rule(
        "list-check",
        _("moved this rule to another place"),
        _("moved a rule for earning points to another place: %(subject)s"),
        _("Rules for points put in another order"),
    ),
    "earnrule.archived": of_rule(
        "archive",
        _("archived this rule"),
        _("archived a rule for earning points: %(subject)s"),
        _("Rule for points archived"),
    ),
    "earnrule.restored": of_rule(
        "archive-off",
        _("put this rule in force again"),
        _("put a rule for earning points in force again: %(subject)s"),
        _("Rule for points restored"),
    ),
}
