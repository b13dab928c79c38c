"""Asking a server whose address people typed: never one inside our own network, and never longer than it takes.

Which address may be called, and that this very one is, is seen to by lib/outside.py. Nothing is followed elsewhere,
nothing is unpacked, and an answer ends: by bytes and by seconds. A message that has left is told from one that has not
(`was_handed`): of the first, nobody knows without an answer.

Errors: `Forbidden`, whose text tells a person what is wrong with the address; `OSError` and
`http.client.HTTPException` for what happens on the way.
"""

import http.client
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lib import outside

# What happens on the way.
FAILURES = (OSError, http.client.HTTPException)
SECONDS = 10
MOST_BYTES = 2 * 1024 * 1024
PORTS = frozenset({443, 8443})
# A connection that was idle for longer may be closed by the other side at any moment.
IDLE_SECONDS = 4


class Forbidden(Exception):
    """Nothing is sent to this address; str() of it says why."""


class TooLong(OSError):
    """The answer has no end."""


@dataclass(frozen=True)
class Answer:
    status: int
    # By their names in small letters.
    headers: Mapping[str, str]
    body: bytes


def checked(base: str) -> SplitResult:
    """The parts of an address that may be asked, before its name is looked up; Forbidden for any other."""
    try:
        parts = urlsplit(base)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Forbidden(_("Write a whole address that begins with https://")) from error
    is_plain = base.isascii() and base.isprintable() and not set(base) & set(" \\<>\"'{}")
    if not host or not is_plain or parts.query or parts.fragment or "@" in parts.netloc:
        raise Forbidden(_("Write a whole address that begins with https://"))
    if settings.PRIVATE_SERVERS and parts.scheme in {"http", "https"}:
        return parts
    if parts.scheme != "https" or (port or 443) not in PORTS:
        raise Forbidden(_("Write a whole address that begins with https://"))
    return parts


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


class Server:
    """One server, over a connection that stays open from question to question."""

    def __init__(self, base: str, *, seconds: float = SECONDS):
        self._parts, self._seconds = checked(base), seconds
        self._line: http.client.HTTPConnection | None = None
        self._used_at = 0.0
        # Whether all of the last question has left: from then on only an answer tells what became of it.
        self.was_handed = False

    def open(self) -> None:
        """Reach it, where that is not done or the other side has hung up meanwhile."""
        self.was_handed = False
        if self._line is not None and not self._is_stale(self._line):
            return
        self.drop()
        host = str(self._parts.hostname)
        port = self._parts.port or (443 if self._parts.scheme == "https" else 80)
        line = http.client.HTTPConnection(host, port, timeout=self._seconds)
        line.auto_open = 0  # it would call whatever the name means by then
        try:
            plain = outside.connect(host, port, self._seconds)
        except outside.NotOutside as refused:
            raise Forbidden(
                _("This address leads into our own network. Write one of the public internet.")
            ) from refused
        try:
            line.sock = (
                _trust().wrap_socket(plain, server_hostname=host) if self._parts.scheme == "https" else plain
            )
        except BaseException:
            plain.close()
            raise
        self._line, self._used_at = line, time.monotonic()

    def _is_stale(self, line) -> bool:
        """What can be read before anything was asked is a farewell."""
        is_old = time.monotonic() - self._used_at > IDLE_SECONDS
        return is_old or line.sock is None or bool(select.select([line.sock], [], [], 0)[0])

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.open()
        line = self._line
        if line is None or line.sock is None:
            raise ConnectionError("not open")
        try:
            with self._hurried(line.sock):
                line.request("POST", self._parts.path.rstrip("/") + path, body, dict(headers))
                self.was_handed = True
                answer = line.getresponse()
                said = answer.read(MOST_BYTES + 1)
        except BaseException:
            self.drop()
            raise
        if len(said) > MOST_BYTES:
            self.drop()
            raise TooLong("too long an answer")
        self._used_at = time.monotonic()
        if answer.will_close:
            self.drop()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, said)

    @contextmanager
    def _hurried(self, sock: socket.socket) -> Iterator[None]:
        """However slowly the answer drips, it ends."""

        def end() -> None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self._seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):
                line.close()
