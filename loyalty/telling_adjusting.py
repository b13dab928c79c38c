"""How adjustments are told: on their own pages, on those of customers, and to who decides about them."""

from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formats import isolated
from loyalty.models import Adjustment
from timeline.kinds import Kind
from timeline.models import Way
from timeline.notifying import NotificationKind
from timeline.verbs import Verb

KINDS = {
    "loyalty.adjustment": Kind(
        rows=lambda member: Adjustment.objects.visible_to(member).select_related("wallet__account"),
        page="loyalty:adjustment",
    ),
}


def words(detail) -> dict:
    texts = {name: detail.get(name) for name in ("reason", "refusal")}
    told = {name: isolated(text) if isinstance(text, str) else "" for name, text in texts.items()}
    points = detail.get("points")
    return told | {"points": formats.number(points) if isinstance(points, int) else ""}


def verb(icon, here, elsewhere, label) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="loyalty", words=words)


VERBS = {
    "adjustment.done": verb(
        "adjustments-horizontal",
        _("adjusted the points by %(points)s. Reason: %(reason)s"),
        _("adjusted the points of the customer by %(points)s. Reason: %(reason)s"),
        _("Points adjusted by hand"),
    ),
    "adjustment.requested": verb(
        "hourglass",
        _("asked to adjust the points by %(points)s. Reason: %(reason)s"),
        _("asked to adjust the points of the customer by %(points)s. Reason: %(reason)s"),
        _("Adjustment of points asked for"),
    ),
    "adjustment.approved": verb(
        "check",
        _("approved to adjust the points by %(points)s"),
        _("approved to adjust the points of the customer by %(points)s"),
        _("Adjustment of points approved"),
    ),
    "adjustment.refused": verb(
        "ban",
        _("refused to adjust the points by %(points)s. Reason: %(refusal)s"),
        _("refused to adjust the points of the customer by %(points)s. Reason: %(refusal)s"),
        _("Adjustment of points refused"),
    ),
    "adjustment.withdrawn": verb(
        "arrow-back-up",
        _("withdrew the request to adjust the points by %(points)s"),
        _("withdrew the request to adjust the points of the customer by %(points)s"),
        _("Adjustment of points withdrawn"),
    ),
}


def with_customer(adjustment) -> str:
    return f"{adjustment.name} ({adjustment.account.name})"


NOTICES = {
    "adjustment.waiting": NotificationKind(
        label=_("An adjustment of points waits for approval"),
        icon="adjustments-horizontal",
        one=_("%(actor)s asks to adjust points: %(subject)s."),
        way=Way.APP,
        called=with_customer,
    ),
    "adjustment.decided": NotificationKind(
        label=_("An adjustment of points that I asked for was decided"),
        icon="adjustments-horizontal",
        one=_("%(actor)s decided your adjustment of points: %(subject)s."),
        called=with_customer,
    ),
}
