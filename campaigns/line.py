"""A line to the mail server that stays open from message to message, and knows when one was handed over."""

import re
import smtplib

import structlog
from django.core.mail.backends.smtp import EmailBackend

from messaging.models import Sender
from messaging.servers import line_for

log = structlog.get_logger(__name__)

GOES_ON, READY, TAKEN, CLOSES = 354, 250, 250, 421
PLAIN = re.compile(r"[^\s<>\x00-\x1f\x7f]+")


class Line:
    """SMTP as RFC 5321 says it, step by step: between the steps a worker may die, and has to know where it stood."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
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
        backend = line_for(self.sender)
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
        if server.has_extn("pipelining"):
            self._announce_at_once(server, sender, to)
        else:
            for command, refused in announced(sender, to):
                server.send(command)
                _hear(server, refused)
        # An error in here means that the end of it has not left.
        server.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        self.was_handed = True
        code, said = server.getreply()
        if code != TAKEN:
            raise smtplib.SMTPDataError(code, said)

    def _announce_at_once(self, server, sender, to) -> None:
        """In one breath (RFC 2920). What was refused first is what counts; the other answers are heard all the same."""
        steps = announced(sender, to)
        server.send("".join(command for command, _refused in steps))
        refusal: Exception | None = None
        last_is_open = False
        for _command, refused in steps:
            try:
                _hear(server, refused)
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as said:
                refusal = refusal or said
                if closes(said):
                    raise refusal from None
            except smtplib.SMTPServerDisconnected as cut:
                raise (refusal or cut) from None
            else:
                last_is_open = refused is _of_message
        if refusal is not None:
            if last_is_open:  # it waits for a message that does not come, and would not hear a farewell
                server.close()
                self.drop()
            raise refusal

    def _begin_anew(self, server, said) -> None:
        """The server said no to this message; the next one may go over the same line unless it closes."""
        if self._backend is None:
            return
        if closes(said):
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


def announced(sender: str, to: str):
    """What is said before a message, and what a refusal of it is."""
    return (
        (f"MAIL FROM:{_in_brackets(sender)}\r\n", lambda code, said: _of_sender(code, said, sender)),
        (f"RCPT TO:{_in_brackets(to)}\r\n", lambda code, said: _of_recipient(code, said, to)),
        ("DATA\r\n", _of_message),
    )


def _of_sender(code, said, sender) -> Exception | None:
    return None if code == READY else smtplib.SMTPSenderRefused(code, said, sender)


def _of_recipient(code, said, to) -> Exception | None:
    return None if code in (READY, 251) else smtplib.SMTPRecipientsRefused({to: (code, said)})


def _of_message(code, said) -> Exception | None:
    return None if code == GOES_ON else smtplib.SMTPDataError(code, said)


def _hear(server, refused) -> None:
    refusal = refused(*server.getreply())
    if refusal is not None:
        raise refusal


def closes(said: Exception) -> bool:
    """Whether the server hangs up with this answer."""
    if isinstance(said, smtplib.SMTPRecipientsRefused):
        return any(code == CLOSES for code, _text in said.recipients.values())
    return getattr(said, "smtp_code", None) == CLOSES


def _in_brackets(address: str) -> str:
    return f"<{address}>" if PLAIN.fullmatch(address) else smtplib.quoteaddr(address)


def _close(backend: EmailBackend) -> None:
    try:
        backend.close()
    except Exception as error:
        log.info("mail_server_hung_up", error=type(error).__name__)
