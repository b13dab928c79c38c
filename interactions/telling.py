"""How interactions are told: on the pages of customers, and to those who lead the workspace."""

from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interactions.filing import inbox_of
from interactions.models import FollowUp, Interaction, OccasionMark, SharedLink
from interactions.models.contact_rule import CLASSES
from interactions.models.follow_up import INTERVALS
from interactions.models.ready_answer import names_of
from lib import formats
from messaging.models import OutgoingMail
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"interactions": _("Interactions"), "follow_ups": _("Follow-ups")}

# E-mail that Sila itself sent or received.
MAIL = {"mail_out": _("e-mail sent from Sila"), "mail_in": _("e-mail that came in")}

KINDS = {
    "interactions.interaction": Kind(
        rows=lambda member: Interaction.objects.visible_to(member).select_related("account"),
        page="interactions:detail",
        labels={"contacts": (_("Contacts added"), _("Contacts removed"))},
    ),
    "messaging.inboundmail": Kind(rows=inbox_of, page="interactions:inbox_mail"),
    "interactions.followup": Kind(
        rows=lambda member: FollowUp.objects.visible_to(member).select_related("account"),
        page="interactions:follow_up",
    ),
    "interactions.sharedlink": Kind(
        rows=lambda member: SharedLink.objects.visible_to(member).select_related("attachment"),
        page="interactions:shared_link",
    ),
    "interactions.askingrule": Kind(),
    "interactions.article": Kind(page="interactions:article"),
    "interactions.readyanswer": Kind(
        page="interactions:ready_answer",
        written={"channels": names_of},
    ),
}


def channel_word(detail):
    names = {**dict(Interaction.Channel.choices), **MAIL}
    return {"channel": str(names.get(detail.get("channel"), ""))}


def reason_word(detail):
    return {"reason": str(dict(OutgoingMail.Reason.choices).get(detail.get("reason"), ""))}


def due_word(detail):
    """The day until which it was promised or put off."""
    try:
        return {"due": formats.day(date.fromisoformat(detail.get("due", "")))}
    except (TypeError, ValueError):
        return {"due": ""}


def occasion_word(detail):
    return {"occasion": str(dict(OccasionMark.Kind.choices).get(detail.get("kind"), ""))}


def in_words(unit, every) -> str:
    return INTERVALS[unit](every) % {"count": formats.number(every)} if unit in INTERVALS and every else ""


def schedule_words(detail):
    now = detail.get("now", {})
    rhythm = in_words(now.get("unit"), now.get("every"))
    if not now.get("is_by_hand"):
        return {"rhythm": gettext("as the tier or the type asks")}
    return {"rhythm": rhythm or gettext("no regular contact")}


def rhythm_words(detail):
    """“A: every week, B: every month”."""
    told = []
    for tier, (_before, after) in sorted(detail.get("changes", {}).items()):
        rhythm = in_words(after["unit"], after["every"]) if after else gettext("no regular contact")
        told.append(f"{dict(CLASSES).get(tier, tier)}: {rhythm}")
    return {"rhythms": formats.listed(told)}


