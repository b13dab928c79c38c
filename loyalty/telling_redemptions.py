"""How redemptions, vouchers and links to the points of a customer are told."""

from django.utils.translation import gettext_lazy as _

from accounts.models.naming import in_two_languages
from lib import formats
from lib.formats import isolated
from loyalty.models import Redemption, Voucher
from loyalty.words import terms_of
from timeline.kinds import Kind
from timeline.verbs import Verb

KINDS = {
    "loyalty.redemption": Kind(
        rows=lambda member: Redemption.objects.visible_to(member).select_related("account", "reward"),
        page="loyalty:redemption",
    ),
    "loyalty.voucher": Kind(
        rows=lambda member: Voucher.objects.visible_to(member).select_related("account"),
        page="loyalty:voucher",
    ),
}


class Terms:
    """What a voucher was good for, as its event keeps it."""

    def __init__(self, detail):
        self.amount_minor, self.percent = detail.get("amount_minor"), detail.get("percent") or 0
        self.currency, self.least_minor = detail.get("currency", ""), detail.get("least_minor") or 0


def words(detail) -> dict:
    """The reward, its points, and the reason that was given."""
    reason = detail.get("reason", "")
    return {
        "reward": isolated(in_two_languages(*(detail.get("reward") or ["", ""]))),
        "points": formats.number(detail.get("points", 0)),
        "reason": f" ({isolated(reason)})" if reason else "",
    }


def words_of_voucher(detail) -> dict:
    reason, paid = detail.get("reason", ""), detail.get("paid_minor", 0)
    return {
        "terms": isolated(terms_of(Terms(detail))),
        "paid": isolated(formats.money(paid, detail.get("currency", ""))),
        "reason": f" ({isolated(reason)})" if reason else "",
    }


def of_redemption(icon, here, elsewhere, label) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="loyalty", words=words)


def of_voucher(icon, here, elsewhere, label) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="loyalty", words=words_of_voucher)


VERBS = {
    "redemption.asked": of_redemption(
        "gift",
        _("took this reward for %(points)s points"),
        _("took the reward %(reward)s for %(points)s points"),
        _("Reward taken for points"),
    ),
    "redemption.wanted": of_redemption(
        "gift",
        _("the customer took this reward on their page for %(points)s points"),
        _("the customer took the reward %(reward)s on their page for %(points)s points"),
        _("Reward taken by the customer"),
    ),
    "redemption.unwanted": of_redemption(
        "ban",
        _("the customer cancelled this redemption on their page"),
        _("the customer cancelled the redemption of %(reward)s on their page"),
        _("Redemption cancelled by the customer"),
    ),
    "redemption.captured": of_redemption(
        "coin",
        _("paid this reward with %(points)s points"),
        _("paid the reward %(reward)s with %(points)s points"),
        _("Reward paid with points"),
    ),
    "redemption.fulfilled": of_redemption(
        "circle-check",
        _("handed this reward over"),
        _("handed the reward %(reward)s over"),
        _("Reward handed over"),
    ),
    "redemption.voided": of_redemption(
        "ban",
        _("cancelled this redemption%(reason)s"),
        _("cancelled the redemption of %(reward)s%(reason)s"),
        _("Redemption cancelled"),
    ),
    "redemption.timed_out": of_redemption(
        "hourglass",
        _("nobody collected this reward in time; its points are free again"),
        _("nobody collected the reward %(reward)s in time; its points are free again"),
        _("Reward not collected in time"),
    ),
    "redemption.refunded": of_redemption(
        "arrow-back-up",
        _("gave the points of this redemption back%(reason)s"),
        _("gave the points of %(reward)s back%(reason)s"),
        _("Points of a redemption given back"),
    ),
    "voucher.given": of_voucher(
        "tag",
        _("gave this voucher: %(terms)s"),
        _("gave a voucher: %(terms)s"),
        _("Voucher given"),
    ),
    "voucher.used": of_voucher(
        "shopping-cart",
        _("used this voucher: it paid %(paid)s"),
        _("used the voucher %(subject)s: it paid %(paid)s"),
        _("Voucher used"),
    ),
    "voucher.unused": of_voucher(
        "arrow-back-up",
        _("noted that this voucher was not used"),
        _("noted that the voucher %(subject)s was not used"),
        _("Use of a voucher taken back"),
    ),
    "voucher.taken_back": of_voucher(
        "ban",
        _("took this voucher back%(reason)s"),
        _("took the voucher %(subject)s back%(reason)s"),
        _("Voucher taken back"),
    ),
    "pointslink.sent": Verb(
        "send",
        _("sent the customer a link to the page of their points"),
        label=_("Link to the points of a customer sent"),
        group="loyalty",
    ),
    "pointslink.renewed": Verb(
        "link",
        _("made a link to the page of the customer’s points to hand over"),
        label=_("Link to the points of a customer made"),
        group="loyalty",
    ),
    "pointslink.revoked": Verb(
        "unlink",
        _("took the links to the page of the customer’s points back"),
        label=_("Links to the points of a customer taken back"),
        group="loyalty",
    ),
}
