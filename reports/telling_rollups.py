"""How a difference between the rollups and the facts is told to who runs the workspace."""

from django.utils.translation import gettext_lazy as _

from timeline.notifying import NotificationKind

NOTICES = {
    "reports.do_not_agree": NotificationKind(
        label=_("Sums of reports did not agree with what is recorded"),
        icon="alert-triangle",
        one=_(
            "Sums of reports did not agree with what is recorded. They were worked out anew, and are right again."
        ),
    ),
}
