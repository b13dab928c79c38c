"""A message as it came, read with patience: whatever the bytes are, nothing here raises and nothing is unbounded.

Formats: RFC 5322 and MIME as far as they are kept, bytes in any charset (Arabic mail often says us-ascii and means
windows-1256), RFC 3464 for what came back, RFC 3834 for what machines write.
"""

import codecs
import hashlib
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

import nh3

from lib.text import clean

MOST_BYTES = 25 * 1024 * 1024
MOST_PARTS, MOST_DEPTH, MOST_ATTACHMENTS, MOST_REFERENCES = 200, 20, 50, 30
LONGEST_TEXT, LONGEST_HTML = 100_000, 300_000
LONGEST_HEADER, LONGEST_LIST, LONGEST_SUBJECT, LONGEST_ID = 4000, 16_000, 200, 255
_message_id = re.compile(r"<[^<>\s]{1,250}>")
# The header in which letters of campaigns carry their name besides.
OWN_NAME = "x-sila-letter"
# None of these looks at the same letters again and again, whatever stands in them.
_block = re.compile(r"<\s*(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote)\b[^<>]*>", re.IGNORECASE)
_unseen = re.compile(r"<(style|script|title)\b.*?(?:</\1\b[^<>]*>?|\Z)", re.IGNORECASE | re.DOTALL)
_tag = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_markup = re.compile(r"<[^<>]*>")
_address = re.compile(r"[^\s@<>\"(),;:]{1,64}@[^\s@<>\"(),;:]{1,189}")

# Everything that neither loads nor runs anything; no pictures, no styles.
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "div"),
    *(
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "ins",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
    ),
    *(
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ),
}
ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
DEEPEST = 2000
SCHEMES = {"http", "https", "mailto", "tel"}


class Bounded(Compat32):
    """Headers as they were sent, cut before anything looks into them: Python's own reading of one of a megabyte takes
    hours, and of many small ones minutes.
    """

    def header_source_parse(self, sourcelines):
        name, value = super().header_source_parse(sourcelines)
        return name, value[: LONGEST_LIST if name.lower() in LISTS else LONGEST_HEADER]

    def header_fetch_parse(self, name, value):
        return value


LISTS = {"references", "to", "cc", "delivered-to", "x-original-to"}
BOUNDED = Bounded()
# They read as text as others do, but in a time that grows with the square of its length.
SLOW_CHARSETS = {"punycode", "idna"}


@dataclass(frozen=True)
class Attached:
    name: str
    kind: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True)
class Bounce:
    """A report of a mail server that it could not deliver `message_id`, or one of `references`."""

    message_id: str
    is_address_gone: bool
    answer: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parsed:
    message_id: str
    from_address: str = ""
    from_name: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    written_at: datetime | None = None
    attachments: tuple[Attached, ...] = ()
    is_automatic: bool = False
    is_damaged: bool = False
    bounce: Bounce | None = None


def parse(raw: bytes) -> Parsed:
    """What a message says, as far as it can be read."""
    is_cut = len(raw) > MOST_BYTES
    raw = raw[:MOST_BYTES]
    message = _safely(lambda: message_from_bytes(raw, policy=BOUNDED))
    if message is None:  # nested deeper than Python goes
        message = _safely(lambda: BytesHeaderParser(policy=BOUNDED).parsebytes(raw)) or Message(BOUNDED)
        is_cut = True
    ids = _ids(_header(message, "message-id"))
    name, address = _sender(message)
    texts, markups, attachments = _contents(message)
    laid_out = "\n".join(markups)[:LONGEST_HTML]
    markup = sanitised(laid_out)
    text = "\n\n".join(texts) or plain(markup or laid_out)
    references = _ids(_header(message, "references", LONGEST_LIST))[-MOST_REFERENCES:]
    bounce = _safely(lambda: _bounce(message))
    return Parsed(
        message_id=(ids[0] if ids else f"<{hashlib.sha256(raw).hexdigest()}@missing>")[:LONGEST_ID],
        from_address=address,
        from_name=clean(name)[:200],
        subject=clean(_decoded(_header(message, "subject")))[:LONGEST_SUBJECT],
        text=clean(text[:LONGEST_TEXT], lines=True),
        html=markup,
        in_reply_to=next(iter(_ids(_header(message, "in-reply-to"))), "")[:LONGEST_ID],
        references=tuple(references),
        recipients=tuple(_recipients(message)),
        written_at=_moment(_header(message, "date")),
        attachments=tuple(attachments),
        is_automatic=bounce is not None or _is_automatic(message),
        is_damaged=is_cut or bool(_safely(lambda: message.defects)),
        bounce=bounce,
    )


