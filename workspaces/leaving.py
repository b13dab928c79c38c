"""What higher apps do when a colleague leaves, and when the leaving is taken back: filled in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.registry import Registry

leaving = Registry("what ends with a membership")
# Name of a page -> of (membership): whether it holds what is to be handed over there before the end.
holding = Registry("what a colleague hands over before leaving")
# Of nothing, the new workspace open: what every new one begins with.
beginnings = Registry("what a workspace begins with")


@dataclass(frozen=True)
class Leaving:
    """Both run in the transaction of the change: left(membership, by=), returned(membership, left_at, by=)."""

    left: Callable[..., Any]
    returned: Callable[..., Any]
