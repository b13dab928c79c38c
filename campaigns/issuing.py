"""Issues of series are made when their time has come: the steps that Sila makes, each in a transaction of its own.

A worker that dies makes nothing or the whole: the issue and the day of the next one are written together, and one
day has one issue. What comes too late, because nothing ran, is left out; birthdays are looked for day by day.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation

from campaigns.audience import UnknownAudience, agreed, audience
from campaigns.models import Campaign, Series
from campaigns.problems import problems_of
from campaigns.repeating import stop
from campaigns.scheduling import schedule
from campaigns.turns import turn_of
from interactions.models.contact_schedule import opened_workspace
from lib import formats
from timeline.notifying import notify
from timeline.services import record

BATCH = 1


def issue_next() -> int:
    """The next issue that is due, or one that nobody approved in time; how many there were."""
    with transaction.atomic():
        opened = opened_workspace()
    shown = formats.use(opened.formats(opened.language))
    with timezone.override(opened.time_zone), translation.override(opened.language), shown:
        return int(_issue_next() or _lapse_next())


@transaction.atomic
def _issue_next() -> bool:
    due = Series.objects.due(timezone.now())
    series = due.select_for_update(no_key=True, skip_locked=True).order_by("due_at", "pk").first()
    if series is None:
        return False
    day = series.next_on
    if series.last_moment(day) <= timezone.now():
        record("series.missed", series, by=None, day=day.isoformat())
    elif not _make(series, day):
        return True
    following = series.next_after(max(day, timezone.localdate() - timedelta(days=_days_open(series))))
    if following is None:
        _stop(series, Series.Why.CALENDAR)
        return True
    series.plan(following)
    series.save(update_fields=["next_on", "due_at"])
    return True


def _days_open(series) -> int:
    """So many days back an issue may still be sent."""
    return -(-series.open_hours // 24) + 1


def _make(series, day) -> bool:
    """The issue of a day, where somebody is meant; False when the series had to be stopped."""
    if series.template.is_archived or problems_of(series.template, series.template.in_order()):
        _stop(series, Series.Why.CONTENT)
        return False
    if series.occasion is not None and series.occasion.is_archived:
        _stop(series, Series.Why.OCCASION)
        return False
    turn = turn_of(series, day)
    chosen = {**series.audience, **({"turn": turn} if turn else {})}
    try:
        meant = audience(chosen).filter(agreed(series.purpose, series.template.channel))
    except UnknownAudience:
        _stop(series, Series.Why.AUDIENCE)
        return False
    if turn and not meant.exists():
        return True
    issue, is_new = Campaign.objects.get_or_create(
        series=series,
        issue_on=day,
        defaults={
            "name": issue_name(series, day),
            "purpose": series.purpose,
            "template": series.template,
            "audience": chosen,
            "send_at": series.sends_at(day),
            "expire_at": series.last_moment(day),
            "created_by": series.created_by,
        },
    )
    if not is_new:
        return True
    record("campaign.created", issue, by=None)
    if series.is_approved_first:
        notify("series.to_approve", [series.created_by], subject=issue)
    else:
        schedule(issue, by=None, send_at=issue.send_at, expire_at=issue.expire_at)
    return True


def issue_name(series, day) -> str:
    ending = f" · {day:%Y-%m-%d}"
    longest = Campaign._meta.get_field("name").max_length or 0
    return series.name[: longest - len(ending)] + ending


def _stop(series, why) -> None:
    stop(series, by=None, why=why)
    notify("series.stopped", [series.created_by], subject=series)


@transaction.atomic
def _lapse_next() -> bool:
    lapsed = Campaign.objects.lapsed(timezone.now())
    issue = lapsed.select_for_update(no_key=True, skip_locked=True).order_by("expire_at", "pk").first()
    if issue is None:
        return False
    issue.move("lapse", by=None)
    return True
