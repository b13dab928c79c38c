"""A row of the queue as an e-mail: plain text and HTML, from right to left where the text is Arabic."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from messaging.models import OutgoingMail, Sender
from messaging.signing import signature_of

RIGHT_TO_LEFT = {"R", "AL"}
QUOTE = ">"
CALENDAR_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
LINK_ALONE = re.compile(r"https?://[^\s<>\"]+")


def direction_of(text: str) -> str:
    """«rtl» or «ltr», by the first letter that has a direction, as dir=auto does."""
    for character in text:
        side = unicodedata.bidirectional(character)
        if side == "L":
            return "ltr"
        if side in RIGHT_TO_LEFT:
            return "rtl"
    return "ltr"


def language_of(text: str, otherwise: str) -> str:
    """The language that a text seems to be written in; a text without letters is in the other one."""
    if any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT | {"L"} for character in text):
        return "ar" if direction_of(text) == "rtl" else "en"
    return otherwise


def quoted(text: str) -> str:
    return "\n".join(f"{QUOTE} {line}".rstrip() for line in text.strip().splitlines())


@dataclass(frozen=True)
class Enclosed:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


class Letter(EmailMultiAlternatives):
    """Signed with the key of the sender's domain, where there is one."""

    def __init__(self, *, sender: Sender, **kwargs):
        super().__init__(**kwargs)
        self.sender = sender

    def message(self):
        written = super().message()
        if signature := signature_of(written.as_bytes(linesep="\r\n"), self.sender):
            name, _colon, value = signature.decode("ascii").partition(":")
            # Unfolded; folded again as it is written, which the signature does not mind (RFC 6376, section 3.4.2).
            written[name] = " ".join(value.split())
        return written


def message_of(
    mail: OutgoingMail, sender: Sender, *, files: Iterable[Enclosed] = (), connection=None
) -> Letter:
    """Django refuses line ends in every header; names with commas or Arabic letters are encoded by it."""
    headers = {"Message-ID": mail.message_id, "Content-Language": mail.language}
    if mail.in_reply_to:
        headers["In-Reply-To"] = mail.in_reply_to
    if mail.references:
        headers["References"] = mail.references
    to_name = " ".join(mail.to_name.split())  # a name of two lines would keep the letter here for ever
    message = Letter(
        sender=sender,
        subject=mail.subject,
        body=mail.text,
        from_email=formataddr((sender.name, sender.address)),
        to=[formataddr((to_name, mail.to_address)) if to_name else mail.to_address],
        reply_to=[formataddr((sender.name, sender.mailbox_address))] if sender.mailbox_address else None,
        headers=headers,
        connection=connection,
    )
    message.attach_alternative(mail.html or as_html(mail), "text/html")
    if method := CALENDAR_METHOD.search(mail.calendar):
        # The last alternative is the best one; the method has to stand in its type too (RFC 6047).
        message.attach_alternative(mail.calendar, f"text/calendar; method={method[1]}")
    for each in files:
        message.attach(each.name, each.content, each.media_type)
    return message


def as_html(mail: OutgoingMail) -> str:
    direction = direction_of(mail.text)
    context = {"language": mail.language, "direction": direction, "subject": mail.subject}
    with override(mail.language):
        return render_to_string("emails/letter.html", {**context, "blocks": blocks_of(mail.text)})


def blocks_of(text: str) -> list[dict]:
    """Paragraphs, and what is quoted in one block; each knows the direction of its own first letter."""
    blocks: list[dict] = []
    for line in text.splitlines():
        is_quote = line.startswith(QUOTE)
        bare = line.removeprefix(QUOTE).removeprefix(" ") if is_quote else line
        if not blocks or blocks[-1]["is_quote"] != is_quote or not (bare or is_quote):
            blocks.append({"is_quote": is_quote, "lines": []})
        if bare or is_quote:
            blocks[-1]["lines"].append(bare)
    return [as_block(**block) for block in blocks if block["lines"]]


def as_block(lines: list[str], is_quote: bool) -> dict:
    """A link that stands alone can be pressed, at the side of the whole message; one to a page of ours is a button."""
    text = "\n".join(lines)
    is_link = len(lines) == 1 and not is_quote and bool(LINK_ALONE.fullmatch(text.strip()))
    return {
        "lines": lines,
        "is_quote": is_quote,
        "is_link": is_link,
        "is_page": is_link and text.strip().startswith(f"{settings.SITE_URL}/"),
        "text": text.strip() if is_link else text,
        "direction": direction_of(text),
    }
