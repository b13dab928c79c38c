"""Reputation: a week of mentions in figures beside the week before, and the weeks up to it as a picture and a table."""

from datetime import timedelta
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interactions.week import DAYS, asked_day, week_of
from lib import formats
from lib.http import workspace_url
from social.models import Sentiment
from social.reputation import FEW, State, weeks_until
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.working_hours import working_hours_of

PICTURE_HEIGHT = 100


@workspace_page(Permission.VIEW_CUSTOMERS)
def reputation(request):
    """The week of the day that `from` names; without it the last whole one."""
    hours, today = working_hours_of(request.workspace), timezone.localdate()
    this_week = week_of(today, hours)[0]
    day = asked_day(request.GET.get("from", ""), today - timedelta(days=DAYS))
    weeks = weeks_until(day, member=request.membership, hours=hours)
    week, before = weeks[-1], weeks[-2]
    url = workspace_url(request, "social:reputation")
    after = week.first + timedelta(days=DAYS)
    context = {
        "week": week,
        "stats": stats(request, week, before),
        "lines": [with_urls(request, week, line) for line in week.lines],
        "sums": with_urls(request, week, {"key": "", "counts": counts(week), "total": week.total}),
        "meanings": [{"key": key.value, "label": key.label} for key in Sentiment],
        "weeks": [drawn(request, each, most=max(each.total for each in weeks)) for each in reversed(weeks)],
        "before_url": f"{url}?from={before.first.isoformat()}",
        "after_url": f"{url}?from={after.isoformat()}" if after <= this_week else "",
        "is_running": week.first == this_week,
        "is_anything": any(each.total for each in weeks),
    }
    return render(request, "social/reputation.html", context)


def counts(week) -> list[dict]:
    return [{**each, "key": each["key"].value} for each in week.bars]


def rows_of(request, week, **narrowed) -> str:
    """The inbox, narrowed to what a figure counts."""
    query = {"view": "all", "at": week.first.isoformat(), "until": week.last.isoformat(), "sort": "-at"}
    return f"{workspace_url(request, 'social:list')}?{urlencode({**query, **narrowed})}"


def with_urls(request, week, line) -> dict:
    network = {"network": line["key"]} if line["key"] else {}
    cells = [
        {**each, "url": rows_of(request, week, **network, sentiment=each["key"])} for each in line["counts"]
    ]
    return {**line, "cells": cells, "url": rows_of(request, week, **network)}


def stats(request, week, before) -> list[dict]:
    """The figures of the week, each with that of the week before."""
    net, answered = percent(week.net_percent), percent(week.answered_percent)
    return [
        figure(
            _("Mentions"), formats.number(week.total), formats.number(before.total), rows_of(request, week)
        ),
        figure(_("Net"), net, percent(before.net_percent), is_few=week.is_few),
        figure(
            _("Answered"),
            answered,
            percent(before.answered_percent),
            rows_of(request, week, state=State.ANSWERED),
            is_few=week.asked < FEW,
        ),
        figure(
            _("Still waiting"),
            formats.number(week.states[State.WAITING]),
            formats.number(before.states[State.WAITING]),
            rows_of(request, week, state=State.WAITING),
        ),
        figure(_("Half is answered within"), length(week.median), length(before.median), is_few=week.is_few),
        figure(_("Stars, on average"), stars(week.stars), stars(before.stars), is_few=week.is_few),
    ]


def figure(label, value, before, url="", *, is_few=False) -> dict:
    return {"label": label, "value": value, "before": before, "url": url, "is_few": is_few and value != "—"}


def percent(value) -> str:
    return "—" if value is None else formats.percent(value)


def stars(value) -> str:
    return "—" if value is None else formats.decimal(value, 1)


def length(duration: timedelta | None) -> str:
    """“40 minutes”, “7 hours”, “3 days”."""
    if duration is None:
        return "—"
    minutes = round(duration.total_seconds() / 60)
    if minutes < 90:
        text, count = ngettext("%(count)s minute", "%(count)s minutes", minutes), minutes
    elif minutes < 48 * 60:
        hours = round(minutes / 60)
        text, count = ngettext("%(count)s hour", "%(count)s hours", hours), hours
    else:
        days = round(minutes / 60 / 24)
        text, count = ngettext("%(count)s day", "%(count)s days", days), days
    return text % {"count": formats.number(count)}


def drawn(request, week, *, most: int) -> dict:
    """The column of a week: each part with its place from the top, in a picture so high."""
    parts, top = [], float(PICTURE_HEIGHT)
    for each in week.bars:
        height = PICTURE_HEIGHT * each["count"] / most if most else 0
        top -= height
        parts.append({**each, "y": f"{top:.2f}", "height": f"{height:.2f}"})
    return {
        "week": week,
        "parts": parts,
        "net": percent(week.net_percent),
        "answered": percent(week.answered_percent),
        "url": rows_of(request, week),
        "page": f"{workspace_url(request, 'social:reputation')}?from={week.first.isoformat()}",
    }
