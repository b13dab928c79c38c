"""What the engine asks of a provider of messages: to hand one over, and to say what its answer means.

A provider is told what to write (`Words`) and says how its question looks; the answer is either the provider's own
name of the message, which is then taken, or `messaging.answers.Answered` with a verdict: refused for good and why, put
off, or perhaps sent. An error of the connection is judged by whether the question had left (messaging.answers.judge).
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from campaigns.models import Recipient
from lib.outbound import Answer
from lib.text import clean
from messaging.answers import LATER, LONGEST_ANSWER, NEVER, UNKNOWN, Answered, Verdict

Reason = Recipient.Reason
OK, TOO_MANY = range(200, 300), 429
# A server between us and them has lost the one behind it: that one may have heard all of it.
LOST = frozenset({502, 504})
KEEPS_OUT = frozenset({401, 403})
USUAL_REST, LONGEST_ASKED = 60, 3600


@dataclass(frozen=True)
class Words:
    """A message, with the name by which receipts come back (Recipient.reference)."""

    text: str
    reference: str
    # Of an approved template: its name, the code of its language, and the values of its parameters.
    template: str = ""
    code: str = ""
    parameters: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Question:
    path: str
    body: bytes
    headers: Mapping[str, str]


class Provider(Protocol):
    usual: str

    def question(self, sender: str, to: str, words: Words) -> Question: ...

    def taken(self, answer: Answer) -> str: ...


def basic(name: str, password: str) -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


def said_in(answer: Answer) -> dict[str, Any]:
    """The object in its body; empty when there is none."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def refusal(answer: Answer, said: str, *, reason: str = "", is_refused: bool = False) -> Answered:
    """What an answer that is no «taken» means; the provider's own codes have decided the reason, if they do."""
    text = clean(f"{answer.status} {said}")[:LONGEST_ANSWER]
    if answer.status == TOO_MANY:
        rest = rest_asked(answer)
        return Answered(Verdict(LATER, Reason.NO_ANSWER, text), is_of_message=False, rest_seconds=rest)
    if is_refused or answer.status in KEEPS_OUT:
        return Answered(Verdict(LATER, answer=text), is_of_message=False, is_refused=True)
    if answer.status in LOST:
        return Answered(Verdict(UNKNOWN, Reason.CUT, text))
    if answer.status >= 500:
        return Answered(Verdict(LATER, Reason.NO_ANSWER, text))
    if 400 <= answer.status < 500:
        return Answered(Verdict(NEVER, reason or Reason.NOT_TAKEN, text))
    # Led elsewhere, or something that is no answer of theirs: nobody knows what became of it.
    return Answered(Verdict(UNKNOWN, Reason.CUT, text))


def rest_asked(answer: Answer) -> int:
    """Seconds for which they ask to be left alone."""
    asked = answer.headers.get("retry-after", "").strip()
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 8
    return min(max(int(asked), 1), LONGEST_ASKED) if is_number else USUAL_REST
