"""How loyalty tiers are told: what their editors did, and what became of the tiers of customers."""

from datetime import date

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import in_two_languages
from lib import formats
from lib.formats import isolated
from loyalty.models import LoyaltyTier
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

KINDS = {
    "loyalty.loyaltytier": Kind(rows=lambda member: LoyaltyTier.objects.all(), page="loyalty:tier"),
}


def tier_name(names) -> str:
    """As the event kept it, in the language of its reader."""
    return isolated(in_two_languages(*names)) if names and any(names) else _now("no tier")


def words(detail) -> dict:
    until, reason = detail.get("until", ""), detail.get("reason", "")
    return {
        "before": tier_name(detail.get("from")),
        "after": tier_name(detail.get("to")),
        "points": formats.number(detail.get("points", 0)),
        "day": formats.day(date.fromisoformat(until)) if until else "",
        "reason": isolated(reason),
    }


def of_tier(icon, here, elsewhere, label, **more) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="loyalty", **more)


def of_member(icon, text, label) -> Verb:
    return Verb(icon, text, text, label=label, group="loyalty", words=words)


VERBS = {
    "loyaltytier.created": of_tier(
        "plus", _("added this loyalty tier"), _("added the loyalty tier %(subject)s"), _("Loyalty tier added")
    ),
    "loyaltytier.changed": of_tier(
        "pencil",
        _("changed this loyalty tier"),
        _("changed the loyalty tier %(subject)s"),
        _("Loyalty tier changed"),
        history=SUBJECT,
    ),
    "loyaltytier.archived": of_tier(
        "archive",
        _("archived this loyalty tier"),
        _("archived the loyalty tier %(subject)s"),
        _("Loyalty tier archived"),
    ),
    "loyaltytier.restored": of_tier(
        "archive-off",
        _("brought this loyalty tier back"),
        _("brought the loyalty tier %(subject)s back"),
        _("Loyalty tier restored"),
    ),
    "wallet.tier_reached": of_member(
        "arrow-up",
        _("raised the customer to the loyalty tier %(after)s: points that count %(points)s"),
        _("Loyalty tier reached"),
    ),
    "wallet.tier_warned": of_member(
        "alert-triangle",
        _("will lower the loyalty tier %(after)s on %(day)s unless more points come"),
        _("Warning before a step down"),
    ),
    "wallet.tier_kept": of_member(
        "circle-check",
        _("keeps the customer in the loyalty tier %(after)s: the points are there"),
        _("Loyalty tier kept after a warning"),
    ),
    "wallet.tier_lowered": of_member(
        "arrow-down",
        _("lowered the loyalty tier from %(before)s to %(after)s: points that count %(points)s"),
        _("A step down in loyalty tiers"),
    ),
    "wallet.tier_set": of_member(
        "pencil",
        _("set the loyalty tier from %(before)s to %(after)s until %(day)s. Reason: %(reason)s"),
        _("Loyalty tier set by hand"),
    ),
    "wallet.tier_ended": of_member(
        "clock",
        _("ended what held the loyalty tier %(before)s: it is %(after)s now"),
        _("Loyalty tier ended"),
    ),
    "wallet.tier_taken_along": of_member(
        "arrow-merge",
        _("moved the loyalty tier from %(before)s to %(after)s by a merge"),
        _("Loyalty tier by a merge of customers"),
    ),
}