VERBS = {
    "interaction.logged": Verb(
        "note",
        _("logged this interaction"),
        _("logged an interaction (%(channel)s)"),
        label=_("Interaction logged"),
        group="interactions",
        words=channel_word,
    ),
    "interaction.changed": Verb(
        "pencil",
        _("edited this interaction"),
        _("edited the interaction %(subject)s"),
        label=_("Interaction edited"),
        group="interactions",
        history=SUBJECT,
    ),
    "interaction.removed": Verb(
        "trash",
        _("removed this interaction"),
        _("removed the interaction %(subject)s"),
        label=_("Interaction removed"),
        group="interactions",
    ),
    "interaction.restored": Verb(
        "arrow-back-up",
        _("brought this interaction back"),
        _("brought the interaction %(subject)s back"),
        label=_("Interaction brought back"),
        group="interactions",
    ),
    "mail.failed": Verb(
        "alert-triangle",
        _("this e-mail was not sent: %(reason)s"),
        _("the e-mail %(subject)s was not sent: %(reason)s"),
        label=_("E-mail not sent"),
        group="interactions",
        words=reason_word,
    ),
    "mail.cancelled": Verb(
        "arrow-back-up",
        _("took this e-mail back before it was sent"),
        _("took the e-mail %(subject)s back before it was sent"),
        label=_("E-mail taken back"),
        group="interactions",
    ),
    "mail.again": Verb(
        "send",
        _("had this e-mail sent again"),
        _("had the e-mail %(subject)s sent again"),
        label=_("E-mail sent again"),
        group="interactions",
    ),
    "mail.arrived": Verb(
        "check",
        _("confirmed that this e-mail had been sent"),
        _("confirmed that the e-mail %(subject)s had been sent"),
        label=_("E-mail confirmed as sent"),
        group="interactions",
    ),
    "followup.created": Verb(
        "calendar-event",
        _("wrote this down as a next step, due %(due)s"),
        _("wrote down a next step, due %(due)s: %(subject)s"),
        label=_("Follow-up written down"),
        group="follow_ups",
        words=due_word,
    ),
    "followup.changed": Verb(
        "pencil",
        _("edited this follow-up"),
        _("edited the follow-up %(subject)s"),
        label=_("Follow-up edited"),
        group="follow_ups",
        history=SUBJECT,
    ),
    "followup.done": Verb(
        "circle-check",
        _("did this"),
        _("did what was promised: %(subject)s"),
        label=_("Follow-up done"),
        group="follow_ups",
    ),
    "followup.cancelled": Verb(
        "ban",
        _("called this off"),
        _("called off the follow-up %(subject)s"),
        label=_("Follow-up called off"),
        group="follow_ups",
    ),
    "followup.reopened": Verb(
        "arrow-back-up",
        _("opened this again"),
        _("opened the follow-up %(subject)s again"),
        label=_("Follow-up opened again"),
        group="follow_ups",
    ),
    "followup.snoozed": Verb(
        "clock",
        _("put this off until %(due)s"),
        _("put off until %(due)s: %(subject)s"),
        label=_("Follow-up put off"),
        group="follow_ups",
        words=due_word,
    ),
    "followup.handed": Verb(
        "arrow-forward-up",
        _("handed this over to %(to)s"),
        _("handed the follow-up %(subject)s over to %(to)s"),
        label=_("Follow-up handed over"),
        group="follow_ups",
    ),
    "followup.asked": Verb(
        "send",
        _("asked the customer for this by a link"),
        _("asked the customer by a link: %(subject)s"),
        label=_("Customer asked by a link"),
        group="follow_ups",
    ),
    "followup.answered": Verb(
        "inbox",
        _("took in what the customer sent"),
        label=_("Customer answered"),
        group="follow_ups",
    ),
    "followup.customer_reminded": Verb(
        "bell",
        _("reminded the customer of this"),
        label=_("Customer reminded"),
        group="follow_ups",
    ),
    "followup.link_renewed": Verb(
        "refresh",
        _("made a new link for the customer; the former ones stopped working"),
        _("made a new link for what the customer owes: %(subject)s"),
        label=_("New link for a customer"),
        group="follow_ups",
    ),
    "followup.link_revoked": Verb(
        "unlink",
        _("took back what was asked of the customer by a link"),
        _("took back what was asked by a link: %(subject)s"),
        label=_("Request to a customer taken back"),
        group="follow_ups",
    ),
    "followup.link_restored": Verb(
        "link",
        _("let the customer answer again"),
        _("let the customer answer again: %(subject)s"),
        label=_("Request to a customer works again"),
        group="follow_ups",
    ),
    "asking.changed": Verb(
        "bell",
        _("changed when customers are reminded of what they owe"),
        label=_("Reminders to customers changed"),
        group="settings",
    ),
    "schedule.changed": Verb(
        "repeat",
        _("changed the contact schedule: %(rhythm)s"),
        label=_("Contact schedule changed"),
        group="follow_ups",
        words=schedule_words,
    ),
    "calendar.opened": Verb(
        "calendar",
        _("opened an address of the calendar"),
        label=_("Calendar opened"),
        group="settings",
    ),
    "calendar.closed": Verb(
        "calendar",
        _("closed the address of the calendar"),
        label=_("Calendar closed"),
        group="settings",
    ),
    "occasion.done": Verb(
        "gift",
        _("congratulated: %(occasion)s"),
        _("congratulated %(subject)s: %(occasion)s"),
        label=_("Occasion congratulated on"),
        group="follow_ups",
        words=occasion_word,
    ),
    "occasion.reopened": Verb(
        "arrow-back-up",
        _("took back that somebody had congratulated: %(occasion)s"),
        label=_("Congratulation taken back"),
        group="follow_ups",
        words=occasion_word,
    ),
    "handover.confirmed": Verb(
        "user-check",
        _("confirmed to look after this customer now"),
        label=_("Handover confirmed"),
        group="follow_ups",
    ),
    "handover.reopened": Verb(
        "arrow-back-up",
        _("took the confirmation of the handover back"),
        label=_("Confirmation of a handover taken back"),
        group="follow_ups",
    ),
    "handover.noted": Verb(
        "note",
        _("wrote a note for the handover"),
        label=_("Note for a handover"),
        group="follow_ups",
    ),
    "rhythm.changed": Verb(
        "repeat",
        _("changed how often customers are contacted: %(rhythms)s"),
        label=_("Contact rhythm of tiers changed"),
        group="settings",
        words=rhythm_words,
    ),
    "sharedlink.created": Verb(
        "link",
        _("made this link"),
        _("shared a file by a link: %(subject)s"),
        label=_("File shared by a link"),
        group="interactions",
    ),
    "sharedlink.opened": Verb(
        "download",
        _("noted that this link was opened"),
        _("noted that a shared file was opened: %(subject)s"),
        label=_("Shared file opened"),
        group="interactions",
    ),
    "sharedlink.revoked": Verb(
        "unlink",
        _("took this link back"),
        _("took back the link to %(subject)s"),
        label=_("Shared link taken back"),
        group="interactions",
    ),
    "sharedlink.restored": Verb(
        "link",
        _("let this link work again"),
        _("let the link to %(subject)s work again"),
        label=_("Shared link works again"),
        group="interactions",
    ),
    "article.created": Verb(
        "heart",
        _("added the article %(subject)s"),
        label=_("Article added"),
        group="settings",
    ),
    "article.changed": Verb(
        "pencil",
        _("changed the article %(subject)s"),
        label=_("Article changed"),
        group="settings",
    ),
    "article.archived": Verb(
        "archive",
        _("archived the article %(subject)s"),
        label=_("Article archived"),
        group="settings",
    ),
    "article.restored": Verb(
        "archive-off",
        _("took the article %(subject)s out of the archive"),
        label=_("Article taken out of the archive"),
        group="settings",
    ),
    "readyanswer.created": Verb(
        "writing",
        _("added the ready answer %(subject)s"),
        label=_("Ready answer added"),
        group="settings",
    ),
    "readyanswer.changed": Verb(
        "pencil",
        _("changed the ready answer %(subject)s"),
        label=_("Ready answer changed"),
        group="settings",
        history=SUBJECT,
    ),
    "readyanswer.archived": Verb(
        "archive",
        _("archived the ready answer %(subject)s"),
        label=_("Ready answer archived"),
        group="settings",
    ),
    "readyanswer.restored": Verb(
        "archive-off",
        _("took the ready answer %(subject)s out of the archive"),
        label=_("Ready answer taken out of the archive"),
        group="settings",
    ),
}
