"""How rewards are told: on their pages, and in the audit."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib import formats
from lib.formats import isolated
from loyalty.models import Reward
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"loyalty": _("Loyalty")}
KINDS = {"loyalty.reward": Kind(rows=lambda member: Reward.objects.all(), page="loyalty:reward")}


def stocked(detail) -> dict:
    """How many pieces, how many there are now, and the note."""
    pieces, stock, note = detail.get("pieces", 0), detail.get("stock", 0), detail.get("note", "")
    many = ngettext("%(count)s piece", "%(count)s pieces", abs(pieces)) % {
        "count": formats.number(abs(pieces))
    }
    return {
        "pieces": f"−{many}" if pieces < 0 else many,
        "stock": formats.number(stock),
        "note": f" ({isolated(note)})" if note else "",
    }


def of_reward(icon, here, elsewhere, label, **more) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="loyalty", **more)


VERBS = {
    "reward.created": of_reward(
        "gift", _("added this reward"), _("added the reward %(subject)s"), _("Reward added")
    ),
    "reward.changed": of_reward(
        "pencil",
        _("edited this reward"),
        _("edited the reward %(subject)s"),
        _("Reward edited"),
        history=SUBJECT,
    ),
    "reward.archived": of_reward(
        "archive", _("archived this reward"), _("archived the reward %(subject)s"), _("Reward archived")
    ),
    "reward.restored": of_reward(
        "archive-off",
        _("brought this reward back"),
        _("brought the reward %(subject)s back"),
        _("Reward restored"),
    ),
    "reward.stocked": of_reward(
        "database",
        _("changed the stock by %(pieces)s to %(stock)s%(note)s"),
        _("changed the stock of the reward %(subject)s by %(pieces)s to %(stock)s%(note)s"),
        _("Stock of a reward changed"),
        words=stocked,
    ),
    "reward.uncounted": of_reward(
        "database",
        _("stopped counting the stock of this reward%(note)s"),
        _("stopped counting the stock of the reward %(subject)s%(note)s"),
        _("Stock of a reward no longer counted"),
        words=stocked,
    ),
}
