"""By which way a campaign goes: who writes its messages, and over which line they leave."""

from typing import Any

from accounts.models.contact import Channel
from campaigns.addressing import Writer
from campaigns.channels.line import Waiting
from campaigns.channels.writer import TextWriter
from campaigns.line import Line
from messaging.sending import sender_of_workspace


def writer_of(campaign) -> Writer:
    return Writer(campaign) if campaign.channel == Channel.EMAIL else TextWriter(campaign)


def line_of(channel: str) -> Any:
    """As campaigns.line.Line: open, send, drop, and whether the last message has left."""
    return Line(sender_of_workspace()) if channel == Channel.EMAIL else Waiting(channel)
