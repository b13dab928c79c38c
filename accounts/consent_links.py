"""Signed addresses by which customers say what they want: no row for each letter, and nothing to look up to write one.

The signature carries the workspace, so that a link of one opens nothing in another, and is compared in constant time.
"""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.utils.translation import get_language

from accounts.consents import who_stands
from accounts.models import Consent, Contact
from accounts.models.contact import Channel
from lib.tenancy.state import require_workspace_id
from workspaces.mail import site_link

LANGUAGES = ("ar", "en")
UNQUOTED = "/~:@!$&'()*+,;="  # as Django leaves them in an address


@dataclass(frozen=True)
class Asked:
    """Who opened a link, and of what it speaks; of everything when `purpose` is empty."""

    contact: Contact
    channel: str = ""
    purpose: str = ""
    row: Consent | None = None  # what was asked to be confirmed

    @property
    def language(self) -> str:
        spoken = (self.contact.language[:2], self.contact.workspace.language)
        return next((each for each in spoken if each in LANGUAGES), get_language() or "ar")


def _signer(page: str) -> signing.Signer:
    return signing.Signer(salt=f"{page} {require_workspace_id()}", sep=".")


def _find(number: str) -> Contact | None:
    found = Contact.objects.select_related("workspace", "merged_into").filter(number=number).first()
    return who_stands(found) if found else None


def _address(page: str, workspace: str, token: str) -> str:
    before, _dash, after = _around(page, workspace, settings.SITE_URL).rpartition("-")
    return f"{before}{quote(token, safe=UNQUOTED)}{after}"


@lru_cache(maxsize=256)
def _around(page: str, workspace: str, _site: str) -> str:
    """The address with a dash for the token: to find it costs more than to sign, and a letter has several."""
    return site_link(page, workspace=workspace, token="-")  # noqa: S106


def unsubscribe_link(contact, channel, purpose) -> str:
    token = _signer("unsubscribe").sign(f"{contact.number}.{channel}.{purpose}")
    return _address("unsubscribe", contact.workspace.slug, token)


def unsubscribe_headers(contact, purpose, channel=Channel.EMAIL) -> dict[str, str]:
    """What a letter of this purpose carries, so that a mail program offers to unsubscribe (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_link(contact, channel, purpose)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def asked_to_unsubscribe(token: str) -> Asked | None:
    try:
        number, channel, purpose = _signer("unsubscribe").unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    contact = _find(number)
    return Asked(contact, channel, purpose) if contact else None


def preferences_link(contact) -> str:
    token = _signer("preferences").sign(str(contact.number))
    return _address("preferences", contact.workspace.slug, token)


def asked_to_choose(token: str) -> Asked | None:
    try:
        contact = _find(_signer("preferences").unsign(token))
    except signing.BadSignature:
        return None
    return Asked(contact) if contact else None


def confirmation_link(row, contact) -> str:
    token = _signer("confirm").sign(str(row.pk))
    return site_link("confirm_consent", workspace=contact.workspace.slug, token=token)


def asked_to_confirm(token: str) -> Asked | None:
    try:
        key = _signer("confirm").unsign(token)
    except signing.BadSignature:
        return None
    seen = Consent.objects.select_related("contact__workspace", "contact__merged_into", "worded")
    row = seen.filter(pk=key, state=Consent.State.ASKED).first()
    return Asked(who_stands(row.contact), row.channel, row.purpose, row) if row else None
