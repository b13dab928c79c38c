"""Text messages by Twilio's Messages API (version 2010-04-01).

One message a question, a form, answered by JSON with its `sid`. It takes no key by which a question sent twice would
be known, so what left without an answer is «perhaps sent». Receipts come to the address that each message names; it
carries our reference, and Twilio signs the whole address (campaigns/channels/receipts.py).
"""

from typing import Final
from urllib.parse import urlencode

from campaigns.channels.provider import OK, Question, Words, basic, refusal, said_in
from campaigns.models import Recipient
from lib.outbound import Answer

Reason = Recipient.Reason
# Codes of a refused question: no number, none that takes text messages.
NO_SUCH: Final = frozenset({21211, 21214, 21217, 21263, 21614})
OPTED_OUT: Final = 21610
# The access, the account, or the sender is at fault: the next message would be refused as well.
OURS: Final = frozenset({20003, 20005, 20008, 20404, 21212, 21603, 21606, 21607, 21611, 21659, 21660, 21661})
TOO_MUCH: Final = frozenset({20429, 14107})


class Twilio:
    usual = "https://api.twilio.com"

    def __init__(self, account: str, secret: str, receipts: str = ""):
        self._account, self._secret, self._receipts = account, secret, receipts

    def question(self, sender: str, to: str, words: Words) -> Question:
        said = {"To": to, "From": sender, "Body": words.text}
        if self._receipts and words.reference:
            said["StatusCallback"] = f"{self._receipts}?{urlencode({'sila': words.reference})}"
        return Question(
            path=f"/2010-04-01/Accounts/{self._account}/Messages.json",
            body=urlencode(said).encode(),
            headers={
                "Authorization": basic(self._account, self._secret),
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
        )

    def taken(self, answer: Answer) -> str:
        said = said_in(answer)
        if answer.status in OK and said.get("sid"):
            return str(said["sid"])
        code = said.get("code")
        code = code if isinstance(code, int) else 0
        words = f"{code or ''} {said.get('message') or ''}".strip()
        if code in TOO_MUCH:
            answer = Answer(429, answer.headers, answer.body)
        reason = Reason.NO_SUCH_NUMBER if code in NO_SUCH else Reason.OPTED_OUT if code == OPTED_OUT else ""
        raise refusal(answer, words, reason=reason, is_refused=code in OURS)
