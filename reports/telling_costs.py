"""How rates of costs are told: who changed them, and no amounts."""

from django.utils.translation import gettext_lazy as _

from timeline.kinds import Kind
from timeline.verbs import Verb

KINDS = {"reports.costrates": Kind()}
VERBS = {
    "costrates.changed": Verb(
        "coin",
        _("changed what costs are reckoned at"),
        _("changed what costs are reckoned at"),
        label=_("Rates of costs changed"),
        group="reports",
    ),
}
