"""A mail server of a few lines on a real socket: it keeps what it took, and says to whom it is told what it is told."""

import re
import socketserver
import threading
from collections import Counter
from contextlib import contextmanager

HANG_UP = "hang up"
MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)\r?$", re.MULTILINE)
UNKNOWN_USER = "550 5.1.1 no such user"


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.port = self.server_address[1]
        self.taken: list[tuple[str, bytes]] = []
        # Step ("mail", "rcpt", "data", "dot") -> address (or "*") -> what is said instead, once for each time given.
        self.says: dict[str, dict[str, list[str]]] = {}
        self.connections = 0
        # What it says it can do besides, in its answer to EHLO.
        self.extensions: list[str] = []
        # Called with the address when a message was taken, before that is said.
        self.before_answer = lambda address: None

    @property
    def message_ids(self) -> Counter:
        return Counter(MESSAGE_ID.search(raw)[1].decode() for _address, raw in self.taken)

    @property
    def addresses(self) -> list[str]:
        return [address for address, _raw in self.taken]

    def say(self, step, answer, *, to="*", times=1):
        self.says.setdefault(step, {}).setdefault(to, []).extend([answer] * times)

    def answer(self, step, address, usual):
        for to in (address, "*"):
            if waiting := self.says.get(step, {}).get(to):
                return waiting.pop(0)
        return usual


class Talk(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        self.server.connections += 1
        address, word = "", ""
        if not self.tell(self.server.answer("greeting", "", "220 sink")):
            return
        while line := self.rfile.readline():
            word = line.split()[0].upper().decode() if line.split() else ""
            if word in ("EHLO", "HELO"):
                *first, last = ["sink", *self.server.extensions]
                going = self.tell("\r\n".join([*(f"250-{each}" for each in first), f"250 {last}"]))
            elif word == "MAIL":
                going = self.tell(self.server.answer("mail", "", "250 ok"))
            elif word == "RCPT":
                address = line.decode().split("<", 1)[1].split(">", 1)[0]
                going = self.tell(self.server.answer("rcpt", address, "250 ok"))
            elif word == "DATA":
                going = self.take(address)
            elif word == "QUIT":
                self.tell("221 bye")
                return
            else:
                going = self.tell("250 ok")
            if not going:
                return

    def take(self, address):
        said = self.server.answer("data", address, "354 go on")
        if not self.tell(said) or not said.startswith("354"):
            return said.startswith("354") or not said.startswith(HANG_UP)
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False  # cut off before the end: not taken
            lines.append(line[1:] if line.startswith(b"..") else line)
        said = self.server.answer("dot", address, "250 taken")
        if said.startswith("250") or said == HANG_UP:
            self.server.taken.append((address, b"".join(lines)))
            self.server.before_answer(address)
        return self.tell(said)

    def tell(self, said):
        if said == HANG_UP:
            return False
        try:
            self.wfile.write(said.encode() + b"\r\n")
        except OSError:
            return False
        return not said.startswith("421")


@contextmanager
def running_sink():
    sink = Sink()
    thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        sink.shutdown()
        sink.server_close()
