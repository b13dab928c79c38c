"""A letter as bytes: what is the same for all is written once, and only what differs is put in for each.

Django's own way to build a message costs twenty times what filling it costs. Bodies go as base64 of UTF-8: any server
takes it, no line is long and none begins with a dot. Headers that hold what people typed are written by Django's
functions, which refuse line ends.
"""

from binascii import b2a_base64
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, formatdate

from django.core.mail.message import forbid_multi_line_headers, sanitize_address
from django.utils.crypto import salted_hmac

from campaigns.letters import Filled

UTF8 = "utf-8"
LINE = 76
END = b"\r\n"


def header(name: str, value: str) -> bytes:
    """One header, folded and encoded; ValueError when it cannot be one."""
    name, written = forbid_multi_line_headers(name, value, UTF8)
    return f"{name}: {written}".replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii") + END


def body(text: str) -> bytes:
    coded = b2a_base64(text.encode(UTF8, "replace"), newline=False)
    return b"".join(coded[at : at + LINE] + END for at in range(0, len(coded), LINE))


def part(kind: str) -> bytes:
    return f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'.encode()


@dataclass(frozen=True)
class Skeleton:
    """What every message of one content in one language has in common."""

    from_address: str
    head: bytes
    before_text: bytes
    before_html: bytes
    end: bytes

    def written(self, filled: Filled, *, to: str, name: str, headers: Mapping[str, str]) -> bytes:
        """The whole message; ValueError when something cannot be a header."""
        calm = " ".join(name.split())
        return b"".join(
            [
                header("To", formataddr((calm, to)) if calm else to),
                header("Subject", " ".join(filled.subject.split())),
                header("Date", formatdate()),
                *(header(each, value) for each, value in headers.items()),
                self.head,
                self.before_text,
                body(filled.text),
                self.before_html,
                body(filled.html),
                self.end,
            ]
        )


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
        from_address=envelope_of(sender.bounce_address),
        head=head,
        before_text=mark + END + part("plain"),
        before_html=mark + END + part("html"),
        end=mark + b"--" + END,
    )


def envelope_of(address: str) -> str:
    """As it is said to the server; ValueError when it is none."""
    return sanitize_address(address, UTF8)
