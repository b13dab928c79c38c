"""What an answer of a mail server means for a message: again later, never, or nobody knows.

Codes of RFC 5321 (4xx for now, 5xx for good) and their enhanced status of RFC 3463 («5.1.1»). An error of the
connection before the message was handed over is «later»; after that the server may have taken it: «unknown».
"""

import re
import smtplib
from dataclasses import dataclass

from lib.text import clean

LATER, NEVER, UNKNOWN = "later", "never", "unknown"
LONGEST_ANSWER = 500
_enhanced = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


@dataclass(frozen=True)
class Verdict:
    kind: str
    reason: str = ""
    answer: str = ""


class Answered(Exception):
    """What a provider of messages said, already judged; who speaks SMTP says it by its codes."""

    def __init__(
        self, verdict: Verdict, *, is_of_message: bool = True, rest_seconds: int = 0, is_refused: bool = False
    ):
        super().__init__(verdict.answer)
        self.verdict = verdict
        # Whether it is about this message; whether, and for how long, it asks for patience; whether it lets us in.
        self.is_of_message, self.rest_seconds, self.is_refused = is_of_message, rest_seconds, is_refused


def judge(error: Exception, *, was_handed: bool) -> Verdict:
    """What comes of a message whose sending raised this."""
    if isinstance(error, Answered):
        return error.verdict
    said = answer_of(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (450, b""))
        return of_code(code, words(code, text))
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= 500 and not is_of_its_size(error):
        return Verdict(NEVER, "sender_refused", said)
    if isinstance(error, smtplib.SMTPDataError) or is_of_its_size(error):
        return of_code(error.smtp_code, said)
    if isinstance(error, smtplib.SMTPResponseException):  # greeting, sign-in: not about this message
        return Verdict(LATER, answer=said)
    if isinstance(error, UnicodeError | ValueError) and not was_handed:
        return Verdict(NEVER, "unwritable", said)
    return Verdict(UNKNOWN, "cut", said) if was_handed else Verdict(LATER, answer=said)


def is_of_its_size(error: Exception) -> bool:
    """Refused where the sender is named, and not for the sender (RFC 1870): the message is too large for them."""
    return isinstance(error, smtplib.SMTPSenderRefused) and reason_of(answer_of(error)) == "too_large"


def of_code(code: int, said: str) -> Verdict:
    return Verdict(LATER, answer=said) if code < 500 else Verdict(NEVER, reason_of(said), said)


def reason_of(said: str) -> str:
    """The name of a lasting refusal."""
    found = _enhanced.search(said)
    status = (found[2], found[3]) if found else ("", "")
    known = {
        ("1", "1"): "no_such_address",
        ("1", "2"): "no_such_address",
        ("1", "10"): "no_such_address",
        ("2", "1"): "no_such_address",
        ("2", "2"): "full",
        ("2", "3"): "too_large",
        ("3", "4"): "too_large",
    }
    if status in known:
        return known[status]
    if status[0] == "7":
        return "blocked"
    if not found:
        return {"552": "too_large", "554": "blocked"}.get(said[:3], "refused")
    return "refused"


def answer_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return words(error.smtp_code, error.smtp_error)
    return clean(f"{type(error).__name__}: {error}")[:LONGEST_ANSWER]


def words(code: int, text) -> str:
    written = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return clean(f"{code} {written}")[:LONGEST_ANSWER]
