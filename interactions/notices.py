"""What members are told: of their customers, and of what colleagues ask them to do."""

from datetime import date, datetime

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formats import isolated
from timeline.models import Way
from timeline.notifying import NotificationKind


def many_logged(count):
    return ngettext(
        "%(actor)s logged %(count)s interaction with your customers.",
        "%(actor)s logged %(count)s interactions with your customers.",
        count,
    )


def many_handed(count):
    return ngettext(
        "%(actor)s gave you %(count)s follow-up.", "%(actor)s gave you %(count)s follow-ups.", count
    )


def many_due(count):
    return ngettext("You have %(count)s follow-up to do.", "You have %(count)s follow-ups to do.", count)


def many_late(count):
    return ngettext(
        "%(actor)s is late with %(count)s follow-up.", "%(actor)s is late with %(count)s follow-ups.", count
    )


def with_customer(follow_up) -> str:
    """What is to be done, and for whom."""
    return f"{follow_up.reason} ({follow_up.account.name})"


def with_its_customer(interaction) -> str:
    return f"{interaction.name} ({interaction.account.name})"


def due_word(detail):
    """The day, or the day and the hour, as whoever reads it writes them."""
    written = detail.get("due", "")
    try:
        if "T" in written:
            return {"due": isolated(formats.moment(datetime.fromisoformat(written)))}
        return {"due": isolated(formats.day(date.fromisoformat(written)))}
    except (TypeError, ValueError):
        return {"due": ""}


def answer_word(detail):
    """Whether they confirmed it, where that was asked."""
    return {
        "word": {"True": gettext("They said yes."), "False": gettext("They said no.")}.get(
            detail.get("word"), ""
        )
    }


def many_quiet(count):
    return ngettext(
        "Nobody has talked to %(count)s of your customers for longer than agreed.",
        "Nobody has talked to %(count)s of your customers for longer than agreed.",
        count,
    )


def many_mails(count):
    return ngettext(
        "%(count)s e-mail came from your customers.", "%(count)s e-mails came from your customers.", count
    )


def many_leads(count):
    return ngettext("%(count)s new lead waits for somebody.", "%(count)s new leads wait for somebody.", count)


NOTICES = {
    "lead.arrived": NotificationKind(
        label=_("A new lead that nobody looks after came by the form"),
        icon="target",
        one=_("New lead by the form: %(subject)s. Nobody looks after it yet."),
        many=many_leads,
        many_page="accounts:leads",
        way=Way.MAIL,
    ),
    "lead.wrote": NotificationKind(
        label=_("A customer of mine wrote by the form for leads"),
        icon="target",
        one=_("A message by the form for leads: %(subject)s."),
        way=Way.MAIL,
    ),
    "handover.noted": NotificationKind(
        label=_("A colleague left me a note about a customer I took over"),
        icon="note",
        one=_("%(actor)s left you a note about %(subject)s."),
    ),
    "account.quiet": NotificationKind(
        label=_("A customer of mine has gone quiet"),
        icon="clock",
        one=_("Nobody has talked to %(subject)s for longer than agreed."),
        many=many_quiet,
        many_page="desk:today",
    ),
    "followup.due": NotificationKind(
        label=_("Something I promised to do is due"),
        icon="bell",
        one=_("Due %(due)s: %(subject)s."),
        many=many_due,
        many_page="desk:today",
        way=Way.MAIL,
        called=with_customer,
        words=due_word,
    ),
    "followup.answered": NotificationKind(
        label=_("A customer sent what I had asked for by a link"),
        icon="inbox",
        one=_("What the customer sent is here: %(subject)s. %(word)s"),
        way=Way.MAIL,
        called=with_customer,
        words=answer_word,
    ),
    "followup.late": NotificationKind(
        label=_("A colleague who reports to me is late with something"),
        icon="alert-triangle",
        one=_("%(actor)s is late with this: %(subject)s."),
        many=many_late,
        many_page="interactions:follow_ups",
        way=Way.MAIL,
        called=with_customer,
    ),
    "followup.handed": NotificationKind(
        label=_("A colleague gave me something to do"),
        icon="calendar-event",
        one=_("%(actor)s asks you to do this: %(subject)s."),
        many=many_handed,
        many_page="desk:today",
        called=with_customer,
    ),
    "mail.received": NotificationKind(
        label=_("E-mail of a customer of mine"),
        icon="mail",
        one=_("An e-mail came from %(subject)s."),
        many=many_mails,
    ),
    "mail.unsent": NotificationKind(
        label=_("An e-mail of mine was not sent"),
        icon="alert-triangle",
        one=_("This e-mail of yours was not sent: %(subject)s."),
    ),
    "mail.uncertain": NotificationKind(
        label=_("It is not known whether an e-mail of mine was sent"),
        icon="help-circle",
        one=_(
            "The connection broke while this e-mail was handed over; look whether it arrived: %(subject)s."
        ),
    ),
    "sharedlink.opened": NotificationKind(
        label=_("A customer opened a file that I shared"),
        icon="link",
        one=_("A file that you shared was opened: %(subject)s."),
    ),
    "interaction.mentioned": NotificationKind(
        label=_("A colleague mentioned me"),
        icon="at",
        one=_("%(actor)s mentioned you: %(subject)s."),
        way=Way.MAIL,
        called=with_its_customer,
    ),
    "interaction.logged": NotificationKind(
        label=_("A colleague logged an interaction with a customer of mine"),
        icon="note",
        one=_("%(actor)s logged an interaction with %(subject)s."),
        many=many_logged,
    ),
}
