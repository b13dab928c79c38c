"""How the audit tells of customers who take part."""

from django.utils.translation import gettext_lazy as _

from accounts.telling import file_format
from lib.formats import isolated
from loyalty.models import Wallet
from timeline.kinds import Kind
from timeline.verbs import Verb

GROUPS = {"loyalty": _("Loyalty")}

KINDS = {
    "loyalty.wallet": Kind(
        rows=lambda member: Wallet.objects.visible_to(member).select_related("account"), page="loyalty:member"
    ),
}

VERBS = {
    "wallet.enrolled": Verb(
        "gift",
        _("took this customer into the loyalty programme"),
        _("took the customer into the loyalty programme"),
        label=_("Customer enrolled in the loyalty programme"),
        group="loyalty",
    ),
    "wallet.moved": Verb(
        "arrow-merge",
        _("moved the points of %(other)s here, as the customers were merged"),
        _("moved the points of %(other)s here, as the customers were merged"),
        label=_("Points moved by a merge"),
        group="loyalty",
        words=lambda detail: {"other": isolated(detail.get("other", ""))},
    ),
    "wallet.brought_back": Verb(
        "arrow-back-up",
        _("brought the points back, as a merge was taken back"),
        _("brought the points of the customer back, as a merge was taken back"),
        label=_("Points brought back by the undo of a merge"),
        group="loyalty",
    ),
    "members.exported": Verb(
        "download",
        _("exported the points of %(rows)s customers (%(format)s)"),
        label=_("Points of customers exported"),
        group="files",
        words=file_format,
    ),
    "statement.exported": Verb(
        "download",
        _("exported %(rows)s entries of a statement of points (%(format)s)"),
        label=_("Statement of points exported"),
        group="files",
        words=file_format,
    ),
}
