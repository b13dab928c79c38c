"""How points came and went, and what each rule did: a page, and the same as a file."""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.views.exports import as_download
from lib import formats
from lib.money import exponent
from lib.spreadsheets import CONTENT_TYPES, write_table
from loyalty.models import LoyaltyProgram
from loyalty.trends import PERIODS, USUAL_MONTHS, Trends, trends
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

# How the figures of a month are drawn: which, in which colour.
DRAWN = (("earned", "positive"), ("used", "question"), ("expired", "neutral"), ("taken_back", "negative"))
WIDTH, GAP = 5, 1


@dataclass(frozen=True)
class Bar:
    colour: str
    x: int
    y: int
    height: int


def asked_months(query) -> int:
    asked = query.get("months", "")
    return int(asked) if asked in {str(each) for each in PERIODS} else USUAL_MONTHS


def found_for(request) -> Trends:
    return trends(timezone.localdate(), request.workspace.currency, asked_months(request.GET))


@workspace_page(Permission.MANAGE_LOYALTY)
def trends_page(request):
    found = found_for(request)
    context = {
        "found": found,
        "months": asked_months(request.GET),
        "periods": [
            (each, ngettext("%(count)s month", "%(count)s months", each) % {"count": formats.number(each)})
            for each in PERIODS
        ],
        "columns": list(zip(found.months, columns(found), strict=True)),
        "legend": [
            ("positive", pgettext("points figures", "Earned")),
            ("question", pgettext("points figures", "Used")),
            ("neutral", pgettext("points figures", "Expired")),
            ("negative", pgettext("points figures", "Taken back")),
        ],
        "sums": {name: found.sum_of(name) for name in ("earned", "used", "expired", "taken_back")},
        "files": [("rules", _("Points by rule")), ("months", _("Points by month"))],
        "is_anything": any(found.sum_of(name) for name, _colour in DRAWN),
    }
    return render(request, "loyalty/trends.html", context)


def columns(found: Trends) -> list[list[Bar]]:
    """For each month its bars, in per cent of the highest of all."""
    highest = max((getattr(each, name) for each in found.months for name, _colour in DRAWN), default=0)
    drawn = []
    for month in found.months:
        bars = []
        for place, (name, colour) in enumerate(DRAWN):
            points = max(getattr(month, name), 0)
            height = max(round(100 * points / highest), 1) if points else 0
            bars.append(Bar(colour, place * (WIDTH + GAP) + GAP, 100 - height, height))
        drawn.append(bars)
    return drawn


@workspace_page(Permission.MANAGE_LOYALTY, methods=("POST",), proof=("POST",))
def trends_export(request):
    """POST answers with the figures of the rules, or with `what` months those of the months, as a file."""
    if not request.membership.can(Permission.EXPORT):
        raise PermissionDenied
    kind = request.POST.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(_("Choose CSV or Excel."))
    found, is_months = found_for(request), request.GET.get("what") == "months"
    rows = month_rows(found) if is_months else rule_rows(found)
    title = _("Points by month") if is_months else _("Points by rule")
    file = BytesIO()
    write_table(file, rows, kind, title=title, language=get_language() or "ar")
    program = LoyaltyProgram.objects.first()
    if program is not None:
        record("loyaltyprogram.exported", program, by=request.membership, format=kind, rows=len(rows) - 1)
    return as_download(file.getvalue(), f"{title} {timezone.localdate():%Y-%m-%d}.{kind}", kind)


def month_rows(found: Trends) -> list[list]:
    heading = [
        _("Month"),
        pgettext("points figures", "Earned"),
        pgettext("points figures", "Used"),
        pgettext("points figures", "Expired"),
        pgettext("points figures", "Taken back"),
        pgettext("points figures", "By hand"),
    ]
    names = ("first", "earned", "used", "expired", "taken_back", "adjusted")
    return [heading, *([getattr(each, name) for name in names] for each in found.months)]


def rule_rows(found: Trends) -> list[list]:
    currency = found.cost.currency
    unit = 10 ** exponent(currency)
    heading = [
        _("Rule"),
        _("Points are for"),
        _("Times given"),
        _("Members reached"),
        _("Points"),
        pgettext("points figures", "Taken back"),
        pgettext("points figures", "Used"),
        f"{_('Cost if all are used')} ({currency})",
        _("Members counted"),
        f"{_('Bought in 30 days before')} ({currency})",
        f"{_('Bought in 30 days after')} ({currency})",
    ]
    lines = [
        [
            each.rule.name,
            each.rule.newest.get_trigger_display(),
            each.grants,
            each.members,
            each.points,
            each.taken_back,
            each.used,
            in_major(each.cost_minor, unit),
            each.measured,
            in_major(each.before_minor, unit),
            in_major(each.after_minor, unit),
        ]
        for each in found.rules
    ]
    return [heading, *lines]


def in_major(minor: int, unit: int) -> Decimal:
    return Decimal(minor) / unit