def sanitised(markup: str) -> str:
    """HTML that neither loads nor runs anything; NUL and other controls gone."""
    if not markup.strip() or _is_too_deep(markup):
        return ""
    bare = clean(markup, lines=True)
    return (
        _safely(
            lambda: nh3.clean(
                bare,
                tags=TAGS,
                attributes=ATTRIBUTES,
                url_schemes=SCHEMES,
                link_rel="noopener noreferrer nofollow",
                set_tag_attribute_values={"a": {"target": "_blank"}},
            )
        )
        or ""
    )


def _is_too_deep(markup: str) -> bool:
    """Whether tags stand in one another thousands of times: taking them apart would take minutes."""
    depth = 0
    for is_end, name in _tag.findall(markup):
        depth += -1 if is_end else name.lower() not in EMPTY
        if depth > DEEPEST:
            return True
    return False


def plain(markup: str) -> str:
    """The words of HTML, line by line."""
    words = _markup.sub("", _block.sub("\n", _unseen.sub("", markup)))
    return html.unescape(words)


def _safely(read: Callable[[], Any]) -> Any:
    """What this reads, or None: Python's own parser raises on a good many damaged headers."""
    try:
        return read()
    except Exception:  # RecursionError among them
        return None


def _header(message, name: str, longest=LONGEST_HEADER) -> str:
    """The first header of this name as it was sent, unfolded; bounded before anything looks at it."""
    pairs = _safely(lambda: list(message.raw_items())) or []
    found = next((value for key, value in pairs if str(key).lower() == name), "")
    return " ".join(str(found)[:longest].split())


def _decoded(value: str) -> str:
    """A header in letters: encoded words of any charset, or bytes somebody sent as they were."""
    parts = _safely(lambda: decode_header(value))
    if parts is None:
        return value
    decoded = []
    for part, charset in parts:
        content = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        decoded.append(_letters(content, charset))
    return "".join(decoded)


def _letters(content: bytes, charset: str | None) -> str:
    """Bytes as text: by the charset they claim, else as UTF-8, else as Arabic of Windows, else anyhow."""
    for each in (charset, "utf-8", "windows-1256"):
        if each and (text := _safely(lambda each=each: _read(content, each))) is not None:
            return text
    return content.decode("utf-8", "replace")


def _read(content: bytes, charset: str) -> str:
    if codecs.lookup(charset).name in SLOW_CHARSETS:
        raise LookupError(charset)
    return content.decode(charset)


def _sender(message) -> tuple[str, str]:
    value = _header(message, "from") or _header(message, "sender")
    name, address = _safely(lambda: parseaddr(value)) or ("", "")
    if not _address.fullmatch(address):
        found = _address.search(value)
        address = found[0] if found else ""
    return _decoded(name), clean(address).lower()[:254]


def _recipients(message) -> Iterator[str]:
    """Every address the message names as its own, for a provider that says no other."""
    for name in ("delivered-to", "x-original-to", "to", "cc"):
        for address in _address.findall(_header(message, name, LONGEST_LIST)):
            yield address.lower()


def _ids(value: str) -> list[str]:
    return list(dict.fromkeys(clean(each) for each in _message_id.findall(value)))


def _moment(value: str) -> datetime | None:
    found = _safely(lambda: parsedate_to_datetime(value))
    if found is None:
        return None
    return _safely(lambda: (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC))


