"""The way to a provider of messages, as campaigns.line.Line is the way to a mail server: it knows when one has left."""

import json
import os
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaigns.channels.meta import Meta
from campaigns.channels.provider import Provider, Words
from campaigns.channels.twilio import Twilio
from campaigns.models import Gateway
from lib.outbound import Forbidden, Server
from lib.sealing import Unreadable, unseal
from lib.tenancy.state import require_workspace_id
from messaging.answers import LATER, Answered, Verdict
from workspaces.mail import site_link

log = structlog.get_logger(__name__)


class NotSetUp(Answered):
    """Nothing can be sent by this channel until somebody has looked at its settings."""

    def __init__(self, why: str):
        super().__init__(Verdict(LATER, answer=why), is_of_message=False, is_refused=True)


class MessageLine:
    """To one gateway. What is raised: messaging.answers.Answered, or what happens on the way."""

    def __init__(self, gateway: Gateway):
        self._gateway = gateway
        self._provider = provider_of(gateway)
        try:
            self._server = Server(gateway.base_url or self._provider.usual)
        except Forbidden as refused:
            raise NotSetUp(str(refused)) from refused

    @property
    def was_handed(self) -> bool:
        return self._server.was_handed

    def open(self) -> None:
        try:
            self._server.open()
        except Forbidden as refused:
            raise NotSetUp(str(refused)) from refused

    def send(self, sender: str, to: str, words: Words) -> None:
        """Hand one over; nothing is raised when the provider has taken it."""
        self.post(sender, to, words)

    def post(self, sender: str, to: str, words: Words) -> str:
        """As the provider calls it."""
        asked = self._provider.question(sender, to, words)
        self.open()
        return self._provider.taken(self._server.post(asked.path, asked.body, asked.headers))

    def drop(self) -> None:
        self._server.drop()


class FileLine:
    """Writes each message as a line of a file, for trials: nothing leaves this installation."""

    was_handed = False

    def __init__(self, gateway: Gateway):
        self.path = file_of(gateway.channel)

    def open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def send(self, sender: str, to: str, words: Words) -> None:
        self.post(sender, to, words)

    def post(self, sender: str, to: str, words: Words) -> str:
        self.was_handed = False
        self.open()
        said: dict[str, Any] = {
            "at": timezone.now().isoformat(),
            "from": sender,
            "to": to,
            "text": words.text,
        }
        said |= {"template": words.template, "code": words.code, "parameters": words.parameters}
        line = json.dumps({**said, "reference": words.reference}, ensure_ascii=False) + "\n"
        with self.path.open("ab") as kept:
            os.write(kept.fileno(), line.encode())
        self.was_handed = True
        return words.reference

    def drop(self) -> None:
        """Each line was written whole."""


class Waiting:
    """The line of a channel, reached when it is first asked for: until then nothing of it is read."""

    def __init__(self, channel: str):
        self._channel, self._line = channel, None  # type: str, Any

    @property
    def was_handed(self) -> bool:
        return self._line is not None and self._line.was_handed

    def open(self) -> None:
        if self._line is None:
            with transaction.atomic():
                gateway = gateway_of(self._channel)
            self._line = line_to(gateway)
        self._line.open()

    def send(self, sender: str, to: str, words: Words) -> None:
        self.open()
        self._line.send(sender, to, words)

    def drop(self) -> None:
        if self._line is not None:
            self._line.drop()


def gateway_of(channel: str) -> Gateway | None:
    return Gateway.objects.filter(channel=channel).first()


def line_to(gateway: Gateway | None) -> MessageLine | FileLine:
    """Raises NotSetUp."""
    if gateway is None:
        raise NotSetUp("no provider")
    return FileLine(gateway) if gateway.provider == Gateway.Provider.FILE else MessageLine(gateway)


def provider_of(gateway: Gateway) -> Provider:
    """Raises NotSetUp when its secret was sealed with a key that is gone."""
    try:
        secret = unseal(gateway.sealed_secret)
        hook = unseal(gateway.sealed_hook) if gateway.sealed_hook else ""
    except Unreadable as error:
        raise NotSetUp("its secret cannot be read any more") from error
    if gateway.provider == Gateway.Provider.META:
        return Meta(gateway.account, secret)
    return Twilio(gateway.account, secret, site_link("response_hook", token=hook) if hook else "")


def file_of(channel: str) -> Path:
    return Path(settings.DATA_DIR) / "messages" / f"{require_workspace_id()}-{channel}.jsonl"
