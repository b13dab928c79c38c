"""The mail server by which a workspace sends: its own where it named one, else that of the installation.

Providers of e-mail are reached in the same way: all of them take letters by SMTP, with a user name and a key. So there
is one road out, whose answers say whether a letter was taken (docs/adr/0004, 0011).
"""

import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext_lazy as _

from lib import outside
from lib.sealing import Unreadable, unseal
from messaging.answers import answer_of
from messaging.models import Sender

# Of a try while somebody waits for it, in seconds: of each step, and of all of it.
STEP_TIMEOUT, TRY_TIMEOUT = 4, 8
TAKEN = 250


class OutsideSMTP(smtplib.SMTP):
    def _get_socket(self, host, port, timeout):
        return outside.connect(host, port, timeout)


class OutsideSMTPS(smtplib.SMTP_SSL):
    def _get_socket(self, host, port, timeout):
        return self.context.wrap_socket(outside.connect(host, port, timeout), server_hostname=host)


class OwnServer(EmailBackend):
    """SMTP to a host that a workspace named."""

    @property
    def connection_class(self):
        return OutsideSMTPS if self.use_ssl else OutsideSMTP


@dataclass(frozen=True)
class MailServer:
    """How a server is reached; the password as it is said to it."""

    host: str
    port: int
    security: str
    user: str
    password: str

    def backend(self, *, timeout: float) -> EmailBackend:
        return OwnServer(
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.security == Sender.Security.STARTTLS,
            use_ssl=self.security == Sender.Security.TLS,
            timeout=timeout,
        )

    def problem(self, from_address: str) -> str:
        """Reach it, sign in, name the sender, and send nothing: what is in the way in words; empty when all is well."""
        attempt = _Attempt(self, from_address)
        attempt.start()
        attempt.join(TRY_TIMEOUT)
        if attempt.is_alive():
            return str(_("It does not answer in time."))
        # In words here: a thread of its own has no language.
        return problem_of(attempt.error) if attempt.error else ""


class _Attempt(threading.Thread):
    """In a thread of its own: a server that says one letter a second would keep its reader for ever."""

    def __init__(self, server: MailServer, from_address: str):
        super().__init__(daemon=True)
        self.server, self.from_address = server, from_address
        self.error: Exception | None = None

    def run(self):
        backend = self.server.backend(timeout=STEP_TIMEOUT)
        try:
            backend.open()
            backend.connection.ehlo_or_helo_if_needed()
            code, said = backend.connection.mail(self.from_address)
            if code != TAKEN:
                raise smtplib.SMTPSenderRefused(code, said, self.from_address)
            backend.connection.rset()
        except Exception as error:  # told to who set it up, whatever it is
            self.error = error
        finally:
            backend.close()


# In this order: some are kinds of others.
PROBLEMS = (
    (outside.NotOutside, _("This server is not in the public internet, and is not called from here.")),
    (socket.gaierror, _("There is no server of this name.")),
    (ssl.SSLCertVerificationError, _("Its certificate is not valid for this name.")),
    (ssl.SSLError, _("It does not speak TLS at this port. Choose the other kind of encryption, or another port.")),
    (TimeoutError, _("It does not answer at this port.")),
    (ConnectionError, _("It does not answer at this port.")),
    (smtplib.SMTPNotSupportedError, _("It offers no encryption or no sign-in at this port.")),
    (smtplib.SMTPAuthenticationError, _("It refuses the user name or the password.")),
    (smtplib.SMTPSenderRefused, _("It does not let you write from the address of the sender: %(said)s")),
    (smtplib.SMTPServerDisconnected, _("It hung up.")),
)  # fmt: skip


def problem_of(error: Exception) -> str:
    words = next((text for kind, text in PROBLEMS if isinstance(error, kind)), _("It answers: %(said)s"))
    return str(words) % {"said": answer_of(error)}


def server_of(sender: Sender) -> MailServer | None:
    """Its own, as far as its password can still be read."""
    if not sender.has_server:
        return None
    try:
        password = unseal(sender.server_password) if sender.server_password else ""
    except Unreadable:
        password = ""
    return MailServer(
        sender.server_host, sender.server_port, sender.server_security, sender.server_user, password
    )


def connection_for(sender: Sender):
    """As Django opens it, over the workspace's own server where it has one."""
    own = server_of(sender)
    return (
        own.backend(timeout=settings.EMAIL_TIMEOUT) if own else get_connection(timeout=settings.EMAIL_TIMEOUT)
    )


def line_for(sender: Sender) -> EmailBackend:
    """SMTP in any case, for who says it step by step."""
    own = server_of(sender)
    return (
        own.backend(timeout=settings.EMAIL_TIMEOUT) if own else EmailBackend(timeout=settings.EMAIL_TIMEOUT)
    )
