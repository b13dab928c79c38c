"""How the audit tells of what complaints do elsewhere."""

from django.utils.translation import gettext_lazy as _

from timeline.verbs import Verb

VERBS = {
    "complaint.rated_low": Verb(
        "mood-smile",
        _("rated the handling of this complaint low"),
        _("rated the handling of the complaint %(subject)s low"),
        label=_("Complaint rated low"),
        group="complaints",
    ),
    "effectrules.changed": Verb(
        "settings",
        _("changed what complaints do elsewhere"),
        label=_("Rules of the effects of complaints changed"),
        group="settings",
        changes=lambda detail: detail.get("changes", {}),
    ),
}
