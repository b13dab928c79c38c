"""The queue of what members write to customers. The rows are the queue; any number of workers may work on it.

A worker claims a row and commits; connects; commits that it now hands the message over; hands it over; commits
what the mail server said. Killed before the third step, the row is due again when its lease ends. Killed after it,
nobody knows whether the server took the message: the row becomes «perhaps sent», is never sent again by itself, and
who wrote it is told and decides. So nothing is lost silently and nothing is doubled silently (docs/adr/0004).
"""

import time
import uuid
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from lib.registry import Registry
from lib.tenancy.state import require_workspace_id
from messaging.answers import LATER, NEVER, UNKNOWN, Verdict, judge
from messaging.models import OutgoingMail, Sender, Suppression, is_suppressed
from messaging.models.outgoing import first_due_at
from messaging.models.sender import new_mailbox
from messaging.models.suppression import BY_MAIL, folded_address
from messaging.servers import connection_for
from messaging.writing import Enclosed, message_of
from timeline.services import record
from workspaces.models import Workspace

log = structlog.get_logger(__name__)

State = OutgoingMail.State
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60)]
# With these waits a little more than a day; then it is given up.
MOST_ATTEMPTS = 28
# Longer than a task may take (CELERY_TASK_TIME_LIMIT), so that no lease ends under a living worker's hands.
LEASE = timedelta(minutes=2)
TICK_SECONDS = 12

# Of (mail), in the transaction that settles it: sent, failed or perhaps sent. Apps that know what it is about tell it.
settled = Registry("what is done when an e-mail is settled")
# Of (mail): the messaging.writing.Enclosed that go with it.
enclosures = Registry("files that go with an e-mail")
# Of (mail, text): the text with what is put in only as it leaves, such as a link whose token is kept nowhere.
fillings = Registry("what is filled into an e-mail as it leaves")


@transaction.atomic
def sender_of_workspace() -> Sender:
    """The sender of the open workspace; made, with a mailbox of its own, when there is none yet."""
    found = Sender.objects.select_related("workspace").first()
    if found is None:
        slug = Workspace.objects.values_list("slug", flat=True).get(pk=require_workspace_id())
        try:
            with transaction.atomic():
                Sender.objects.create(mailbox=new_mailbox(slug))
        except IntegrityError:  # a colleague's first message at the same moment
            log.info("sender_made_twice")
        found = Sender.objects.select_related("workspace").get()
    return found


@transaction.atomic
def queue_mail(
    *,
    by,
    to_address,
    subject,
    text,
    language,
    to_name="",
    html="",
    calendar="",
    in_reply_to="",
    references="",
) -> OutgoingMail:
    """Write a message into the queue; for some seconds it can still be taken back."""
    sender = sender_of_workspace()
    domain = sender.address.rpartition("@")[2] or "localhost"
    mail = OutgoingMail(
        message_id=f"<{uuid.uuid4().hex}@{domain}>",
        to_address=to_address,
        to_name=to_name,
        subject=subject,
        text=text,
        html=html,
        language=language,
        calendar=calendar,
        in_reply_to=in_reply_to,
        references=references,
        due_at=first_due_at(),
        created_by=by,
    )
    mail.save()
    return mail


def send_due() -> int:
    """Send what is due in the open workspace, one by one; how many were accepted."""
    began, sent = time.monotonic(), 0
    while time.monotonic() - began < TICK_SECONDS:
        mail = claim()
        if mail is None:
            break
        sent += deliver(mail)
    return sent


@transaction.atomic
def claim() -> OutgoingMail | None:
    """The next due message, for this worker alone until its lease ends; None when nothing is left or allowed now."""
    # Those of one workspace are claimed one after the other: so its limit holds exactly.
    sender = Sender.objects.select_for_update().order_by("pk").first()
    now = timezone.now()
    while True:
        due = OutgoingMail.objects.due(now)
        mail = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
        if mail is None:
            return None
        if mail.state == State.SENDING and mail.handed_at:
            # Its worker died between handing it over and writing down the answer.
            _settle(mail, State.UNCERTAIN, reason="cut")
            continue
        if is_suppressed(mail.to_address):
            _settle(mail, State.FAILED, reason="suppressed")
            continue
        if not sender.has_server and _is_over_limit(now):
            OutgoingMail.objects.due(now).filter(state=State.QUEUED).update(due_at=now + timedelta(minutes=1))
            return None
        mail.state, mail.attempts, mail.due_at = State.SENDING, mail.attempts + 1, now + LEASE
        mail.handed_at = None
        mail.save(update_fields=["state", "attempts", "due_at", "handed_at"])
        return mail


def _is_over_limit(now) -> bool:
    """Of the server that all workspaces share."""
    lately = OutgoingMail.objects.filter(handed_at__gt=now - timedelta(hours=1)).count()
    return lately >= settings.MAIL_PER_HOUR


