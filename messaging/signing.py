"""DKIM (RFC 6376): letters signed with the key of the workspace's own domain, so that who gets them can check by its
DNS that they are from there.

Sila makes the key; the workspace puts its public half into the DNS of its domain. Only who governs a domain can do
that, so a domain in whose DNS the record stands may also be written from, over any server.
"""

import base64
import hashlib
import re
from functools import lru_cache

import dkim
import dns.exception
import dns.resolver
import structlog
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lib.sealing import Unreadable, seal, unseal

log = structlog.get_logger(__name__)

BITS = 2048
DNS_SECONDS = 4
# Signed where they are in the letter; unsubscribing in one click asks for its two (RFC 8058, section 3.1).
SIGNED = (
    b"from", b"to", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to", b"references", b"mime-version",
    b"content-type", b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip
NAME = re.compile(rb"^([A-Za-z-]+):", re.MULTILINE)


def new_key() -> tuple[str, str]:
    """The private half, sealed, and the public half as it stands in the DNS."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return seal(private.decode()), base64.b64encode(public).decode()


def selector_of(public_key: str) -> str:
    """Of its own for each key: a new one stands in the DNS beside the former, whose letters are still on their way."""
    return f"sila{hashlib.sha256(public_key.encode()).hexdigest()[:8]}"


def record_name(domain: str, public_key: str) -> str:
    return f"{selector_of(public_key)}._domainkey.{domain}"


def record_text(public_key: str) -> str:
    return f"v=DKIM1; k=rsa; p={public_key}"


def is_published(domain: str, public_key: str) -> bool:
    """Whether the record with this key stands in the DNS of the domain now."""
    try:
        answer = dns.resolver.resolve(record_name(domain, public_key), "TXT", lifetime=DNS_SECONDS)
    except dns.exception.DNSException:
        return False
    found = ("".join(part.decode("ascii", "replace") for part in each.strings) for each in answer)
    return any(f"p={public_key}" in re.sub(r"\s", "", each) for each in found)


@lru_cache(maxsize=64)
def _opened(sealed: str) -> bytes:
    return unseal(sealed).encode()


def signature_of(raw: bytes, sender) -> bytes:
    """The header that goes before this letter; empty when the sender signs none from its present address, or its
    key cannot be read any more: a letter that is not signed arrives more often than one that waits for ever.
    """
    if not sender.signs:
        return b""
    try:
        key = _opened(sender.signing_key)
    except Unreadable:
        log.warning("signing_key_unreadable", sender=sender.pk)
        return b""
    head = raw.partition(b"\r\n\r\n")[0]
    there = {name.lower() for name in NAME.findall(head)}
    return dkim.sign(
        raw,
        selector_of(sender.public_key).encode(),
        sender.signed_domain.encode(),
        key,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[each for each in SIGNED if each in there],
    )
