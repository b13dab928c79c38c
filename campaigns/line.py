"""A line to the mail server that stays open from message to message, and knows when one was handed over."""

import smtplib

import structlog
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

log = structlog.get_logger(__name__)

GOES_ON, READY, TAKEN, CLOSES = 354, 250, 250, 421


class Line:
    """SMTP as RFC 5321 says it, step by step: between the steps a worker may die, and has to know where it stood."""

    def __init__(self) -> None:
        self._backend: EmailBackend | None = None
        # Whether the whole message with its last dot has left: from then on only the server's answer tells.
        self.was_handed = False
        # Messages that went over this connection.
        self.carried = 0

    @property
    def is_open(self) -> bool:
        return self._backend is not None

    def open(self) -> None:
        """Reach the server and greet it, where that is not done; raises what smtplib raises."""
        if self._backend is not None:
            return
        backend = EmailBackend(timeout=settings.EMAIL_TIMEOUT)
        try:
            backend.open()
            backend.connection.ehlo_or_helo_if_needed()
        except Exception:
            _close(backend)
            raise
        self._backend, self.carried = backend, 0

    def send(self, sender: str, to: str, message: bytes) -> None:
        """Hand one message over; nothing is raised when the server has taken it."""
        self.was_handed = False
        self.open()
        server = self._backend.connection  # type: ignore[union-attr]
        try:
            self._send(server, sender, to, message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as said:
            self._begin_anew(server, said)
            raise
        except Exception:
            self.drop()
            raise
        self.carried += 1

    def _send(self, server, sender, to, message) -> None:
        code, said = server.mail(sender)
        if code != READY:
            raise smtplib.SMTPSenderRefused(code, said, sender)
        code, said = server.rcpt(to)
        if code not in (250, 251):
            raise smtplib.SMTPRecipientsRefused({to: (code, said)})
        code, said = server.docmd("data")
        if code != GOES_ON:
            raise smtplib.SMTPDataError(code, said)
        # An error in here means that the end of it has not left.
        server.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        self.was_handed = True
        code, said = server.getreply()
        if code != TAKEN:
            raise smtplib.SMTPDataError(code, said)

    def _begin_anew(self, server, said) -> None:
        """The server said no to this message; the next one may go over the same line unless it closes."""
        if getattr(said, "smtp_code", None) == CLOSES:
            self.drop()
            return
        try:
            server.rset()
        except Exception as error:  # its answer to this message is known whatever happens now
            log.info("mail_server_hung_up", error=type(error).__name__)
            self.drop()

    def drop(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            _close(backend)


def _close(backend: EmailBackend) -> None:
    try:
        backend.close()
    except Exception as error:
        log.info("mail_server_hung_up", error=type(error).__name__)
