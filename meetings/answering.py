"""Answers to invitations, as mail programs send them (RFC 5546, METHOD:REPLY): who comes, perhaps, or not."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from icalendar import Calendar

from lib.text import clean
from meetings.models import Attendee, Meeting
from messaging.models import InboundMail
from messaging.parsing import Parsed
from timeline.notifying import notify
from timeline.services import record

ANSWERS = {
    "ACCEPTED": Attendee.Answer.ACCEPTED,
    "TENTATIVE": Attendee.Answer.TENTATIVE,
    "DECLINED": Attendee.Answer.DECLINED,
}
KINDS = {"text/calendar", "application/ics"}
MOST_BYTES = 100_000
LONGEST_COMMENT = 500


@dataclass(frozen=True)
class Reply:
    uid: uuid.UUID
    sequence: int
    address: str
    answer: str
    comment: str = ""


def answer_by_mail(mail: InboundMail, parsed: Parsed) -> str | None:
    """Keep what a contact answered; None for every other message, and for answers to what has changed since.

    The message is set aside, where what its writer added can be read. An answer counts only from the address that was
    invited: anybody may write the name of another into a file.
    """
    for each in parsed.attachments:
        if each.kind in KINDS and each.size <= MOST_BYTES and (reply := read(each.content)):
            is_kept = reply.address == mail.from_address and keep_answer(reply)
            return InboundMail.State.SET_ASIDE if is_kept else None
    return None


def read(content: bytes) -> Reply | None:
    """What a file answers; None when it is no answer, or nobody can read it."""
    try:
        calendar = Calendar.from_ical(content)
        if str(calendar.get("method", "")).upper() != "REPLY":
            return None
        event = calendar.walk("VEVENT")[0]
        attendee, comment = first(event["attendee"]), first(event.get("comment", ""))
        return Reply(
            uid=uuid.UUID(str(event["uid"]).partition("@")[0]),
            sequence=int(event.get("sequence", 0)),
            address=str(attendee).strip().lower().removeprefix("mailto:"),
            answer=ANSWERS[str(attendee.params["partstat"]).upper()],
            comment=clean(str(comment))[:LONGEST_COMMENT],
        )
    except Exception:  # it comes from outside: whatever it is, it is no answer
        return None


def first(found):
    """Of what may stand there several times."""
    return found[0] if isinstance(found, list) else found


@transaction.atomic
def keep_answer(reply: Reply) -> bool:
    meeting = Meeting.objects.select_related("account", "organizer__user").filter(uid=reply.uid).first()
    if meeting is None or reply.sequence < meeting.sequence:
        return False
    meeting.account.wait_for_others()
    invited = meeting.mails.filter(mail__to_address__iexact=reply.address).values("contact")
    attendee = meeting.attendees.filter(contact__in=invited).select_related("contact").first()
    if attendee is None:
        return False
    attendee.answer, attendee.answered_at = reply.answer, timezone.now()
    attendee.save(update_fields=["answer", "answered_at"])
    told = {"name": attendee.contact.name, "answer": reply.answer, "comment": reply.comment}
    record("meeting.answered", meeting, by=None, context=meeting.account, **told)
    notify("meeting.answered", [meeting.organizer], subject=meeting, name=told["name"], answer=reply.answer)
    return True
