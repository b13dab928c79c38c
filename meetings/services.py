"""Meetings: planned, changed, and logged as the interactions that they were."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Account
from interactions.services import log_interaction
from meetings.inviting import keep_invited
from meetings.models import Attendee, Companion, Meeting
from meetings.models.meeting import MOST_MINUTES, TOLD
from timeline.notifying import notify
from timeline.services import record
from workspaces.models import Membership

HELD, NO_SHOW = "held", "no_show"


def hold_calendars(members) -> None:
    """From here on nobody else puts anything into these members' calendars until the transaction ends.

    Whoever plans, moves, brings back or books a meeting holds them first, so that of two bookings of one time the
    second sees what the first has taken. A constraint of the database could not say this: colleagues may plan two
    meetings at one time knowingly, customers may not, and a booking keeps a distance to what is around it.
    """
    keys = {each.pk for each in members}
    list(Membership.objects.filter(pk__in=keys).select_for_update(no_key=True).order_by("pk"))


def collisions(members, start, end, *, besides=None) -> list[tuple[Membership, Meeting]]:
    """Which of these members is at which planned meeting at that time already."""
    taken = Meeting.objects.planned().between(start, end).with_people().order_by("starts_at", "pk")
    if besides is not None:
        taken = taken.exclude(pk=besides)
    wanted = {each.pk: each for each in members}
    return [(wanted[each.pk], meeting) for meeting in taken for each in meeting.members if each.pk in wanted]


@transaction.atomic
def plan_meeting(
    *, account, by, fields, colleagues=(), contacts=(), form_token=None, told_as="meeting.planned"
) -> Meeting:
    """Write a meeting into the calendars; colleagues who are to be there are told. Refused while archived.

    `told_as` is how it is told where the customer planned it.
    """
    account.wait_to_change()
    meeting = Meeting(**fields, account=account, created_by=by, form_token=form_token)
    hold_calendars([meeting.organizer, *colleagues])
    meeting.arrange_reminder()
    meeting.save()
    _set_people(meeting, colleagues, contacts)
    meeting.tell(told_as, by=by, starts=meeting.starts_at.isoformat())
    meeting.tell_members("meeting.invited" if told_as == "meeting.planned" else told_as, by=by)
    return meeting


@transaction.atomic
def change_meeting(meeting, *, by, read_version, changed, colleagues=None, contacts=None) -> Meeting:
    """Save an edited meeting; `changed` names the fields. Raises Stale when somebody else saved it meanwhile.

    A form that was opened and saved as it was changes nothing: neither version nor timeline.
    """
    if not changed:
        return meeting
    # Locked by its key: the meeting itself holds what was typed and is not read again.
    account = Account.objects.get(pk=meeting.account_id)
    account.wait_to_change()
    standing = Meeting.objects.get(pk=meeting.pk)
    former, attended = standing.members, standing.contacts
    hold_calendars([meeting.organizer, *(former if colleagues is None else colleagues)])
    meeting.sequence = standing.sequence + bool(TOLD & set(changed))
    if {"starts_at", "ends_at", "organizer"} & set(changed):
        meeting.is_booked = False  # colleagues may put two meetings at one time
        meeting.arrange_reminder()
    meeting.save_version(read_version=read_version)
    words = _set_people(meeting, colleagues, contacts)
    meeting = Meeting.objects.with_people().get(pk=meeting.pk)
    who = {"colleagues": [each.pk for each in former[1:]], "contacts": [each.pk for each in attended]}
    starts = meeting.starts_at.isoformat()
    meeting.tell("meeting.changed", by=by, starts=starts, fields=sorted(changed), former=who, **words)
    _tell_those_changed(meeting, former, changed, by=by)
    if {"starts_at", "ends_at"} & set(changed):
        # Who said to come said so of the former time.
        meeting.attendees.update(answer="", answered_at=None)
    keep_invited(meeting, by=by)
    return meeting


def _tell_those_changed(meeting, former, changed, *, by):
    """Who is new hears that, who is left out hears that, the others hear when it moved."""
    members, about = meeting.members, {"by": by, "subject": meeting, "starts": meeting.starts_at.isoformat()}
    notify("meeting.invited", [each for each in members if each not in former], **about)
    notify("meeting.left", [each for each in former if each not in members], **about)
    if {"starts_at", "ends_at", "place", "kind"} & set(changed):
        notify("meeting.moved", [each for each in members if each in former], **about)


@transaction.atomic
def log_meeting(
    meeting, *, by, outcome, contacts=(), text="", is_visible=False, minutes=None, next_step=None
):
    """Say how it went: it is logged as an interaction, and the meeting is over. None when it was over before.

    `outcome` is HELD or NO_SHOW; `next_step` holds the fields of the follow-up that was agreed.
    """
    meeting.wait_to_change()
    if not meeting.is_planned:
        return None
    is_held = outcome == HELD
    fields = {
        "channel": meeting.channel,
        "direction": "out",
        "subject": meeting.subject,
        "text": text,
        "outcome": outcome,
        "minutes": (minutes or min(meeting.minutes, MOST_MINUTES)) if is_held else None,
        "is_visible_to_customer": is_visible,
    }
    interaction = log_interaction(
        account=meeting.account,
        by=by,
        fields=fields,
        contacts=contacts,
        at=min(meeting.starts_at, timezone.now()),
        next_step=next_step,
    )
    state = Meeting.State.HELD if is_held else Meeting.State.MISSED
    meeting.close(state, by=by, logged_as=interaction)
    record(f"meeting.{state}", meeting, by=by)
    return interaction


def _set_people(meeting, colleagues, contacts) -> dict:
    """Let exactly these be there; which contacts came and went, as the event tells them. None leaves them alone."""
    if colleagues is not None:
        wanted = {each.pk for each in colleagues} - {meeting.organizer_id}
        held = Companion.objects.filter(meeting=meeting)
        held.exclude(member__in=wanted).delete()
        missing = wanted - set(held.values_list("member_id", flat=True))
        Companion.objects.bulk_create(Companion(meeting=meeting, member_id=pk) for pk in sorted(missing))
    if contacts is None:
        return {}
    wanted = {each.pk: each for each in contacts}
    attending = {each.contact_id: each for each in meeting.attendees.select_related("contact")}
    gone = [each for pk, each in attending.items() if pk not in wanted]
    come = [contact for pk, contact in wanted.items() if pk not in attending]
    Attendee.objects.filter(pk__in=[each.pk for each in gone]).delete()
    Attendee.objects.bulk_create(Attendee(meeting=meeting, contact=contact) for contact in come)
    sides = {"added": come, "removed": [each.contact for each in gone]}
    return {side: {"contacts": [each.name for each in some]} for side, some in sides.items() if some}
