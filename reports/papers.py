"""A report as files and letters have it: the same numbers as the page, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from lib import formats
from reports.asking import NARROWING, Asked
from reports.boards import Board
from reports.kpis import kpis
from reports.kpis.base import Kpi
from reports.models import BuiltReport
from reports.showing import Compared, Part, Run, compared, parts_of, run_of
from reports.splits import Split


@dataclass(frozen=True)
class Paper:
    title: str
    asked: Asked
    numbers: Sequence[tuple[Kpi, Compared]]
    runs: Sequence[tuple[Kpi, Run]]
    tables: Sequence[tuple[Kpi, Split, list[Part]]]

    @property
    def whose(self) -> str:
        """Whose numbers these are: what was chosen, or all that the reader may see."""
        if self.asked.chips:
            return " · ".join(f"{each.label}: {each.value}" for each in self.asked.chips)
        if self.asked.membership.sees_everything:
            return _("All customers")
        name = formats.isolated(self.asked.membership.user.name)
        return _("Customers that %(name)s sees") % {"name": name}

    @property
    def as_of(self) -> str:
        return _("As of %(at)s") % {"at": formats.moment(self.asked.as_of)}


def asked_of_board(membership, query: QueryDict, board: Board, **more) -> Asked:
    """What a dashboard is asked for: whose numbers it has by itself, unless somebody else's are named."""
    if board.narrows and not any(name in query for name in NARROWING):
        query = query.copy()
        query.update(board.narrows)
    return Asked(membership, query, **more)


def seen(keys: Sequence[str], asked: Asked) -> list[Kpi]:
    return [kpi for key in keys if (kpi := kpis.get(key)) and kpi.is_for(asked.scope)]


def paper_of_board(board: Board, asked: Asked) -> Paper:
    return Paper(
        title=str(board.label),
        asked=asked,
        numbers=[(kpi, compared(kpi, asked)) for kpi in seen(board.kpis, asked)],
        runs=[(kpi, run_of(kpi, asked)) for kpi in seen(board.charts, asked)],
        tables=[
            (kpi, kpi.splits()[split], parts_of(kpi, asked, kpi.splits()[split]))
            for key, split in board.tables
            for kpi in seen((key,), asked)
            if split in kpi.splits()
        ],
    )


def paper_of_kpi(kpi: Kpi, asked: Asked, split: str = "") -> Paper:
    """One number, over time, and by `split` or else the first that it can be split by."""
    splits = kpi.splits()
    chosen = splits.get(split, next(iter(splits.values()), None))
    return Paper(
        title=str(kpi.name),
        asked=asked,
        numbers=[(kpi, compared(kpi, asked))],
        runs=[(kpi, run_of(kpi, asked))],
        tables=[(kpi, chosen, parts_of(kpi, asked, chosen))] if chosen else [],
    )


def paper_of_built(report: BuiltReport, asked: Asked) -> Paper:
    """What somebody put together, with the shape it was given."""
    found = seen(report.kpis, asked)
    has_runs, has_parts = report.shape != BuiltReport.Shape.PARTS, report.shape != BuiltReport.Shape.COLUMNS
    return Paper(
        title=report.name,
        asked=asked,
        numbers=[(kpi, compared(kpi, asked)) for kpi in found],
        runs=[(kpi, run_of(kpi, asked)) for kpi in found] if has_runs else [],
        tables=[
            (kpi, kpi.splits()[report.split], parts_of(kpi, asked, kpi.splits()[report.split]))
            for kpi in found
            if has_parts and report.split in kpi.splits()
        ],
    )
