"""How the audit tells of what complaints do elsewhere."""

from django.utils.translation import gettext_lazy as _

from timeline.verbs import Verb

VERBS = {
    "effectrules.changed": Verb(
        "settings",
        _("changed what complaints do elsewhere"),
        label=_("Rules of the effects of complaints changed"),
        group="settings",
        changes=lambda detail: detail.get("changes", {}),
    ),
}
