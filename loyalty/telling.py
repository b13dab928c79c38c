"""How points are told to who manages them."""

from django.utils.translation import gettext_lazy as _

from loyalty.models import RevenueCohort
from timeline.kinds import Kind
from timeline.notifying import NotificationKind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"points": _("Points of customers")}

KINDS = {"loyalty.revenuecohort": Kind(rows=lambda member: RevenueCohort.objects.all())}

VERBS = {
    "revenuecohort.changed": Verb(
        "pencil",
        _("wrote down what is deferred behind the points of %(subject)s"),
        label=_("Deferred revenue of points changed"),
        group="points",
        history=SUBJECT,
    ),
}

NOTICES = {
    "points.do_not_agree": NotificationKind(
        label=_("The ledger of points does not agree"),
        icon="alert-triangle",
        one=_(
            "The ledger of points does not agree. Nothing was changed; the liability page says what differs."
        ),
    ),
}
