"""Dashboards by role: which numbers each begins with, and whose they are unless somebody asks for others'."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.registry import Registry
from reports.asking import ME
from workspaces.roles import HEADS, Role


@dataclass(frozen=True)
class Board:
    key: str
    label: Any
    kpis: tuple[str, ...]
    charts: tuple[str, ...]
    # What is split by whom: KPI and split.
    tables: tuple[tuple[str, str], ...] = ()
    # What the address means when it says nothing of it: “team” is the reader's own.
    narrows: dict[str, str] = field(default_factory=dict)


boards = Registry("dashboards")

EXECUTIVE = Board(
    "executive",
    pgettext_lazy("dashboard", "Company"),
    (
        "customers",
        "base-growth",
        "retention",
        "revenue",
        "net-revenue-retention",
        "csat",
        "nps",
        "complaints",
        "sla-met",
        "acquisition-cost",
        "campaign-return",
        "cost-to-serve",
        "contribution",
    ),
    ("revenue", "customers", "nps", "complaints"),
    (("revenue", "region"), ("revenue", "industry")),
)
TEAM = Board(
    "team",
    _("My team"),
    (
        "customers",
        "retention",
        "revenue",
        "new-sales",
        "contacted-on-schedule",
        "csat",
        "complaints",
        "sla-met",
        "referrals",
    ),
    ("revenue", "contacted-on-schedule"),
    (("revenue", "manager"), ("contacted-on-schedule", "manager"), ("complaints", "manager")),
    {"team": ME},
)
MINE = Board(
    "mine",
    _("My customers"),
    (
        "customers",
        "revenue",
        "new-sales",
        "upsell",
        "customers-contacted",
        "contacted-on-schedule",
        "csat",
        "complaints",
        "referrals",
        "testimonials",
    ),
    ("revenue", "interactions"),
    (("revenue", "tier"), ("interactions", "channel")),
    {"manager": ME},
)
SERVICE = Board(
    "service",
    _("Service"),
    (
        "complaints",
        "complaint-rate",
        "first-response",
        "first-response-p90",
        "resolution",
        "resolution-p90",
        "sla-met",
        "reopen-rate",
        "repeat-complaints",
        "csat",
        "ces",
    ),
    ("complaints", "sla-met"),
    (("complaints", "category"), ("complaints", "cause"), ("resolution", "category")),
)
MARKETING = Board(
    "marketing",
    _("Marketing"),
    (
        "new-customers",
        "won-back",
        "lost-customers",
        "acquisition-spend",
        "acquisition-cost",
        "campaign-return",
        "average-order",
        "purchase-frequency",
        "referrals",
        "testimonials",
        "nps",
    ),
    ("new-customers", "buyers"),
    (("new-customers", "source"), ("revenue", "source")),
)

for board in (EXECUTIVE, TEAM, MINE, SERVICE, MARKETING):
    boards.register(board.key, board)


def usual_board(membership) -> Board:
    """Where somebody of this role begins."""
    if membership.role in HEADS:
        return EXECUTIVE
    own = {Role.MANAGER: TEAM, Role.ACCOUNT_MANAGER: MINE, Role.AGENT: SERVICE}
    return own.get(membership.role, EXECUTIVE if membership.sees_everything else MINE)
