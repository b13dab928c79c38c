"""What came of one message, as its row will say it. Pure but for the clock."""

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.models import Campaign, Recipient
from messaging.answers import NEVER, UNKNOWN, Answered, Verdict, answer_of, is_of_its_size

State, Reason = Recipient.State, Recipient.Reason
# Waits before it is tried again; after the last of them it is given up.
AGAIN_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
CLOSES = 421
# Enhanced codes by which servers ask for patience: too many connections, too much at once, not now.
PATIENCE = ("4.7.0", "4.3.2", "4.4.5", "4.5.3", "4.7.28")
NO_ENCRYPTION_NOW = 454


@dataclass(frozen=True)
class Outcome:
    """Of one recipient, when it is not «sent»."""

    pk: int
    seq: int
    state: str
    reason: str = ""
    answer: str = ""
    not_before: datetime | None = None
    attempts: int = 0


def is_about_the_recipient(error: Exception) -> bool:
    """Whether the server said it of this message; else the line is at fault, or the sender."""
    if isinstance(error, Answered):
        return error.is_of_message
    return isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) or is_of_its_size(error)


def stops(error: Exception) -> str:
    """Why nothing more of the campaign can be sent now; empty where that is not so."""
    if isinstance(error, Answered):
        return Campaign.Why.PROVIDER if error.is_refused else ""
    is_sender = isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= 500
    is_sender = is_sender and not is_of_its_size(error)
    return Campaign.Why.SENDER_REFUSED if is_sender else ""


def rest_of(error: Exception) -> timedelta:
    """For how long it asks to be left alone; nothing where it does not say."""
    return timedelta(seconds=error.rest_seconds if isinstance(error, Answered) else 0)


def wants_rest(error: Exception) -> bool:
    """Whether the server asks to be left alone for a while."""
    if isinstance(error, Answered):
        return error.rest_seconds > 0
    code, said = 0, answer_of(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (0, b""))
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
    if isinstance(error, smtplib.SMTPSenderRefused):
        return 400 <= code < 500
    return code in (CLOSES, NO_ENCRYPTION_NOW) or (
        400 <= code < 500 and any(each in said.split() for each in PATIENCE)
    )


def outcome_of(row: Recipient, verdict: Verdict) -> Outcome:
    """Of a message about which the server has spoken, or of which nobody knows."""
    tried = row.attempts + 1
    if verdict.kind == UNKNOWN:
        return Outcome(row.pk, row.seq, State.AMBIGUOUS, Reason.CUT, verdict.answer, attempts=tried)
    if verdict.kind == NEVER:
        return Outcome(row.pk, row.seq, State.FAILED, verdict.reason, verdict.answer, attempts=tried)
    if tried > len(AGAIN_AFTER):
        return Outcome(
            row.pk,
            row.seq,
            State.FAILED,
            verdict.reason or Reason.UNREACHABLE,
            verdict.answer,
            attempts=tried,
        )
    again_at = timezone.now() + AGAIN_AFTER[tried - 1]
    return Outcome(row.pk, row.seq, State.DEFERRED, "", verdict.answer, again_at, tried)