def _is_automatic(message) -> bool:
    """RFC 3834, and what mail programs do instead of it."""
    submitted = _header(message, "auto-submitted").lower()
    precedence = _header(message, "precedence").lower()
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or any(
            _header(message, name) for name in ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond")
        )
        or _header(message, "return-path").replace(" ", "") == "<>"
        or _sender(message)[1].partition("@")[0] in {"mailer-daemon", "postmaster"}
    )


def _walk(message) -> Iterator[Any]:
    """The parts that hold something; a message inside a message is one of them."""
    waiting, seen = [(message, 0)], 0
    while waiting and seen < MOST_PARTS:
        part, depth = waiting.pop(0)
        seen += 1
        inner = _safely(part.get_payload)
        is_message = _kind(part).startswith("message/")
        if isinstance(inner, list) and not is_message and depth < MOST_DEPTH:
            waiting[:0] = [(each, depth + 1) for each in inner[:MOST_PARTS]]
        elif not isinstance(inner, list) or is_message:
            yield part


def _kind(part) -> str:
    return _safely(part.get_content_type) or "text/plain"


def _contents(message) -> tuple[list[str], list[str], list[Attached]]:
    texts: list[str] = []
    markups: list[str] = []
    attachments: list[Attached] = []
    for part in _walk(message):
        kind, name = _kind(part), _file_name(part)
        is_attached = bool(name) or _safely(part.get_content_disposition) == "attachment"
        content = _bytes_of(part)
        if kind in {"text/plain", "text/html"} and not is_attached:
            charset = _safely(part.get_content_charset)
            (texts if kind == "text/plain" else markups).append(_letters(content, charset))
        elif content and len(attachments) < MOST_ATTACHMENTS and kind != "message/delivery-status":
            attachments.append(Attached(name or _name_for(kind), clean(kind)[:100], content))
    return texts, markups, attachments


def _bytes_of(part) -> bytes:
    if _kind(part).startswith("message/"):
        return _safely(lambda: part.get_payload()[0].as_bytes()) or b""
    content = _safely(lambda: part.get_payload(decode=True))
    if content is None:
        bare = _safely(part.get_payload)
        content = bare.encode("utf-8", "surrogateescape") if isinstance(bare, str) else b""
    return content


def _file_name(part) -> str:
    return (
        clean(_decoded(str(_safely(part.get_filename) or "")[:1000]))
        .replace("/", "_")
        .replace("\\", "_")[:150]
    )


def _name_for(kind: str) -> str:
    return "message.eml" if kind.startswith("message/") else "attachment"


def _names_of(message) -> list[str]:
    """How the message that came back is called: by its Message-ID, and where a server wrote another one, by ours."""
    own = clean(_header(message, OWN_NAME))[:LONGEST_ID]
    return [*_ids(_header(message, "message-id"))[:1], *([own] if own else [])]


def _bounce(message) -> Bounce | None:
    """The report of RFC 3464 inside, with the message it is about; None for anything else."""
    if _kind(message) != "multipart/report":
        return None
    fields, named = [], []
    for part in message.get_payload()[:10]:
        kind = _kind(part)
        inner = part.get_payload()
        if kind == "message/delivery-status":
            fields += inner if isinstance(inner, list) else []
        elif kind in {"message/rfc822", "message/global"} and isinstance(inner, list):
            named += _names_of(inner[0])
        elif kind in {"text/rfc822-headers", "message/global-headers"}:
            named += _names_of(BytesHeaderParser(policy=BOUNDED).parsebytes(_bytes_of(part)))
    failed = next((each for each in fields if _header(each, "action").strip().lower() == "failed"), None)
    # Some servers say only here what they answer to.
    named += [*_ids(_header(message, "in-reply-to")), *_ids(_header(message, "references", LONGEST_LIST))]
    if failed is None or not named:
        return None
    status = _header(failed, "status")
    return Bounce(
        message_id=named[0],
        references=tuple(dict.fromkeys(named))[:MOST_REFERENCES],
        is_address_gone=status.startswith(("5.1.1", "5.1.2", "5.1.10", "5.2.1")),
        answer=clean(_decoded(_header(failed, "diagnostic-code", 500))),
    )
