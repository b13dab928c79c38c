"""The state of play of a customer: what whoever takes over must know, written from data.

Apps register their lines in AppConfig.ready(), in the order in which they are read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.registry import Registry


@dataclass(frozen=True)
class Line:
    """`read` answers (account, membership, page) with what `template` shows as `found`, or with nothing.

    `page` is what the page of the customer has read already: its `steps`, `meetings` and `positions`.
    """

    label: Any
    read: Callable[[Any, Any, dict], Any]
    template: str
    is_warning: bool = False


lines = Registry("lines of the state of play")


def state_of_play(account, membership, page: dict) -> list[dict]:
    """The lines that have something to say."""
    read = [{"line": line, "found": line.read(account, membership, page)} for line in lines]
    return [each for each in read if each["found"]]


def who_is_who(account, membership, page):
    """The main contact first, then who decides; the others stand in the panel of contacts."""
    people = [each for each in page["positions"] if each.is_primary or each.decision_role or each.title]
    return people[:3]


WHO = Line(_("Who is who"), who_is_who, "accounts/play_who.html")
AVOID = Line(
    _("What to avoid"),
    lambda account, membership, page: account.avoid,
    "accounts/play_avoid.html",
    is_warning=True,
)
