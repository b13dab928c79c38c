"""E-mail addresses as typed: one address, in the form that mail servers take.

Unit: «local@domain» of RFC 5321, at most 254 characters, the domain in lower case and punycode (RFC 3490),
the local part as typed. Errors: `NotAnEmail`, a ValueError whose text tells the person what to do. Letters
other than ASCII before the @ (RFC 6531) are refused: too many servers still bounce them.
"""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.text import typed_number

MAX_LENGTH = 254


class NotAnEmail(ValueError):
    """The text is no e-mail address; str() of it says what to do."""

    def __init__(self, advice: str | Promise) -> None:
        super().__init__(advice)
        self.advice = advice


def parse(typed: str) -> str:
    """The address a person means: «user@مثال.السعودية» becomes user@xn--mgbh0fb.xn--mgberp4a5d4ar."""
    written = typed_number(typed).removeprefix("mailto:").strip("<>")
    if written.count("@") > 1:
        raise NotAnEmail(_("Enter one e-mail address. The others have fields of their own."))
    local, _at, domain = written.rpartition("@")
    if local and not local.isascii():
        raise NotAnEmail(_("Write the part before the @ in Latin letters; mail to other letters bounces."))
    try:
        address = f"{local}@{punycode(domain).lower()}"
        validate_email(address)
    except (UnicodeError, ValidationError) as error:
        raise NotAnEmail(_("Enter an e-mail address, for example name@company.com.")) from error
    if len(address) > MAX_LENGTH:
        raise NotAnEmail(_("This e-mail address is too long."))
    return address


def readable(address: str) -> str:
    """The address with the letters of its domain, for people: user@مثال.السعودية."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('ascii').decode('idna')}" if "xn--" in domain else address
    except UnicodeError:
        return address
