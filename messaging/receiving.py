"""What comes in: one road for the provider's hook and for the mail server's pipe.

The message is kept first; what it means is decided in a savepoint after it, so that a fault there loses nothing:
the message then waits for a person.
"""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lib.filetypes import Refused
from lib.registry import Registry
from lib.tenancy.state import workspace
from messaging.models import InboundMail, OutgoingMail, Sender
from messaging.models.inbound import MOST_RAW_BYTES, RAW_KEPT
from messaging.parsing import Parsed, parse
from messaging.sending import settle_bounce
from timeline.attaching import attach, forget_files

log = structlog.get_logger(__name__)

# A message that was written longer ago than this came in now, whatever it says of itself.
OLDEST = timedelta(days=30)
MOST_MAILBOXES = 10
MOST_FORGOTTEN = 200
MOST_FILES = 20
State = InboundMail.State

# Of (bounce, the Message-ID of the report): whose letter came back, other than OutgoingMail, answers with True.
bounces = Registry("whose letters come back")
# Of (mail, parsed): whoever knows what it is sees to it and answers with its state from now on, or None. Higher apps
# fill it.
filing = Registry("who files incoming e-mail")


class NoSuchMailbox(Exception):
    """None of the addresses is a mailbox that is open."""


def receive(raw: bytes, *, to: Iterable[str] = ()) -> list[InboundMail]:
    """Keep a message in the mailbox it was sent to; `to` is the envelope, else its own headers say.

    Raises NoSuchMailbox. The same message twice is one.
    """
    parsed = parse(raw)
    kept = []
    for local in mailboxes_among([*to] or parsed.recipients):
        workspace_id = workspace_of(local)
        if workspace_id is None:
            continue
        with workspace(workspace_id), transaction.atomic():
            kept.append(keep(parsed, raw))
    if not kept:
        raise NoSuchMailbox
    return kept


def mailboxes_among(addresses: Iterable[str]) -> list[str]:
    """The parts before the @ of those that are ours."""
    domain = settings.INBOUND_DOMAIN.lower()
    # Ours are plain letters; PostgreSQL takes neither NUL nor bytes that are none.
    plain = [address for address in addresses if address.isascii() and address.isprintable()]
    found = [address.strip().lower().rpartition("@") for address in plain]
    # What follows a plus says what it is about, to those who file it.
    ours = (local.partition("+")[0] for local, _at, host in found if domain and host == domain)
    return list(dict.fromkeys(local for local in ours if local))[:MOST_MAILBOXES]


def workspace_of(mailbox: str) -> int | None:
    """Asked before any workspace is open, so the owner's function answers."""
    with connection.cursor() as cursor:
        cursor.execute("select mailbox_of(%s)", [mailbox[:64]])
        return cursor.fetchone()[0]


def keep(parsed: Parsed, raw: bytes) -> InboundMail:
    """The message as a row of the open workspace, filed if somebody knows whose it is."""
    same = InboundMail.objects.filter(message_id=parsed.message_id)
    if found := same.first():
        return found
    try:
        with transaction.atomic():
            mail = _row_of(parsed, raw)
            mail.save()
    except IntegrityError:
        # The same message came twice at the same moment.
        return same.get()
    try:
        with transaction.atomic():
            _decide(mail, parsed)
            if mail.state == State.WAITING:
                keep_files(mail, parsed, belongs_to=mail)
    except Exception as error:  # whatever it was: the message is kept and waits for a person
        log.exception("mail_not_filed", mail=mail.pk, error=type(error).__name__)
        mail.refresh_from_db()
    return mail


def _row_of(parsed: Parsed, raw: bytes) -> InboundMail:
    now = timezone.now()
    written = parsed.written_at
    return InboundMail(
        message_id=parsed.message_id,
        from_address=parsed.from_address,
        from_name=parsed.from_name,
        subject=parsed.subject,
        text=parsed.text,
        html=parsed.html,
        in_reply_to=parsed.in_reply_to,
        references=" ".join(parsed.references),
        sent_at=written if written and now - OLDEST < written <= now else now,
        received_at=now,
        size_bytes=len(raw),
        attachments=[
            {"name": each.name, "size": each.size, "kind": each.kind} for each in parsed.attachments
        ],
        is_automatic=parsed.is_automatic,
        is_damaged=parsed.is_damaged,
        raw=raw[:MOST_RAW_BYTES],
    )


def _decide(mail: InboundMail, parsed: Parsed):
    if is_our_own(mail):
        # Our own message came back to us: a loop ends here.
        mail.is_automatic = True
        mail.save(update_fields=["is_automatic"])
        mail.set_state(State.SET_ASIDE)
        return
    if parsed.bounce:
        sent = OutgoingMail.objects.filter(message_id=parsed.bounce.message_id).first()
        if sent is not None:
            settle_bounce(sent, is_gone=parsed.bounce.is_address_gone, answer=parsed.bounce.answer)
        else:
            any(take(parsed.bounce, report_id=mail.message_id) for take in bounces)
        mail.set_state(State.SET_ASIDE)
        return
    states = (file(mail, parsed) for file in filing)
    decided = next(filter(None, states), State.SET_ASIDE if mail.is_automatic else None)
    if decided is not None:
        mail.set_state(decided)


def keep_files(mail: InboundMail, parsed: Parsed, *, belongs_to) -> None:
    """Hang the files of a message on a record; what may not be kept stays named in the message."""
    for number, each in enumerate(parsed.attachments[:MOST_FILES]):
        try:
            attach(belongs_to, each.content, name=each.name, is_told=False)
        except Refused:
            continue
        mail.attachments[number]["is_kept"] = True
    mail.save(update_fields=["attachments"])


def is_our_own(mail: InboundMail) -> bool:
    """Written by this workspace: by its Message-ID, or in the name of its own sender or mailbox."""
    if OutgoingMail.objects.filter(message_id=mail.message_id).exists():
        return True
    sender = Sender.objects.first()
    own = {sender.address.lower(), sender.mailbox_address.lower()} if sender else set()
    own |= {settings.MAIL_FROM_ADDRESS.lower()}
    return mail.from_address in own - {""}


def forget_raw() -> int:
    """The bytes of old messages in the open workspace, and the files of those nobody wanted; their words stay."""
    old = InboundMail.objects.filter(raw__isnull=False, received_at__lt=timezone.now() - RAW_KEPT)
    few = list(old.order_by("received_at").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    unwanted = InboundMail.objects.filter(pk__in=few, state=State.IGNORED)
    forget_files(InboundMail, unwanted.values_list("pk", flat=True))
    return InboundMail.objects.filter(pk__in=few).update(raw=None)
