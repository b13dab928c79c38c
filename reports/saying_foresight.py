"""What is foreseen, in the words of an account manager."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lib import formats
from reports.lifetime import fitting
from reports.models import AccountForesight, LifetimeModel, RfmSegment, Risk

RISK_STATES = {Risk.LOW: "done", Risk.MEDIUM: "waiting", Risk.HIGH: "late", Risk.UNKNOWN: "neutral"}
KNOWN_TOO_SHORTLY = gettext_lazy("known for too short a time")
# What to do with the customers of a segment.
ADVICE = {
    RfmSegment.CHAMPIONS: gettext_lazy(
        "Bought lately, often and for much: thank them, ask them to recommend you."
    ),
    RfmSegment.LOYAL: gettext_lazy("Buy regularly: offer them more of your range, and rewards."),
    RfmSegment.POTENTIAL: gettext_lazy("Bought lately and more than once: help them into a rhythm."),
    RfmSegment.NEW: gettext_lazy("Bought for the first time lately: welcome them, ask how it went."),
    RfmSegment.PROMISING: gettext_lazy("Came not long ago, and for little: show them what else there is."),
    RfmSegment.ATTENTION: gettext_lazy(
        "In the middle of everything: an offer with a deadline brings them back."
    ),
    RfmSegment.SLEEPY: gettext_lazy("Bought little, and it is a while ago: ask before they forget you."),
    RfmSegment.AT_RISK: gettext_lazy("Bought often or for much, not lately: call them yourself."),
    RfmSegment.PRECIOUS: gettext_lazy("Were among the best, and have gone quiet: visit them, find out why."),
    RfmSegment.HIBERNATING: gettext_lazy("Silent for long: a message now and then is enough."),
    RfmSegment.LOST: gettext_lazy("Bought little, long ago: spend no more on them than a message."),
}
MISSING = {
    fitting.REPEAT_BUYERS: gettext_lazy("At least 200 customers who bought on more than one day."),
    fitting.HISTORY: gettext_lazy("Purchases of at least half a year."),
    fitting.CALIBRATION: gettext_lazy(
        "Enough customers who bought again before the last months, so that the error can be measured."
    ),
    fitting.VALUES: gettext_lazy("Amounts of repeat purchases in the currency of the workspace."),
    fitting.OPTIMUM: gettext_lazy("The purchases follow no pattern that the model could learn."),
}


def days(count: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", count) % {"days": formats.number(count)}


def reason_of(row: AccountForesight) -> str:
    """Why the risk is what it is: buys every 34 days on average, silent for 92 days."""
    silent = max((timezone.localdate() - row.last_on).days, 0)
    if row.rhythm_days is None:
        return _("Bought on one day only, %(silent)s ago: nothing can be told of a rhythm yet.") % {
            "silent": days(silent)
        }
    return _("Buys every %(rhythm)s on average, silent for %(silent)s.") % {
        "rhythm": days(max(round(row.rhythm_days), 1)),
        "silent": days(silent),
    }


def missing_of(model: LifetimeModel) -> list:
    return [MISSING[each] for each in model.missing if each in MISSING]
