"""Demo data: working hours as the two companies keep them."""

from datetime import date, timedelta

from lib.dates import from_hijri, to_hijri
from workspaces.demo import Stage
from workspaces.models import SpecialPeriod
from workspaces.working_hours import add_period, change_hours

RAMADAN, SHAWWAL = 9, 10


def seed_hours(stage: Stage) -> None:
    furnish = {"noor": ramadan_of_noor, "bahr": week_of_bahr}
    furnish[stage.workspace.slug](stage, stage.members["owner"])


def ramadan_of_noor(stage: Stage, owner) -> None:
    """The Ramadan of this Hijri year and of the next: ten to four."""
    this_year = to_hijri(stage.today).year
    for year in (this_year, this_year + 1):
        add_period(
            by=owner,
            name=f"رمضان {year} هـ",
            first_on=from_hijri(year, RAMADAN, 1),
            last_on=from_hijri(year, SHAWWAL, 1) - timedelta(days=1),
            rule=SpecialPeriod.Rule.HOURS,
            working_hours=[[600, 960]],
        )


def week_of_bahr(stage: Stage, owner) -> None:
    """A lunch break, half a Friday, and a day of stocktaking behind closed doors."""
    divided = [[480, 780], [840, 1080]]
    change_hours(by=owner, week=[divided] * 4 + [[[480, 720]], [], []])
    last_of_year = date(stage.today.year, 12, 31)
    add_period(
        by=owner,
        name="Stocktaking",
        first_on=last_of_year,
        last_on=last_of_year,
        rule=SpecialPeriod.Rule.CLOSED,
        working_hours=[],
    )
