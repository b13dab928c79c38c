"""WhatsApp messages by Meta's Cloud API: an approved template, its language, and the values of its parameters.

One message a question, as JSON, answered by JSON with its `wamid`. It takes no key by which a question sent twice would
be known. Our reference goes along as `biz_opaque_callback_data` and comes back with each receipt. The version of the
API stands in its address; a workspace names another one with its own address.
"""

import json
from typing import Any, Final

from campaigns.channels.provider import OK, Question, Words, refusal, said_in
from campaigns.models import Recipient
from lib.outbound import Answer

Reason = Recipient.Reason
# No WhatsApp at this number; they stopped what companies send; too much at once.
NO_SUCH: Final = frozenset({131026, 131030})
OPTED_OUT: Final = frozenset({131050})
TOO_MUCH: Final = frozenset({4, 80007, 130429, 131048, 131056})
# The access, the account, the number or the template is at fault: the next message would be refused as well.
OURS: Final = frozenset(
    {0, 3, 10, 190, 368, 131005, 131008, 131009, 131031, 131042, 131045, 132000, 132001, 132005, 132007, 132012,
     132015, 132016, 133010, *range(200, 300)}
)  # fmt: skip
# Whatever it was, it is over soon.
LATER: Final = frozenset({1, 2, 131000, 131016, 131057, 133004})


class Meta:
    usual = "https://graph.facebook.com/v21.0"

    def __init__(self, account: str, secret: str):
        self._account, self._secret = account, secret

    def question(self, sender: str, to: str, words: Words) -> Question:
        said: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to}
        if words.reference:
            said["biz_opaque_callback_data"] = words.reference
        if words.template:
            template: dict[str, Any] = {"name": words.template, "language": {"code": words.code}}
            if words.parameters:
                texts = [{"type": "text", "text": each} for each in words.parameters]
                template["components"] = [{"type": "body", "parameters": texts}]
            said |= {"type": "template", "template": template}
        else:
            said |= {"type": "text", "text": {"body": words.text}}
        return Question(
            path=f"/{self._account}/messages",
            body=json.dumps(said).encode(),
            headers={"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"},
        )

    def taken(self, answer: Answer) -> str:
        said = said_in(answer)
        named = said.get("messages")
        if answer.status in OK and isinstance(named, list) and named and isinstance(named[0], dict):
            return str(named[0].get("id", ""))
        error = said.get("error")
        error = error if isinstance(error, dict) else {}
        code = error.get("code")
        code = code if isinstance(code, int) else -1
        if code in TOO_MUCH:
            answer = Answer(429, answer.headers, answer.body)
        if code in LATER:
            answer = Answer(503, answer.headers, answer.body)
        reason = Reason.NO_SUCH_NUMBER if code in NO_SUCH else Reason.OPTED_OUT if code in OPTED_OUT else ""
        words = f"{code if code >= 0 else ''} {error.get('message') or ''}".strip()
        raise refusal(answer, words, reason=reason, is_refused=code in OURS)
