"""How account health is told: who changed what counts."""

from django.utils.translation import gettext_lazy as _

from timeline.kinds import Kind
from timeline.verbs import Verb

GROUPS = {"reports": _("Reports")}
KINDS = {"reports.healthweights": Kind()}
VERBS = {
    "healthweights.changed": Verb(
        "heart",
        _("changed what counts for account health"),
        _("changed what counts for account health"),
        label=_("Weights of account health changed"),
        group="reports",
    ),
}
