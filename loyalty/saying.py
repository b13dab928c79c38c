"""Rules in words: what one gives for what, for whom and when, and why it gives nothing."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account
from lib import formats
from lib.formats import isolated
from loyalty.models import RuleVersion
from loyalty.models.rule import Trigger
from loyalty.sale import Why
from loyalty.trial import Gain


def points_in_words(points: int) -> str:
    return ngettext("%(points)s point", "%(points)s points", points) % {"points": formats.number(points)}


def basis_in_words(version: RuleVersion) -> str:
    """2 points for every SAR 10."""
    points = points_in_words(version.points)
    if version.step_minor is not None:
        step = formats.money(version.step_minor, version.currency)
        return _("%(points)s for every %(amount)s") % {"points": points, "amount": step}
    if version.trigger == Trigger.PRODUCT:
        return _("%(points)s for each unit") % {"points": points}
    return points


def conditions_in_words(version: RuleVersion) -> list[str]:
    """For whom, for what and when, each in a few words."""
    said = []
    if version.product:
        said.append(isolated(version.product.name))
    if version.category:
        said.append(_("Category: %(name)s") % {"name": isolated(version.category)})
    if version.least_minor is not None:
        said.append(_("from %(amount)s") % {"amount": formats.money(version.least_minor, version.currency)})
    if version.tier:
        said.append(_("Tier: %(name)s") % {"name": isolated(Account.Tier(version.tier).label)})
    if version.management_type:
        said.append(str(Account.ManagementType(version.management_type).label))
    said += [isolated(place.name) for place in (version.industry, version.region) if place]
    if version.is_hijri:
        said.append(_("by the Hijri calendar"))
    if version.cap_points is not None:
        limit = {"points": points_in_words(version.cap_points), "period": version.get_cap_period_display()}
        said.append(_("at most %(points)s %(period)s") % limit)
    if not version.counts_for_tiers:
        said.append(_("does not count for loyalty tiers"))
    return said


def window_in_words(version: RuleVersion) -> str:
    first = formats.day(version.starts_on) if version.starts_on else ""
    last = formats.day(version.ends_on) if version.ends_on else ""
    if first and last:
        return _("from %(first)s until %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(day)s") % {"day": first}
    return _("until %(day)s") % {"day": last} if last else _("always")


def why_in_words(gain: Gain) -> str:
    version = gain.version
    return {
        None: "",
        Why.DAY: _("It does not hold on this day: %(window)s.") % {"window": window_in_words(version)},
        Why.CUSTOMER: _("It is for other customers."),
        Why.CURRENCY: _("It is for another currency: %(currency)s.") % {"currency": version.currency},
        Why.LEAST: _("The purchase is too small for it."),
        Why.PRODUCT: _("It is for other products."),
        Why.TOO_LITTLE: _("The amount comes to less than one step."),
        Why.CAP: _("Its limit for one customer is reached."),
    }[gain.why]
