"""E-mail to a customer, from its page: written, taken back, sent again, and what became of it."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from interactions.models import Interaction, MailEntry
from interactions.services import log_interaction
from lib import formats
from lib.filetypes import Refused
from messaging.models import OutgoingMail
from messaging.models.outgoing import LONGEST_ID
from messaging.sending import queue_mail, sender_of_workspace
from messaging.writing import Enclosed, language_of, quoted
from timeline.models import Attachment
from timeline.notifying import notify
from timeline.services import record

LONGEST_QUOTE = 20_000
MOST_ENCLOSED = 20 * 1024 * 1024
MOST_REFERENCES = 20
# Where the link stands in a text that is sent, and how colleagues read it there: only its hash is kept, so it is filled
# in as the message leaves.
LINK = "https://…"


@transaction.atomic
def write_mail(
    *,
    account,
    by,
    fields,
    to_address,
    contact=None,
    to_name="",
    answers=None,
    has_quote=False,
    files=None,
    former=None,
    form_token=None,
) -> Interaction:
    """Log an e-mail that Sila itself sends, and queue it. `answers` is the interaction it replies to.

    `files` is what the form brought, `former` an e-mail that was taken back and whose files go with this one; raises
    Refused for those that cannot go. Refused too while the customer is archived.
    """
    interaction = log_interaction(
        account=account,
        by=by,
        fields=fields,
        contacts=[contact] if contact else [],
        files=files,
        form_token=form_token,
        told_as="mail_out",
    )
    if former is not None:
        Attachment.objects.of(former).kept().update(record_id=interaction.pk)
    check_weight(interaction)
    language = language_of(fields["text"], account.language or by.workspace.language)
    parts = [fields["text"], sender_of_workspace().signature(language)]
    if answers is not None and has_quote:
        parts.append(quotation(answers, by.workspace.formats(language)))
    mail = queue_mail(
        by=by,
        to_address=to_address,
        to_name=to_name,
        subject=fields["subject"],
        text="\n\n".join(part for part in parts if part),
        language=language,
        **thread_of(answers),
    )
    MailEntry.objects.create(interaction=interaction, outgoing=mail)
    return interaction


@transaction.atomic
def send_letter(
    *, account, contact, to_address, subject, text, language, by, is_automatic=False
) -> MailEntry:
    """Log and queue an e-mail that Sila words itself. LINK in it is filled in by who owns the link, as it leaves.

    An automatic one is nobody's and no contact with the customer; `by` is told when it does not arrive.
    """
    interaction = log_interaction(
        account=account,
        by=None if is_automatic else by,
        fields={
            "channel": Interaction.Channel.EMAIL,
            "direction": Interaction.Direction.OUT,
            "subject": subject,
            "text": text,
            "is_visible_to_customer": True,
            "outcome": Interaction.Outcome.AUTOMATIC if is_automatic else "",
        },
        contacts=[contact] if contact else [],
        told_as="mail_out",
        notice="",
    )
    parts = [text, sender_of_workspace().signature(language)]
    mail = queue_mail(
        by=by,
        to_address=to_address,
        to_name=contact.name if contact else account.name,
        subject=subject,
        text="\n\n".join(part for part in parts if part),
        language=language,
    )
    return MailEntry.objects.create(interaction=interaction, outgoing=mail)


def answered_by(interaction) -> Interaction | None:
    """The interaction with this customer that this e-mail of ours replies to."""
    replies_to = interaction.mail_entry.outgoing.in_reply_to
    if not replies_to:
        return None
    entries = MailEntry.objects.filter(interaction__account=interaction.account_id)
    same = Q(inbound__message_id=replies_to) | Q(outgoing__message_id=replies_to)
    entry = entries.filter(same).select_related("interaction").first()
    return entry.interaction if entry else None


def check_weight(interaction):
    """Refuse what most mail servers would: more than 20 MB, of which the form of an e-mail makes a third more."""
    weight = sum(Attachment.objects.of(interaction).kept().values_list("size_bytes", flat=True))
    if weight > MOST_ENCLOSED:
        text = _(
            "Together the files are larger than %(size)s, which mail servers do not take. Share them by a link."
        )
        raise Refused("large", text % {"size": formats.file_size(MOST_ENCLOSED)})


def enclosed_in(mail: OutgoingMail) -> list[Enclosed]:
    """The files that this message was written with; what colleagues add to its entry later stays here."""
    entry = MailEntry.objects.filter(outgoing=mail).select_related("interaction").first()
    if entry is None:
        return []
    found = []
    files = Attachment.objects.of(entry.interaction).kept().filter(added_at__lte=mail.created_at)
    for each in files.order_by("pk"):
        with each.content.open("rb") as file:
            found.append(Enclosed(each.name, each.media_type, file.read()))
    return found


def thread_of(interaction) -> dict:
    """By which headers an answer to this interaction belongs to what was written before."""
    entry = interaction.mail_entry if interaction is not None else None
    if entry is None:
        return {}
    mail = entry.mail
    before = [each for each in mail.references.split() if len(each) <= LONGEST_ID][-MOST_REFERENCES:]
    return {"in_reply_to": mail.message_id, "references": " ".join([*before, mail.message_id])}


def quotation(interaction, in_force) -> str:
    """What they wrote, under a line that says who wrote it and when."""
    entry = interaction.mail_entry
    written = entry.inbound.text if entry and entry.inbound else interaction.text
    who = entry.inbound.sender if entry and entry.inbound else interaction.account.name
    if not written.strip():
        return ""
    with override(in_force.language), formats.use(in_force):
        line = _("%(name)s wrote on %(when)s:") % {"name": who, "when": formats.moment(interaction.at)}
    return f"{line}\n{quoted(written[:LONGEST_QUOTE])}"


def reply_subject(subject: str) -> str:
    """«Re:» once, however often it went back and forth."""
    bare = subject.strip()
    return bare if bare[:3].lower() == "re:" or bare[:3] == "رد:" else f"Re: {bare}"[:200]


@transaction.atomic
def cancel_mail(interaction, *, by):
    """Take an e-mail back that still waits, and its entry off the record; raises TooLateToCancel."""
    interaction.mail_entry.outgoing.cancel()
    record("mail.cancelled", interaction, by=by, context=interaction.account)
    interaction.remove(by=by)


@transaction.atomic
def send_mail_again(interaction, *, by):
    """Raises NotAgain unless it failed or nobody knows."""
    interaction.mail_entry.outgoing.send_again()
    if interaction.outcome == Interaction.Outcome.NOT_DELIVERED:
        interaction.set_outcome("", by=by)
    record("mail.again", interaction, by=by, context=interaction.account)


@transaction.atomic
def confirm_mail(interaction, *, by):
    """Somebody knows that it arrived; raises NotAgain where that is no question."""
    interaction.mail_entry.outgoing.take_as_sent()
    record("mail.arrived", interaction, by=by, context=interaction.account)


def tell_settled(mail: OutgoingMail) -> None:
    """Who wrote it learns of what went wrong; what was sent stands on the record without a word."""
    entry = MailEntry.objects.filter(outgoing=mail).select_related("interaction__account").first()
    if entry is None:
        return
    if mail.state == OutgoingMail.State.FAILED:
        shown = entry.interaction
        shown.set_outcome(Interaction.Outcome.NOT_DELIVERED, by=None)
        record("mail.failed", shown, by=None, context=shown.account, reason=mail.reason)
        notify("mail.unsent", [mail.created_by], subject=shown)
    elif mail.state == OutgoingMail.State.UNCERTAIN:
        notify("mail.uncertain", [mail.created_by], subject=entry.interaction)
