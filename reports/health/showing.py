"""Account health on pages: one customer with its parts, those who slip away, how many stand where."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from reports.health import scoring, words
from reports.models import AccountHealth, HealthReading, HealthTest
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST_TODAY = 5
# A fall that is worth a call.
LEAST_FALL = 10
MOST_READINGS = 12


def explain(row) -> dict:
    """Of a row of health, or of a reading: its number, its parts with words, what costs the most."""
    facts, score = scoring.Facts(**row.facts), row.explained
    band = words.band_of(row.score)
    return {
        "row": row,
        "band": words.BANDS[band],
        "badge": words.BADGES[band],
        "lines": words.lines(score, facts),
        "missing": [words.LABELS[part] for part in score.missing],
        "weakest": words.weakest(score, facts),
    }


def read_health(account, membership) -> dict | None:
    row = AccountHealth.objects.filter(account=account).select_related("weights").first()
    if row is None:
        return None
    rows = HealthReading.objects.filter(account=account, score__isnull=False).order_by("-day", "-pk")
    return {**explain(row), "trend": list(rows.only("day", "score")[:MOST_READINGS])[::-1]}


PANEL = Panel(
    title=_("Account health"),
    template="reports/health_panel.html",
    read=read_health,
    url_name="reports:account_health",
    action=_("How the health is made up"),
    icon="heart",
)


def slipping(membership, most: int, *, own=False) -> list[AccountHealth]:
    """Those whose health fell most within a month, with the reason."""
    rows = AccountHealth.objects.slipping().filter(fell__gte=LEAST_FALL, account__archived_at=None)
    rows = rows.filter(account__owner__in=membership.team_ids()) if own else rows.visible_to(membership)
    found = list(rows.select_related("account__owner__user", "weights").order_by("-fell", "pk")[:most])
    for each in found:
        each.told = explain(each)
        each.before = each.score + each.fell
    return found


def slipping_today(membership) -> list[AccountHealth]:
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    return slipping(membership, MOST_TODAY + 1, own=True)


SLIPPING = DayRows(
    _("Customers slipping away"), slipping_today, "reports/slipping_today.html", is_watched=False
)


def bands(membership) -> list[dict]:
    """How many of the customers one sees stand where; what is not known is named too."""
    seen = AccountHealth.objects.visible_to(membership).order_by()
    counts = seen.aggregate(
        **{band: Count("pk", filter=Q(score__range=limits)) for band, limits in words.RANGES.items()},
        unknown=Count("pk", filter=Q(score=None)),
        total=Count("pk"),
    )
    return [
        {
            "key": band,
            "label": label,
            "badge": words.BADGES[band],
            "count": counts[band],
            "total": counts["total"],
        }
        for band, label in words.BANDS.items()
    ]


def last_test(membership) -> HealthTest | None:
    """Over all customers: only for who sees them all."""
    return HealthTest.objects.order_by("-made_on").first() if membership.sees_everything else None


def as_of() -> AccountHealth | None:
    return AccountHealth.objects.order_by("-day").only("day").first()


def quality(test: HealthTest):
    """What the area under the curve says, in words."""
    if test.area_thousandths is None:
        return _("Too few customers have stayed or left for a test.")
    if test.area_thousandths >= 800:
        return _("The score tells well who leaves.")
    if test.area_thousandths >= 650:
        return _("The score tells somewhat who leaves.")
    return _("The score hardly tells who leaves: consider other weights.")
