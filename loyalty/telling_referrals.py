"""How friends who come by a code are told: on their own pages, on those of customers, and to who decides."""

from django.utils.translation import gettext_lazy as _

from lib.formats import isolated
from loyalty.models import CodeReferral
from timeline.kinds import Kind
from timeline.models import Way
from timeline.notifying import NotificationKind
from timeline.verbs import Verb

KINDS = {
    "loyalty.codereferral": Kind(
        rows=lambda member: CodeReferral.objects.visible_to(member).select_related("account"),
        page="loyalty:code_referral",
    ),
}


def words(detail) -> dict:
    reason = detail.get("reason")
    return {"reason": isolated(reason) if isinstance(reason, str) else ""}


def verb(icon, here, elsewhere, label) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="loyalty", words=words)


VERBS = {
    "codereferral.registered": verb(
        "users-group",
        _("wrote down that this friend came by the code"),
        _("wrote down a friend who came by the code: %(subject)s"),
        _("Friend came by a code"),
    ),
    "codereferral.held": verb(
        "hourglass",
        _("put this friend aside until a person decides"),
        _("put a friend who came by the code aside: %(subject)s"),
        _("Friend by a code put aside"),
    ),
    "codereferral.rejected": verb(
        "ban",
        _("found that this is no new friend"),
        _("found that who came by the code is no new friend: %(subject)s"),
        _("No new friend by a code"),
    ),
    "codereferral.refused": verb(
        "ban",
        _("refused this friend. Reason: %(reason)s"),
        _("refused a friend who came by the code: %(subject)s. Reason: %(reason)s"),
        _("Friend by a code refused"),
    ),
    "codereferral.qualified": verb(
        "shopping-cart",
        _("saw that this friend bought: points of both are waited for"),
        _("saw that a friend who came by the code bought: %(subject)s"),
        _("Friend by a code bought"),
    ),
    "codereferral.sent_back": verb(
        "arrow-back-up",
        _("took the points of both back: the purchase was sent back"),
        _("took the points for a friend back: %(subject)s sent the purchase back"),
        _("Purchase of a friend sent back"),
    ),
    "codereferral.rewarded": verb(
        "gift",
        _("made the points for this friend last"),
        _("made the points for a friend last: %(subject)s"),
        _("Friend by a code rewarded"),
    ),
    "codereferral.expired": verb(
        "clock",
        _("closed it: this friend bought nothing in time"),
        _("closed a referral by the code: %(subject)s bought nothing in time"),
        _("Friend by a code expired"),
    ),
    "referralterms.changed": Verb(
        "adjustments-horizontal",
        _("changed how friends come by a code"),
        _("changed how friends come by a code"),
        label=_("Referrals by a code set up"),
        group="loyalty",
    ),
}

NOTICES = {
    "codereferral.held": NotificationKind(
        label=_("A friend by a code waits for a decision"),
        icon="users-group",
        one=_("A friend by the code of a customer waits for a decision: %(subject)s."),
        way=Way.APP,
        called=lambda found: f"{found.name} ({found.account.name})",
    ),
}
