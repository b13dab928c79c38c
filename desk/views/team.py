"""Pages for planning: the load of the team, and a week of one's own or of a colleague."""

from datetime import timedelta
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from interactions.adherence import MONTH, PERIODS
from interactions.week import asked_day, days_of, week_of
from interactions.workload import team_of, workload
from lib.http import workspace_url
from lib.public_holidays import public_holidays
from planning.capacity import carried_by
from planning.specialising import known_by
from workspaces.decorators import workspace_page
from workspaces.hours_forms import weekday_choices
from workspaces.models import Membership
from workspaces.roles import Permission
from workspaces.working_hours import working_hours_of


@workspace_page(Permission.VIEW_CUSTOMERS)
def team(request):
    """Per colleague: customers, follow-ups, and how well regular contact was kept in a period."""
    period = request.GET.get("period")
    period = period if period in PERIODS else MONTH
    week = week_of(timezone.localdate(), working_hours_of(request.workspace))
    loads = workload(request.membership, week=week, period=period)
    carried = carried_by([each.member.pk for each in loads])
    knows = known_by([each.member.pk for each in loads])
    for each in loads:
        each.carried, each.knows = carried[each.member.pk], knows.get(each.member.pk, "")
    context = {
        "loads": loads,
        "period": period,
        "periods": PERIODS.items(),
        "has_rhythm": any(each.regular for each in loads),
    }
    return render(request, "desk/team.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def week(request):
    """Follow-ups and meetings of a week; `from` is a day of it, `member` the number of a colleague."""
    today, hours = timezone.localdate(), working_hours_of(request.workspace)
    days = week_of(asked_day(request.GET.get("from", ""), today), hours)
    colleagues = list(colleagues_of(request.membership))
    owner = next(
        (each for each in colleagues if str(each.number) == request.GET.get("member")), request.membership
    )
    context = {
        "days": shown(days_of(owner, days, hours, seen_by=request.membership), hours),
        "first": days[0],
        "last": days[-1],
        "owner": owner,
        "colleagues": colleagues,
        "before_url": address(request, owner, days[0] - timedelta(days=7)),
        "after_url": address(request, owner, days[0] + timedelta(days=7)),
        "now_url": "" if today in days else address(request, owner),
    }
    return render(request, "desk/week.html", context)


def shown(days, hours) -> list[dict]:
    """Each day with its name, and with the holiday that it is."""
    names, holidays = dict(weekday_choices()), {}
    for year in {day.on.year for day in days}:
        holidays |= public_holidays(hours.country, year, get_language())
    return [
        {
            "day": day,
            "weekday": names[day.on.weekday()],
            "holiday": "" if day.is_working else holidays.get(day.on, ""),
        }
        for day in days
    ]


def colleagues_of(membership):
    """Whose week may be looked at: everybody's where everybody sees all customers, else the team's."""
    active = Membership.objects.active().select_related("user").order_by("user__name", "pk")
    return active if membership.sees_everything else team_of(membership).filter(ended_at=None)


def address(request, owner, day=None) -> str:
    query = {} if owner == request.membership else {"member": owner.number}
    query |= {"from": day.isoformat()} if day else {}
    url = workspace_url(request, "desk:week")
    return f"{url}?{urlencode(query)}" if query else url
