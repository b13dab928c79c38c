"""The page on which a customer chooses a time for a meeting, moves it or calls it off."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models.record import Archived
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE
from meetings.booking import Taken, TooLateToChange, book, link_by, offered, unbook, zone_of
from meetings.ical import begun, event_of
from meetings.zones import known_zones, zone_choices, zone_name
from portal.opening import closed, customer_page
from workspaces.hours_forms import weekday_choices

ICAL = "text/calendar; charset=utf-8"
CANCEL, CHANGE, CALLED_OFF = "cancel", "change", "called_off"


def asked_zone(request, link) -> str:
    """The time zone the reader chose, or that of the customer's country."""
    asked = request.GET.get("zone", "")
    return asked if asked in known_zones() else zone_of(link)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(link_by)
def booking(request, workspace, link):
    """GET shows the free times, or what was booked; POST takes one, or calls the meeting off."""
    zone = asked_zone(request, link)
    shown = replace(workspace.formats(get_language()), time_zone=zone)
    with timezone.override(zone), formats.use(shown):
        if request.method == "POST":
            return answer(request, workspace, link, zone)
        return page(request, workspace, link, zone)


def answer(request, workspace, link, zone):
    if not ratelimit.consume(request, action="book_meeting"):
        text = _("Too many attempts. Wait a few minutes, then try again.")
        return page(request, workspace, link, zone, trouble=text, status=429)
    is_off = request.POST.get("verb") == CANCEL
    try:
        if is_off:
            unbook(link)
        else:
            book(link, slot_of(request.POST.get("slot", "")))
    except Taken:
        text = _("This time was taken a moment ago. Choose one of those that are still free.")
    except TooLateToChange:
        text = _("It is too late to change this meeting here. Please call or write to us.")
    except Archived:
        return closed(request)
    else:
        query = {"zone": zone, **({CALLED_OFF: 1} if is_off else {})}
        return HttpResponseRedirect(f"{request.path}?{urlencode(query)}", status=303)
    fresh = link_by(link.token_hash)
    if fresh is None:
        return closed(request)
    return page(request, workspace, fresh, zone, trouble=text, status=UNPROCESSABLE)


def slot_of(text: str) -> datetime:
    """The moment of a button; whatever else was sent is no time that is free."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Taken from error
    raise Taken


def page(request, workspace, link, zone, *, trouble="", status=200):
    booked = link.booked
    is_choosing = booked is None or (link.may_change and (CHANGE in request.GET or bool(trouble)))
    context = {
        "by": isolated(workspace.name),
        "host": isolated(link.whose.user.name),
        "link": link,
        "booked": booked,
        "weekday": dict(weekday_choices())[timezone.localdate(booked.starts_at).weekday()] if booked else "",
        "change_until": link.change_until if link.may_change else None,
        "days": days_of(offered(link)) if is_choosing else [],
        "is_choosing": is_choosing,
        "was_called_off": CALLED_OFF in request.GET and booked is None,
        "trouble": trouble,
        "zone": zone,
        "zone_name": zone_name(zone),
        "zones": zone_choices(),
    }
    return render(request, "portal/booking.html", context, status=status)


def days_of(slots: list[datetime]) -> list[dict]:
    """The free times by their days, in the time zone in force."""
    names = dict(weekday_choices())
    days = groupby(slots, key=timezone.localdate)
    return [{"on": day, "weekday": names[day.weekday()], "slots": list(some)} for day, some in days]


@require_safe
@customer_page(link_by)
def booking_calendar(request, workspace, link):
    """What was booked, as a file for any calendar."""
    if link.booked is None:
        return closed(request)
    calendar = begun("")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event_of(link.booked, summary=link.subject, url=link.booked.link))
    response = HttpResponse(calendar.to_ical(), content_type=ICAL)
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response
