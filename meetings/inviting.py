"""Invitations by e-mail: sent when somebody asks for it, and from then on kept up to date by themselves.

Each goes through the outgoing mail of messaging/, with its lease and the seconds in which it can be taken back. What
has not left yet and is no longer true is taken back instead of being followed by a correction.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import vCalAddress

from interactions.ical import begun
from lib import formats
from meetings.ical import event_of
from meetings.models import Meeting, MeetingMail
from meetings.zones import zone_name
from messaging.models import OutgoingMail
from messaging.models.outgoing import TooLateToCancel
from messaging.sending import queue_mail, sender_of_workspace
from timeline.notifying import notify
from timeline.services import record

Method = MeetingMail.Method
UNHEARD = (OutgoingMail.State.CANCELLED, OutgoingMail.State.FAILED)


@transaction.atomic
def invite(meeting, *, by) -> int:
    """Invite every contact who attends, has an address and was not invited yet; how many these are."""
    meeting.wait_to_change()
    if not meeting.is_planned or meeting.is_over:
        return 0
    before = _last_told(meeting)
    missing = [
        each
        for each in meeting.contacts
        if each.email_1 and (each.pk not in before or before[each.pk].method == Method.CANCEL)
    ]
    for contact in missing:
        _write(meeting, contact, Method.REQUEST, by=by, is_first=True)
    if missing:
        names = formats.listed(each.name for each in missing)
        record("meeting.invited", meeting, by=by, context=meeting.account, names=names)
    return len(missing)


@transaction.atomic
def take_back_invitations(meeting, *, by) -> bool:
    """Those that have not left yet; whether there were any. Who has heard of the meeting hears what becomes of it."""
    meeting.wait_to_change()
    taken = 0
    standing = meeting.mails.standing()
    heard = standing.exclude(mail__state=OutgoingMail.State.QUEUED).values("contact")
    for each in standing.exclude(contact__in=heard).select_related("mail").order_by("pk"):
        try:
            each.mail.cancel()
        except TooLateToCancel:
            continue
        taken += 1
    if taken:
        record("meeting.uninvited", meeting, by=by, context=meeting.account)
    return bool(taken)


def keep_invited(meeting, *, by) -> None:
    """Tell those who were invited what has changed since; who is left out hears that it is off for them."""
    if meeting.is_over:
        return
    attending = {each.pk: each for each in meeting.contacts} if meeting.is_planned else {}
    for pk, told in _last_told(meeting).items():
        wanted = Method.REQUEST if pk in attending else Method.CANCEL
        is_newest = wanted == Method.CANCEL or told.sequence == meeting.sequence
        if told.method == wanted and is_newest:
            continue
        is_unheard = _take_back(meeting, pk)
        if wanted == Method.REQUEST or not is_unheard:
            _write(meeting, told.contact, wanted, by=by, is_first=is_unheard)


def _last_told(meeting) -> dict[int, MeetingMail]:
    rows = meeting.mails.standing().select_related("mail", "contact").order_by("pk")
    return {each.contact_id: each for each in rows}


def _take_back(meeting, contact_id) -> bool:
    """Take back what has not left yet; whether the contact has heard of the meeting from nothing else."""
    for each in meeting.mails.standing().filter(contact=contact_id).select_related("mail").order_by("-pk"):
        try:
            each.mail.cancel()
        except TooLateToCancel:
            return each.method == Method.CANCEL
    return True


def _write(meeting, contact, method, *, by, is_first) -> None:
    opened = meeting.workspace
    language = language_of(contact, meeting)
    sender = sender_of_workspace()
    with override(language), formats.use(opened.formats(language)):
        subject, text = in_words(meeting, method, opened, is_first=is_first)
    # Who has left the customer's contacts without an address is told at the one that was invited.
    address = contact.email_1 or _last_told(meeting)[contact.pk].mail.to_address
    mail = queue_mail(
        by=by,
        to_address=address,
        to_name=contact.name,
        subject=subject[:200],
        text="\n\n".join(part for part in (text, sender.signature(language)) if part),
        language=language,
        calendar=invitation_of(meeting, contact, address, method, sender).decode(),
    )
    MeetingMail.objects.create(
        meeting=meeting, contact=contact, mail=mail, method=method, sequence=meeting.sequence
    )


def language_of(contact, meeting) -> str:
    """That of the contact, of the customer, or else of the workspace: the first that Sila speaks."""
    spoken = dict(settings.LANGUAGES)
    wanted = (contact.language if contact else "", meeting.account.language, meeting.workspace.language)
    return next((each for each in wanted if each in spoken), settings.LANGUAGE_CODE)


def in_words(meeting, method, opened, *, is_first) -> tuple[str, str]:
    """Subject and text of the e-mail, in the language and the formats in force."""
    words = {
        "name": meeting.subject,
        "by": meeting.organizer.user.name,
        "company": opened.name,
        "when": meeting.when,
        "zone": zone_name(opened.time_zone),
    }
    if method == Method.CANCEL:
        subject, first = _("Called off: %(name)s, %(when)s"), _("This meeting does not take place:")
    elif not is_first:
        subject = _("Changed: %(name)s, %(when)s")
        first = _("This meeting with %(company)s has changed. It is now as follows:")
    else:
        subject = _("Invitation: %(name)s, %(when)s")
        first = _("%(by)s of %(company)s invites you to this meeting:")
    lines = [meeting.subject, _("When: %(when)s (%(zone)s)") % words]
    if method == Method.REQUEST:
        if meeting.place:
            lines.append(_("Where: %(place)s") % {"place": meeting.place})
        if meeting.agenda:
            lines += ["", _("Agenda:"), meeting.agenda]
    return subject % words, f"{first % words}\n\n" + "\n".join(lines)


def invitation_of(meeting, contact, address, method, sender) -> bytes:
    """The invitation of one contact. Answers go to the workspace's mailbox where there is one."""
    calendar = begun("")
    calendar.add("method", method)
    event = event_of(meeting, summary=meeting.subject, url=meeting.link)
    event.add("status", "CANCELLED" if method == Method.CANCEL else "CONFIRMED")
    organizer = vCalAddress(f"mailto:{sender.mailbox_address or sender.address}")
    organizer.params["CN"] = meeting.organizer.user.name
    event["organizer"] = organizer
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params.update(
        {"CN": contact.name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    )
    event.add("attendee", attendee, encode=0)
    calendar.add_component(event)
    return calendar.to_ical()


def tell_settled(mail: OutgoingMail) -> None:
    """Who invited learns of what went wrong."""
    if mail.state not in (OutgoingMail.State.FAILED, OutgoingMail.State.UNCERTAIN):
        return
    row = MeetingMail.objects.filter(mail=mail).select_related("meeting__account", "contact").first()
    if row is None:
        return
    meeting, name = row.meeting, row.contact.name
    record("meeting.unsent", meeting, by=None, context=meeting.account, name=name, reason=mail.reason)
    notify("meeting.unsent", [mail.created_by or meeting.organizer], subject=meeting, name=name)


def with_mails(meeting: Meeting) -> list[dict]:
    """The contacts who attend, each with what they were told last, and whether they can be invited."""
    told = {each.contact_id: each for each in meeting.mails.select_related("mail").order_by("pk")}
    found = []
    for each in meeting.attendees.all():
        last = told.get(each.contact_id)
        is_invited = last and last.method == Method.REQUEST and last.mail.state not in UNHEARD
        can_be_invited = bool(each.contact.email_1) and not is_invited
        found.append(
            {"attendee": each, "contact": each.contact, "told": last, "can_be_invited": can_be_invited}
        )
    return found
