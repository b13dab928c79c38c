"""Pages of numbers."""

from reports.kpis import kpis
from tests.journeys.places import Place


def at_dashboards():
    yield Place("/w/noor/reports/")
    yield from (
        Place(f"/w/noor/reports/?board={board}") for board in ("team", "mine", "service", "marketing")
    )
    yield Place("/w/noor/reports/?period=own&first=2020-01-01&last=2019-01-01&tier=A")
    yield Place("/w/noor/reports/kpis/")


def at_numbers():
    yield from (Place(f"/w/noor/reports/{key}/") for key in kpis.keys()[::4])
    yield Place("/w/noor/reports/revenue/?split=tier&by=quarter&period=this_year")
    yield Place("/w/noor/reports/acquisition-spend/?tier=A")


def at_rows():
    yield from (
        Place(f"/w/noor/reports/{key}/rows/?period=12m") for key in ("customers", "revenue", "complaints")
    )
    yield Place("/w/noor/reports/retention/rows/?rows=part")


WALKS = [at_dashboards, at_numbers, at_rows]
