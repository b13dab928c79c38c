"""Who reads a letter: its links and a picture of one dot carry a signed token for each recipient.

The links of a letter stand in a table of its content (ContentVersion.links), which is written once. A token names
the recipient, the content and the number of the link, so that to write one nothing is looked up, and nobody is sent
anywhere but to an address of that table.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare

from campaigns.letters import html_pieces, shown_blocks
from campaigns.models import ContentVersion, ResponseRules
from campaigns.problems import written_in
from campaigns.words import MOST_LINKS, PICTURE
from workspaces.mail import site_link

# The picture, as links are counted from 1.
NO_LINK = 0
SIGNATURE_BYTES = 12
LONGEST_TOKEN = 80
_token = re.compile(
    r"([1-9a-f][0-9a-f]{0,15})\.([1-9a-f][0-9a-f]{0,15})\.([0-9]{1,3})\.([\w-]{16})", re.ASCII
)
# Only whole addresses of the web: what a value is put into, and our own pages of consent, stay as they are.
_link = re.compile(r'href="(https?://[^"{}]+)"')


@dataclass(frozen=True)
class Followed:
    """What a token says."""

    recipient: int
    content: int
    link: int


@dataclass(frozen=True)
class Follow:
    """How the links of one content are written for each recipient."""

    workspace_id: int
    content: int
    links: tuple[str, ...]
    before: str
    picture: str

    def rewritten(self, piece: str) -> str:
        """HTML of the letter, its links as addresses of ours with a place for the token."""
        return _link.sub(self._rewritten, piece)

    def _rewritten(self, match: re.Match) -> str:
        address = unescape(match[1])
        if address not in self.links:
            return match[0]
        return f'href="{self.before}{{sila:link{self.links.index(address) + 1}}}/"'

    def tokens(self, recipient: int) -> dict[str, str]:
        """By the key of their placeholder."""
        found = {
            f"link{number}": token_for(self.workspace_id, recipient, self.content, number)
            for number in range(1, len(self.links) + 1)
        }
        return {**found, PICTURE.key: token_for(self.workspace_id, recipient, self.content, NO_LINK)}


def follow_of(content, workspace) -> Follow | None:
    """How readers of this content are followed; None when they are not, or not any more."""
    if not content.is_followed or not ResponseRules.objects.standing().is_on:
        return None
    nothing = {"workspace": workspace.slug, "token": "-"}
    links, picture = (
        site_link(name, **nothing).removesuffix("-/") for name in ("campaign_link", "campaign_picture")
    )
    return Follow(
        workspace_id=workspace.pk,
        content=content.pk,
        links=tuple(content.links),
        before=links,
        picture=f"{picture}{{sila:picture}}/",
    )


def links_of(template, blocks: Sequence[Any]) -> list[str]:
    """The addresses that a letter leads to, in any of its languages, each once."""
    found = dict.fromkeys(_links_of(template, blocks))
    return list(found)[:MOST_LINKS]


def _links_of(template, blocks) -> Iterator[str]:
    for language in written_in(template, blocks):
        for piece, _needs in html_pieces(template, shown_blocks(blocks, language), language, company=""):
            yield from (unescape(each) for each in _link.findall(piece))


def token_for(workspace_id: int, recipient: int, content: int, link: int) -> str:
    said = f"{recipient:x}.{content:x}.{link}"
    return f"{said}.{_signature(_key(settings.SECRET_KEY), workspace_id, said)}"


def read(token: str, *, workspace_id: int) -> Followed | None:
    """What a token of this workspace says; None for any that we have not written."""
    match = _token.fullmatch(token[: LONGEST_TOKEN + 1])
    if match is None:
        return None
    said = token.rpartition(".")[0]
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    known = [_signature(_key(secret), workspace_id, said) for secret in secrets]
    if not any(constant_time_compare(match[4], each) for each in known):
        return None
    return Followed(int(match[1], 16), int(match[2], 16), int(match[3]))


def address_of(followed: Followed) -> str | None:
    """Where a link leads, by the table of its letter alone."""
    links = ContentVersion.objects.filter(pk=followed.content).values_list("links", flat=True).first()
    return links[followed.link - 1] if links and 0 < followed.link <= len(links) else None


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"campaigns.following" + secret.encode()).digest()


def _signature(key: bytes, workspace_id: int, said: str) -> str:
    digest = hmac.digest(key, f"{workspace_id}.{said}".encode(), "sha256")
    return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode()
