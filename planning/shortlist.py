"""Which customers deserve strategic treatment: the ranking, its reasons in words, other weights tried on it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import ExpressionWrapper, F, IntegerField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.models.account import NEVER
from lib import formats
from planning import scoring
from planning.factors import FACTORS
from planning.foresight import weighed
from planning.models import AccountScore, PlanningRules
from planning.reckoning import put_together

PAGE = 25
# From here on a mark is worth a word.
STRONG, WEAK = 4, 2


@dataclass(frozen=True)
class Candidate:
    score: AccountScore
    place: int
    reasons: list[str]

    @property
    def account(self):
        return self.score.account


def ranked(membership, rules: PlanningRules, *, is_tried: bool):
    """The scores of all customers in use whom this member sees, the best first.

    As kept, or where other weights are tried, reckoned anew by the database.
    """
    rows = AccountScore.objects.filter(account__archived_at=None).exclude(account__status=Account.Status.LOST)
    if not membership.sees_everything:
        rows = rows.filter(account__in=Account.objects.visible_to(membership))
    rows = rows.select_related("account__owner__user")
    if not is_tried:
        return rows.order_by("-rank", "account_id")
    whole = F("value_score") + Coalesce(weighed(rules.weights), Value(0))
    tried = ExpressionWrapper((whole + Value(1)) / Value(2), output_field=IntegerField())
    return rows.annotate(tried=tried).order_by("-tried", "account_id")


def narrowed(rows, asked: dict):
    """By the type, the tier, the account manager, the industry; and those who are strategic already left out."""
    if asked.get("management_type"):
        rows = rows.filter(account__management_type=asked["management_type"])
    elif not asked.get("all"):
        rows = rows.exclude(account__management_type=Account.ManagementType.STRATEGIC)
    if asked.get("tier"):
        rows = rows.filter(account__tier=asked["tier"])
    if asked.get("owner"):
        rows = rows.filter(account__owner=asked["owner"])
    if asked.get("industry"):
        rows = rows.filter(account__industry=asked["industry"])
    if asked.get("assessed"):
        rows = rows.filter(assessed_on__isnull=False)
    return rows


def candidates(rows, first: int, rules: PlanningRules, currency: str) -> list[Candidate]:
    """A page of them and one more, put together by these rules, with their reasons."""
    today = timezone.localdate()
    return [
        Candidate(put_together(row, rules), first + place, reasons(row, rules, currency, today))
        for place, row in enumerate(rows[first : first + PAGE + 1], 1)
    ]


def reasons(row: AccountScore, rules: PlanningRules, currency: str, today: date) -> list[str]:
    """What speaks for this place and what against it."""
    said = []
    if row.value_minor:
        text = _("bought for %(value)s in 12 months") if row.is_bought else _("annual revenue of %(value)s")
        said.append(text % {"value": formats.money(row.value_minor, currency)})
    if row.is_assessed:
        said += [
            text % {"factor": FACTORS[factor].label}
            for factor, mark in row.marks.items()
            if rules.weights[factor] and (text := _word(scoring.turned(factor, mark)))
        ]
    else:
        said.append(_("not assessed yet"))
    if row.account.last_contact_at == NEVER:
        said.append(_("never contacted"))
    else:
        days = (today - timezone.localtime(row.account.last_contact_at).date()).days
        said.append(_("last contact: %(day)s") % {"day": formats.day(row.account.last_contact_at)})
        if days > 90:
            said[-1] += f" ({_('more than three months ago')})"
    return said


def _word(good: int) -> str:
    if good >= STRONG:
        return _("%(factor)s: for it")
    return _("%(factor)s: against it") if good <= WEAK else ""


def picture(found: list[Candidate]) -> list[dict]:
    """Places on the picture, 0 to 100 both ways; who was not assessed has no place on it."""
    return [
        {
            "x": each.score.value_score,
            "y": each.score.potential,
            "top": scoring.MOST_SCORE - each.score.potential,
            "candidate": each,
        }
        for each in found
        if each.score.potential is not None
    ]