def deliver(mail: OutgoingMail) -> bool:
    """Hand a claimed message to the mail server, in no transaction; whether it was accepted."""
    was_handed = False
    sender = sender_of_workspace()
    connection = connection_for(sender)
    try:
        mail.text = _filled(mail)
        message = message_of(mail, sender, files=_enclosed(mail), connection=connection)
        message.message()  # what cannot be written is found before anybody is called
        _call(connection)
        if not _hand_over(mail):
            return False
        was_handed = True
        message.send()
    except Exception as error:
        verdict = judge(error, was_handed=was_handed)
        log.warning("mail_not_sent", mail=mail.pk, verdict=verdict.kind, error=type(error).__name__)
        _keep(mail, verdict)
        return False
    finally:
        _hang_up(connection)
    _keep(mail, None)
    return True


@transaction.atomic
def _enclosed(mail: OutgoingMail) -> list[Enclosed]:
    return [each for enclose in enclosures for each in enclose(mail)]


@transaction.atomic
def _filled(mail: OutgoingMail) -> str:
    """Never saved: the row keeps the text as it was written."""
    text = mail.text
    for fill in fillings:
        text = fill(mail, text)
    return text


def _call(connection):
    """Reach the server and greet it: smtplib would greet only with the first message, when it counts as handed over."""
    connection.open()
    server = getattr(connection, "connection", None)
    if hasattr(server, "ehlo_or_helo_if_needed"):
        server.ehlo_or_helo_if_needed()


def _hang_up(connection):
    try:
        connection.close()
    except Exception as error:  # whatever the server does now, its answer is known
        log.info("mail_server_hung_up", error=type(error).__name__)


def _mine(mail: OutgoingMail):
    """The row while this try of it is the last one: a worker that was stopped for long finds it gone."""
    return OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts)


@transaction.atomic
def _hand_over(mail: OutgoingMail) -> bool:
    """From here on it may have been sent. Only under the very lease of this worker: one that was stopped for long may
    find another one at it, who counts attempts anew since somebody sent it again.
    """
    now = timezone.now()
    mine = _mine(mail).filter(state=State.SENDING, due_at=mail.due_at)
    return bool(mine.filter(due_at__gt=now).update(handed_at=now))


@transaction.atomic
def _keep(mail: OutgoingMail, verdict: Verdict | None):
    """Write down what came of it; also of one that was held for lost meanwhile."""
    held = _mine(mail).filter(state__in=(State.SENDING, State.UNCERTAIN))
    row = held.select_for_update().order_by("pk").first()
    if row is None:
        return
    if verdict is None:
        row.sent_at = timezone.now()
        _settle(row, State.SENT)
    elif verdict.kind == UNKNOWN:
        _settle(row, State.UNCERTAIN, reason=verdict.reason, answer=verdict.answer)
    elif verdict.kind == NEVER:
        _settle(row, State.FAILED, reason=verdict.reason, answer=verdict.answer)
    elif row.attempts >= MOST_ATTEMPTS:
        _settle(row, State.FAILED, reason="unreachable", answer=verdict.answer)
    elif verdict.kind == LATER:
        wait = RETRY_AFTER[min(row.attempts, len(RETRY_AFTER)) - 1]
        row.state, row.due_at = State.QUEUED, timezone.now() + wait
        row.handed_at, row.answer = None, verdict.answer
        row.save(update_fields=["state", "due_at", "handed_at", "answer"])


def _settle(mail: OutgoingMail, state, *, reason="", answer=""):
    mail.state, mail.due_at, mail.reason, mail.answer = state, None, reason, answer
    mail.save(update_fields=["state", "due_at", "reason", "answer", "sent_at"])
    for tell in settled:
        tell(mail)


@transaction.atomic
def settle_bounce(mail: OutgoingMail, *, is_gone, answer=""):
    """It was sent and came back. An address that does not exist is not written to any more."""
    row = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if row.state not in (State.SENT, State.UNCERTAIN):
        return
    _settle(row, State.FAILED, reason="bounced", answer=answer[:500])
    if is_gone:
        suppress(row.to_address, reason=Suppression.Reason.BOUNCED, by=None)


@transaction.atomic
def suppress(address, *, reason, by, channel=BY_MAIL) -> Suppression:
    """Send nothing to this address from now on; what is already suppressed stays as it is."""
    wanted = {"channel": channel, "address": folded_address(address)}
    try:
        with transaction.atomic():
            made = Suppression(**wanted, reason=reason, created_by=by)
            made.save()
    except IntegrityError:
        return Suppression.objects.get(**wanted)
    record("suppression.added", made, by=by, address=made.address)
    return made


@transaction.atomic
def lift(suppression, *, by):
    """Write to this address again."""
    record("suppression.lifted", suppression, by=by, address=suppression.address)
    suppression.delete()


@transaction.atomic
def change_sender(sender, *, by, changed):
    if changed:
        sender.save(update_fields=changed)
        record("sender.changed", sender, by=by, fields=sorted(changed))


@transaction.atomic
def renew_mailbox(sender, *, by):
    """A new secret address; what is written to the former one is refused from now on."""
    sender.mailbox = new_mailbox(sender.workspace.slug)
    sender.save(update_fields=["mailbox"])
    record("sender.mailbox_renewed", sender, by=by)


@transaction.atomic
def close_mailbox(sender, *, by):
    if sender.mailbox:
        sender.mailbox = ""
        sender.save(update_fields=["mailbox"])
        record("sender.mailbox_closed", sender, by=by)
