"""Settings of the workspace: when people work, special periods and public holidays."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.dates import NotADay, parse_day
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.public_holidays import public_holidays
from lib.undo import TooLate, asked_number, say_done, say_too_late
from timeline.models import Event
from workspaces.decorators import workspace_page
from workspaces.hours_forms import PeriodForm, WeekForm, weekday_choices
from workspaces.models import SpecialPeriod, WorkingCalendar
from workspaces.models.membership import NotAllowed
from workspaces.roles import Permission
from workspaces.views.settings import settings_page
from workspaces.working_hours import (
    add_period,
    change_hours,
    change_period,
    take_back,
    work_on_holiday,
    working_hours_of,
)

DAYS_AHEAD = 14


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def working_hours(request):
    """The week, what differs from it, and the days ahead; POST saves the week, with `undo` takes a change back."""
    if request.method == "POST" and "undo" in request.GET:
        return taken_back(request, "hours.changed")
    calendar = WorkingCalendar.objects.of(request.workspace)
    form = WeekForm(posted(request), calendar=calendar)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = ("week", "country", "late_after_hours")
        event = change_hours(by=request.membership, **{name: given[name] for name in names})
        say_changed(request, event, _("The working hours were saved."))
        return to_page(request, "workspaces:hours")
    here, today = working_hours_of(request.workspace), timezone.localdate()
    periods = list(SpecialPeriod.objects.kept().order_by("first_on", "number"))
    return settings_page(
        request,
        "workspaces/hours.html",
        form,
        coming=[each for each in periods if each.last_on >= today],
        past=[each for each in reversed(periods) if each.last_on < today],
        holidays=holidays_of(calendar, today),
        ahead=days_ahead(here, today),
    )


def say_changed(request, event, text, url_name="workspaces:hours", **kwargs):
    """What was changed can be taken back; what stayed as it was cannot."""
    if event is None:
        messages.success(request, text)
    else:
        say_done(request, text, undo_url=workspace_url(request, url_name, **kwargs), undo=event.pk)


def taken_back(request, verb):
    try:
        take_back(Event.objects.filter(pk=asked_number(request), verb=verb).first(), by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        messages.success(request, _("The former hours are back."))
    return to_page(request, "workspaces:hours")


def holidays_of(calendar, today):
    """Those of this year and the next: what is coming, and what is over."""
    rows = [
        {"day": day, "name": name, "is_worked": day.isoformat() in calendar.worked_holidays}
        for year in (today.year, today.year + 1)
        for day, name in public_holidays(calendar.country, year, get_language()).items()
    ]
    return rows and {
        "coming": [each for each in rows if each["day"] >= today],
        "past": [each for each in rows if each["day"] < today],
    }


def days_ahead(here, today):
    """The next days, each with its hours and why they are not the usual ones."""
    names = dict(weekday_choices())
    days = [today + timedelta(days=count) for count in range(DAYS_AHEAD)]
    return [
        {"day": day, "weekday": names[day.weekday()], "plan": plan, "why": why(here, day, plan)}
        for day in days
        for plan in [here.plan(day)]
    ]


def why(here, day, plan) -> str:
    if plan.is_holiday:
        return public_holidays(here.country, day.year, get_language())[day]
    if plan.special:
        return plan.special.name
    return "" if plan.is_working else _("Weekend")


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def holiday(request):
    """POST `day` and `is_worked`: a public holiday is a working day here, or a holiday again."""
    try:
        day = parse_day(request.POST.get("day", ""))
    except NotADay as refusal:
        return HttpResponseBadRequest(str(refusal.advice))
    calendar = WorkingCalendar.objects.of(request.workspace)
    name = public_holidays(calendar.country, day.year, get_language()).get(day)
    if name is None:
        return HttpResponseBadRequest(_("That is no public holiday."))
    is_worked = request.POST.get("is_worked") == "1"
    event = work_on_holiday(day, by=request.membership, is_worked=is_worked)
    text = _("%(name)s is a working day.") if is_worked else _("%(name)s is a holiday.")
    say_changed(request, event, text % {"name": isolated(name)})
    return to_page(request, "workspaces:hours")


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def period_new(request):
    form = PeriodForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            added = add_period(by=request.membership, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("The special period %(name)s was added.") % {"name": isolated(added.name)}
            url = workspace_url(request, "workspaces:period_removal", number=added.number)
            say_done(request, text, undo_url=url, added=1)
            return to_page(request, "workspaces:hours")
    return settings_page(request, "workspaces/period.html", form)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def period(request, number):
    """One special period; POST changes it, with `undo` takes a change back."""
    found = get_object_or_404(SpecialPeriod.objects.kept(), number=number)
    if request.method == "POST" and "undo" in request.GET:
        return taken_back(request, "period.changed")
    form = PeriodForm(posted(request), period=found)
    if request.method == "POST" and form.is_valid():
        event = change_period(found, by=request.membership, **form.cleaned_data)
        text = _("The special period %(name)s was saved.") % {"name": isolated(form.cleaned_data["name"])}
        say_changed(request, event, text, "workspaces:period", number=number)
        return to_page(request, "workspaces:hours")
    return settings_page(request, "workspaces/period.html", form, period=found)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def period_removal(request, number):
    """POST removes the period; with `undo` brings it back."""
    found = get_object_or_404(SpecialPeriod.objects.all(), number=number)
    name = {"name": isolated(found.name)}
    if "undo" in request.GET:
        found.restore(by=request.membership)
        messages.success(request, _("The special period %(name)s is back.") % name)
    else:
        found.remove(by=request.membership)
        url = workspace_url(request, "workspaces:period_removal", number=number)
        say_done(request, _("The special period %(name)s was removed.") % name, undo_url=url)
    return to_page(request, "workspaces:hours")
