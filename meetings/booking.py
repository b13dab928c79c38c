"""Booking: which times a link offers now, and what a customer does with them: choose one, move it, call it off.

No time is given away twice. Whoever books holds the colleague's calendar (services.hold_calendars), looks again, and
only then writes; colleagues who plan by hand hold it too. A constraint of the database stands behind it: two meetings
that customers booked with one colleague never overlap.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from lib.public_holidays import public_holidays, weekend_of
from meetings.inviting import invite, keep_invited
from meetings.models import BookingLink, Meeting
from meetings.services import hold_calendars, plan_meeting
from meetings.slots import free_slots
from meetings.zones import zone_of_country
from timeline.services import record
from workspaces.models import WorkingCalendar
from workspaces.working_hours import working_hours_of

MOST_SLOTS = 400


class Taken(Exception):
    """This time is not free, or not any more."""


class TooLateToChange(Exception):
    """It begins so soon that it is moved and called off only by word of mouth."""


@transaction.atomic
def offer_times(*, account, by, token_hash, fields, form_token=None) -> BookingLink:
    """A link by which the customer chooses a time. Refused while the customer is archived."""
    account.wait_to_change()
    made = BookingLink.objects.create(
        **fields, account=account, token_hash=token_hash, created_by=by, form_token=form_token
    )
    record("bookinglink.created", made, by=by, context=account)
    return made


def link_by(token_hash) -> BookingLink | None:
    found = BookingLink.objects.open().filter(token_hash=token_hash)
    related = ("account", "contact", "host__user", "meeting__account", "meeting__organizer__user")
    return found.select_related(*related).first()


def offered(link: BookingLink, now: datetime | None = None) -> list[datetime]:
    """The times of a link that are free now; a meeting that was chosen by it does not stand in its own way."""
    now = now or timezone.now()
    if not link.whose.is_active:
        return []
    opened = link.workspace
    own = link.booked.pk if link.booked else None
    begin, end = now - timedelta(days=1), link.ends_at + timedelta(days=1)
    taken = Meeting.objects.planned().of_member(link.whose).between(begin, end).exclude(pk=own)
    slots = free_slots(
        working_hours_of(opened),
        max(link.first_on, timezone.localdate(now, ZoneInfo(opened.time_zone))),
        link.last_on,
        length=timedelta(minutes=link.minutes),
        buffer=timedelta(minutes=link.buffer_minutes),
        earliest=now + timedelta(hours=link.notice_hours),
        busy=taken.values_list("starts_at", "ends_at"),
        is_day_off_there=_days_off_of(link),
    )
    return [slot for slot, _place in zip(slots, range(MOST_SLOTS), strict=False)]


def country_of(link: BookingLink) -> str:
    """Where the customer is, as far as somebody wrote it down."""
    return (link.contact.country if link.contact else "") or link.account.country


def zone_of(link: BookingLink) -> str:
    """The time zone in which the customer reads the times first."""
    return zone_of_country(country_of(link)) or link.workspace.time_zone


def _days_off_of(link: BookingLink):
    """Whether nobody works at the customer's on that day there: weekend and holidays of another country."""
    country = country_of(link)
    ours = WorkingCalendar.objects.of(link.workspace).country or link.workspace.country
    if not country or country == ours:
        return lambda moment: False
    zone, weekend = ZoneInfo(zone_of(link)), weekend_of(country)

    def is_off(moment):
        day = moment.astimezone(zone).date()
        return day.weekday() in weekend or day in public_holidays(country, day.year)

    return is_off


@transaction.atomic
def book(link: BookingLink, starts_at: datetime) -> Meeting:
    """The customer takes this time, for the first time or in place of another; pressed twice it is one meeting.

    Raises Taken, TooLateToChange, and Archived.
    """
    link = _held(link)
    booked = link.booked
    starts_at = starts_at.astimezone(UTC)
    if booked is not None and booked.starts_at == starts_at:
        return booked
    if booked is not None and not link.may_change:
        raise TooLateToChange
    if starts_at not in offered(link):
        raise Taken
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=link.minutes)}
    return _move(booked, times) if booked is not None else _plan(link, times)


def _held(link: BookingLink) -> BookingLink:
    """As it stands, with the customer, the link, the meeting and the colleague's calendar held in this order."""
    link.wait_to_change()
    if link.is_revoked:
        raise Taken
    if link.meeting is not None:
        link.meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(no_key=True))
    hold_calendars([link.whose])
    return link


def _plan(link: BookingLink, times: dict) -> Meeting:
    written = {name: getattr(link, name) for name in ("subject", "kind", "place")}
    meeting = plan_meeting(
        account=link.account,
        by=None,
        fields={**written, **times, "organizer": link.host, "is_booked": True},
        contacts=[link.contact] if link.contact else [],
        told_as="meeting.booked",
    )
    link.meeting = meeting
    link.save_version()
    invite(meeting, by=None)
    return meeting


def _move(meeting: Meeting, times: dict) -> Meeting:
    for name, moment in times.items():
        setattr(meeting, name, moment)
    meeting.sequence, meeting.is_booked = meeting.sequence + 1, True
    meeting.arrange_reminder()
    meeting.save_version()
    meeting.attendees.update(answer="", answered_at=None)
    meeting.tell("meeting.rebooked", by=None, starts=meeting.starts_at.isoformat())
    meeting.tell_members("meeting.rebooked", by=None)
    keep_invited(meeting, by=None)
    return meeting


@transaction.atomic
def unbook(link: BookingLink) -> None:
    """The customer calls the meeting off. Raises TooLateToChange, and Archived."""
    link = _held(link)
    if link.booked is None:
        return
    if not link.may_change:
        raise TooLateToChange
    link.booked.call_off(by=None, told_as="meeting.unbooked")
