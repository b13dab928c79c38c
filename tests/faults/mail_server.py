"""A mail server that is held where it hurts, and counts what it took."""

import asyncio
import re
from collections import Counter
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from house.ports import free_port
from house.urls import smtp_url


class Server:
    """A mail server that can be held before it greets, or between taking a message, or some of them, and saying so."""

    def __init__(self):
        self.taken: Counter[str] = Counter()
        self.holds_greeting = self.holds_answer = False
        self.held: set[str] = set()
        self.greeted = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.greeted += 1
        while self.holds_greeting:
            await asyncio.sleep(0.05)
        return responses

    async def handle_DATA(self, server, session, envelope):
        text = envelope.original_content.decode("utf-8", "replace")
        message = re.search(r"^Message-ID: (.*?)\s*$", text, re.MULTILINE)[1]
        self.taken[message] += 1
        while self.holds_answer or message in self.held:
            await asyncio.sleep(0.05)
        return "250 taken"


@contextmanager
def mail_server():
    port, made = free_port(), Server()
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    made.url = smtp_url(port)
    yield made
    made.holds_greeting = made.holds_answer = False
    made.held.clear()
    controller.stop()
