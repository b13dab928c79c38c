"""A letter as bytes: what is the same for all is written once, and only what differs is put in for each.

Django's own way to build a message costs twenty times what filling it costs. Bodies go as base64 of UTF-8: any server
takes it, no line is long and none begins with a dot. Headers that hold what people typed are written by Django's
functions, which refuse line ends.
"""

import re
import time
from binascii import b2a_base64
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, formatdate
from functools import lru_cache
from typing import Any

from django.core.mail.message import forbid_multi_line_headers, sanitize_address
from django.utils.crypto import salted_hmac

from campaigns.letters import Filled
from messaging.signing import signature_of

UTF8 = "utf-8"
LINE = 76
END = b"\r\n"
# What goes into a header as it is: shorter than a line, nothing that means something there.
PLAIN = re.compile(r"[ -<>-~]{0,60}")
PLAIN_NAME = re.compile(r"[A-Za-z0-9 '-]{1,60}")
PLAIN_ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9.-]+", re.ASCII)
# Octets of UTF-8 in an encoded word: no line with one has more than 76 characters (RFC 2047, section 2).
IN_A_WORD = 39
# Of a line that nobody has to fold (RFC 5322: 998).
LONGEST = 900


def words(text: str) -> str:
    """Text of one line as encoded words, each of whole characters, folded."""
    parts, part, size = [], [], 0
    for letter in text:
        octets = letter.encode(UTF8, "replace")
        if size + len(octets) > IN_A_WORD:
            parts.append(b"".join(part))
            part, size = [], 0
        part.append(octets)
        size += len(octets)
    parts.append(b"".join(part))
    return "\r\n ".join(f"=?utf-8?b?{b2a_base64(each, newline=False).decode()}?=" for each in parts)


@lru_cache(maxsize=256)
def subject(text: str) -> bytes:
    calm = " ".join(text.split())
    return f"Subject: {calm if PLAIN.fullmatch(calm) else words(calm)}".encode("ascii") + END


def addressee(name: str, address: str) -> bytes:
    """To whom it goes; ValueError when that is no address."""
    calm = " ".join(name.split())
    if not PLAIN_ADDRESS.fullmatch(address):
        return header("To", formataddr((calm, address)) if calm else address)
    if not calm:
        return f"To: {address}\r\n".encode("ascii")
    # A line of its own for the address: with a name of one word it could be too long.
    return f"To: {calm if PLAIN_NAME.fullmatch(calm) else words(calm)}\r\n <{address}>\r\n".encode("ascii")


def header(name: str, value: str) -> bytes:
    """One header, folded and encoded; ValueError when it cannot be one."""
    if value.isascii() and value.isprintable() and len(value) < LONGEST and "=?" not in value:
        return f"{name}: {value}\r\n".encode("ascii")
    name, written = forbid_multi_line_headers(name, value, UTF8)
    return f"{name}: {written}".replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii") + END


def body(text: str) -> bytes:
    coded = b2a_base64(text.encode(UTF8, "replace"), newline=False)
    return END.join([coded[at : at + LINE] for at in range(0, len(coded), LINE)]) + END


@lru_cache(maxsize=4)
def date(second: int) -> bytes:
    return f"Date: {formatdate(second)}\r\n".encode("ascii")


def part(kind: str) -> bytes:
    return f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'.encode()


@dataclass(frozen=True)
class Skeleton:
    """What every message of one content in one language has in common."""

    sender: Any
    from_address: str
    head: bytes
    before_text: bytes
    before_html: bytes
    end: bytes

    def written(self, filled: Filled, *, to: str, name: str, headers: Mapping[str, str]) -> bytes:
        """The whole message; ValueError when something cannot be a header."""
        raw = b"".join(
            [
                addressee(name, to),
                subject(filled.subject),
                date(int(time.time())),
                *(header(each, value) for each, value in headers.items()),
                self.head,
                self.before_text,
                body(filled.text),
                self.before_html,
                body(filled.html),
                self.end,
            ]
        )
        return signature_of(raw, self.sender) + raw


def skeleton_of(sender, *, language: str, key: str) -> Skeleton:
    """`key` names the content, so that its boundary is the same each time."""
    boundary = f"sila-{salted_hmac('campaigns.boundary', key).hexdigest()[:24]}"
    mark = f"--{boundary}".encode()
    head = header("From", formataddr((sender.name, sender.address)))
    if sender.mailbox_address:
        head += header("Reply-To", formataddr((sender.name, sender.mailbox_address)))
    head += header("Content-Language", language)
    head += (
        f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()
    )
    return Skeleton(
        sender=sender,
        from_address=envelope_of(sender.bounce_address),
        head=head,
        before_text=mark + END + part("plain"),
        before_html=mark + END + part("html"),
        end=mark + b"--" + END,
    )


def envelope_of(address: str) -> str:
    """As it is said to the server; ValueError when it is none."""
    if PLAIN_ADDRESS.fullmatch(address):
        return address
    return sanitize_address(address, UTF8)
