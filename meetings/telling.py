"""How meetings are told: on the pages of customers, and to the colleagues who are to be there."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formats import isolated
from meetings.models import Attendee, BookingLink, Meeting
from messaging.models import OutgoingMail
from timeline.kinds import Kind
from timeline.models import Way
from timeline.notifying import NotificationKind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"meetings": _("Meetings")}

KINDS = {
    "meetings.bookinglink": Kind(
        rows=lambda member: BookingLink.objects.visible_to(member).select_related("account"),
        page="meetings:booking",
    ),
    "meetings.meeting": Kind(
        rows=lambda member: Meeting.objects.visible_to(member).select_related("account"),
        page="meetings:detail",
        hidden=("sequence", "is_booked"),
        labels={"contacts": (_("Contacts added"), _("Contacts removed"))},
    ),
}


def starts_word(detail):
    """When it is, as whoever reads it writes it."""
    try:
        return {"when": isolated(formats.moment(datetime.fromisoformat(detail.get("starts", ""))))}
    except (TypeError, ValueError):
        return {"when": ""}


def words_of(detail):
    """The moment, what a contact answered and why a message was not sent, for whoever reads it."""
    answer, reason = detail.get("answer"), detail.get("reason")
    comment = detail.get("comment")
    return {
        **starts_word(detail),
        "answer": str(dict(Attendee.Answer.choices).get(answer, "")),
        "reason": str(dict(OutgoingMail.Reason.choices).get(reason, "")),
        "comment": isolated(comment) if comment else "",
    }


def verb(icon, here, elsewhere, label, **more) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="meetings", words=words_of, **more)


VERBS = {
    "meeting.planned": verb(
        "calendar-event",
        _("planned this meeting for %(when)s"),
        _("planned a meeting for %(when)s: %(subject)s"),
        _("Meeting planned"),
    ),
    "meeting.changed": verb(
        "pencil",
        _("edited this meeting"),
        _("edited the meeting %(subject)s"),
        _("Meeting edited"),
        history=SUBJECT,
    ),
    "meeting.cancelled": verb(
        "ban",
        _("called this meeting off"),
        _("called off the meeting %(subject)s of %(when)s"),
        _("Meeting called off"),
    ),
    "meeting.booked": verb(
        "calendar-event",
        _("this meeting was booked by the customer for %(when)s"),
        _("a meeting was booked by the customer for %(when)s: %(subject)s"),
        _("Meeting booked by a customer"),
    ),
    "meeting.rebooked": verb(
        "clock",
        _("the customer chose another time: %(when)s"),
        _("the customer chose another time for the meeting %(subject)s: %(when)s"),
        _("Meeting moved by a customer"),
    ),
    "meeting.unbooked": verb(
        "ban",
        _("the customer called this meeting off"),
        _("the customer called off the meeting %(subject)s of %(when)s"),
        _("Meeting called off by a customer"),
    ),
    "bookinglink.created": verb(
        "link",
        _("made this link"),
        _("offered times for a meeting by a link: %(subject)s"),
        _("Times offered by a link"),
    ),
    "bookinglink.revoked": verb(
        "unlink",
        _("took this link back"),
        _("took back the link to times for a meeting: %(subject)s"),
        _("Link to times taken back"),
    ),
    "bookinglink.restored": verb(
        "link",
        _("let this link work again"),
        _("let the link to times for a meeting work again: %(subject)s"),
        _("Link to times works again"),
    ),
    "meeting.restored": verb(
        "arrow-back-up",
        _("put this meeting back into the calendar"),
        _("put the meeting %(subject)s of %(when)s back into the calendar"),
        _("Meeting back in the calendar"),
    ),
    "meeting.held": verb("circle-check", _("logged how this meeting went"), "", _("Meeting logged")),
    "meeting.missed": verb(
        "x", _("logged that nobody came to this meeting"), "", _("Nobody came to a meeting")
    ),
    "meeting.invited": verb(
        "mail",
        _("invited by e-mail: %(names)s"),
        _("invited by e-mail to the meeting %(subject)s: %(names)s"),
        _("Invitations sent"),
    ),
    "meeting.uninvited": verb(
        "arrow-back-up",
        _("took invitations back before they were sent"),
        _("took invitations to the meeting %(subject)s back before they were sent"),
        _("Invitations taken back"),
    ),
    "meeting.unsent": verb(
        "alert-triangle",
        _("the invitation of %(name)s was not sent: %(reason)s"),
        _("the invitation of %(name)s to the meeting %(subject)s was not sent: %(reason)s"),
        _("Invitation not sent"),
    ),
    "meeting.answered": verb(
        "message-circle",
        _("%(name)s answered the invitation: %(answer)s %(comment)s"),
        _("%(name)s answered the invitation to %(subject)s: %(answer)s %(comment)s"),
        _("Invitation answered"),
    ),
    "meeting.reopened": verb(
        "arrow-back-up",
        _("took back how this meeting went"),
        _("took back how the meeting %(subject)s went"),
        _("Log of a meeting taken back"),
    ),
}


def with_customer(meeting) -> str:
    return f"{meeting.name} ({meeting.account.name})"


NOTICES = {
    "meeting.invited": NotificationKind(
        label=_("A colleague counts on me for a meeting"),
        icon="users",
        one=_("%(actor)s counts on you for this meeting, %(when)s: %(subject)s."),
        called=with_customer,
        words=starts_word,
    ),
    "meeting.soon": NotificationKind(
        label=_("A meeting of mine begins soon"),
        icon="bell",
        one=_("Begins %(when)s: %(subject)s."),
        called=with_customer,
        words=starts_word,
    ),
    "meeting.moved": NotificationKind(
        label=_("A meeting of mine has another time or place"),
        icon="calendar-event",
        one=_("%(actor)s changed time or place of this meeting, now %(when)s: %(subject)s."),
        way=Way.MAIL,
        called=with_customer,
        words=starts_word,
    ),
    "meeting.cancelled": NotificationKind(
        label=_("A meeting of mine was called off"),
        icon="ban",
        one=_("%(actor)s called off this meeting of %(when)s: %(subject)s."),
        way=Way.MAIL,
        called=with_customer,
        words=starts_word,
    ),
    "meeting.booked": NotificationKind(
        label=_("A customer booked a meeting with me"),
        icon="calendar-event",
        one=_("Booked by the customer, %(when)s: %(subject)s."),
        way=Way.MAIL,
        called=with_customer,
        words=starts_word,
    ),
    "meeting.rebooked": NotificationKind(
        label=_("A customer moved a meeting with me"),
        icon="clock",
        one=_("Moved by the customer, now %(when)s: %(subject)s."),
        way=Way.MAIL,
        called=with_customer,
        words=starts_word,
    ),
    "meeting.unbooked": NotificationKind(
        label=_("A customer called off a meeting with me"),
        icon="ban",
        one=_("Called off by the customer, %(when)s: %(subject)s."),
        way=Way.MAIL,
        called=with_customer,
        words=starts_word,
    ),
    "meeting.answered": NotificationKind(
        label=_("A contact answered an invitation of mine"),
        icon="message-circle",
        one=_("%(name)s answered the invitation: %(answer)s. %(subject)s."),
        called=with_customer,
        words=lambda detail: {**words_of(detail), "name": isolated(detail.get("name", ""))},
    ),
    "meeting.unsent": NotificationKind(
        label=_("An invitation of mine was not sent"),
        icon="alert-triangle",
        one=_("The invitation of %(name)s was not sent, or perhaps not: %(subject)s."),
        called=with_customer,
        words=lambda detail: {"name": isolated(detail.get("name", ""))},
    ),
    "meeting.left": NotificationKind(
        label=_("A meeting takes place without me"),
        icon="users",
        one=_("%(actor)s has planned this meeting without you, %(when)s: %(subject)s."),
        called=with_customer,
        words=starts_word,
    ),
}
