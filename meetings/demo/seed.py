"""The demo's meetings: some today and in the days to come, one nobody has logged, one called off, and kept ones."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.demo.draw import Draw
from accounts.demo.seed import BATCH, MARKETS, insert_numbered
from accounts.models import Account
from interactions.demo.seed import contacts_of_accounts
from interactions.models import Interaction
from lib.tokens import hash_of, new_token
from meetings.booking import offer_times
from meetings.demo.texts import PLACES, SUBJECTS
from meetings.models import Attendee, Companion, Meeting
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.roles import Permission
from workspaces.working_hours import working_hours_of

# Working days from today on which everybody has one, and at which hour.
PLANNED = [(0, 10), (0, 14), (1, 11), (2, 9), (3, 13), (5, 10), (8, 11)]
UNLOGGED, CALLED_OFF = (-1, 13), (4, 10)
KEPT_IN_A_YEAR = {"noor": 6, "bahr": 3}  # of each colleague


def seed_meetings(stage: Stage) -> None:
    hours = working_hours_of(stage.workspace)
    slug = stage.workspace.slug
    draw = Draw(stage.random("meetings"), MARKETS[slug], stage.today, stage.zone, hours.weekend)
    accounts = list(Account.objects.kept().select_related("owner__user").order_by("number"))
    contacts = contacts_of_accounts()
    workers = [
        member
        for name, member in sorted(stage.members.items())
        if name != "owner" and member.can(Permission.EDIT_CUSTOMERS)
    ]
    made = []
    for member in workers:
        own = [account for account in accounts if account.owner_id == member.pk] or accounts
        for days, hour in [*PLANNED, UNLOGGED, CALLED_OFF]:
            at = datetime.combine(working_day(hours, draw.today, days), time(hour), draw.zone)
            made.append(planned(draw, draw.pick(own), member, at, slug))
        made[-1].state, made[-1].closed_by = Meeting.State.CANCELLED, member
        made[-1].closed_at, made[-1].sequence = draw.moment(1), 1
        made += kept(draw, member, slug)
    for each in made:
        each.arrange_reminder()
    made.sort(key=lambda each: each.created_at)
    keep(draw, made, contacts, workers)
    owners = {account.owner_id for account in accounts if contacts[account.pk]}
    for member in workers:
        if member.pk in owners:
            offer(stage, accounts, contacts, member)


def working_day(hours, today, days):
    """The working day so many of them from today; today itself whatever it is."""
    day = today
    for _one in range(abs(days)):
        day = hours.next_working_day(day) if days > 0 else hours.last_working_day(day)
    return day


def planned(draw: Draw, account: Account, member, at, slug: str) -> Meeting:
    kind, subject, agenda = draw.pick(SUBJECTS[slug])
    place = PLACES[slug].get(kind, account.city).format(number=draw.random.randrange(100_000, 999_999))
    return Meeting(
        account=account,
        subject=subject,
        kind=kind,
        agenda=agenda,
        place=place,
        starts_at=at,
        ends_at=at + timedelta(minutes=draw.pick([30, 45, 60, 90])),
        organizer=member,
        created_by=member,
        created_at=draw.moment(draw.random.randrange(2, 12)),
    )


def kept(draw: Draw, member, slug: str) -> list[Meeting]:
    """Meetings that were logged as some of this colleague's interactions."""
    met = Interaction.objects.kept().filter(logged_by=member, channel__in=("meeting", "visit"))
    met = met.filter(outcome__in=("held", "no_show"), at__gt=timezone.now() - timedelta(days=365))
    found = []
    for interaction in met.select_related("account").order_by("-at", "pk")[: KEPT_IN_A_YEAR[slug]]:
        meeting = planned(draw, interaction.account, member, interaction.at, slug)
        if interaction.channel == Interaction.Channel.VISIT or meeting.kind == Meeting.Kind.VISIT:
            meeting.kind, meeting.place = Meeting.Kind.VISIT, interaction.account.city
        is_held = interaction.outcome == Interaction.Outcome.HELD
        meeting.state = Meeting.State.HELD if is_held else Meeting.State.MISSED
        meeting.closed_at, meeting.closed_by, meeting.logged_as = interaction.created_at, member, interaction
        meeting.created_at = interaction.at - timedelta(days=draw.random.randrange(2, 9))
        found.append(meeting)
    return found


def keep(draw: Draw, made: list[Meeting], contacts: dict, workers: list) -> None:
    insert_numbered(made)
    attendees, companions, events = [], [], []
    for each in made:
        there = contacts[each.account_id][: draw.pick([1, 1, 2])]
        attendees += [Attendee(meeting=each, contact=contact) for contact in there]
        others = [member for member in workers if member != each.organizer]
        if others and draw.chance(25):
            companions.append(Companion(meeting=each, member=draw.pick(others)))
        told = {"context": each.account, "by": each.organizer}
        told["starts"] = each.starts_at.isoformat()
        events.append(past_event("meeting.planned", each, at=each.created_at, **told))
        if each.state == Meeting.State.CANCELLED:
            events.append(past_event("meeting.cancelled", each, at=each.closed_at, **told))
    Attendee.objects.bulk_create(attendees, BATCH)
    Companion.objects.bulk_create(companions, BATCH)
    events.sort(key=lambda event: event.at)
    Event.objects.bulk_create(events, BATCH)


def offer(stage: Stage, accounts: list, contacts: dict, member) -> None:
    """Times of this colleague that a customer has not chosen from yet."""
    own = next(account for account in accounts if account.owner_id == member.pk and contacts[account.pk])
    kind, subject, _agenda = SUBJECTS[stage.workspace.slug][1]
    offer_times(
        account=own,
        by=member,
        token_hash=hash_of(new_token()),
        fields={
            "subject": subject,
            "contact": contacts[own.pk][0],
            "host": member,
            "kind": kind,
            "place": PLACES[stage.workspace.slug]["office"],
            "first_on": stage.today + timedelta(days=1),
            "last_on": stage.today + timedelta(days=30),
            "language": stage.workspace.language,
        },
    )
