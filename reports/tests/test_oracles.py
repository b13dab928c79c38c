"""Every KPI is what a naive calculation of its definition says: over any period, of every part, for whoever looks."""

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from lib.tenancy.state import workspace
from reports import periods
from reports.kpis import kpis
from reports.kpis.base import PART
from reports.periods import Period
from reports.records import completed, rows_of
from reports.scope import Scope
from reports.tests.naive import Recorded
from reports.tests.oracles import ORACLES, parts_of, worked_out
from reports.tests.small_world import SmallWorld
from tests.environment import SEED
from tests.samples import FULL

pytestmark = pytest.mark.django_db
ZONES = ("Asia/Riyadh", "America/Santiago", "Pacific/Auckland")
SEEDS = [(f"{SEED} {n}", ZONES[n % len(ZONES)]) for n in range(30 if FULL else 3)]
KPIS = list(kpis)


@pytest.fixture(params=SEEDS, ids=lambda each: f"{each[1]} {each[0]}")
def world(request, noor, huda, salem, faisal):
    """The workspace of some seed, where salem sees his customers alone, and huda all."""
    seed, zone = request.param
    noor.time_zone, noor.visibility = zone, noor.Visibility.TEAM
    noor.save()
    for member in (huda, salem, faisal):
        member.workspace = noor
    with workspace(noor.pk), timezone.override(ZoneInfo(zone)):
        made = SmallWorld(seed, zone, [salem, faisal])
        made.opened = noor
        yield made


def some_periods(world, count=8):
    """Calendar ones, running ones, single days, days to come, the last so many, and any."""
    today, lot = world.today, random.Random(f"{world.lot.random()}")
    found = [
        periods.calendar(periods.MONTH, today),
        periods.calendar(periods.YEAR, today),
        periods.chosen("90d", today),
        Period(today - timedelta(days=700), today + timedelta(days=700)),
        Period(today + timedelta(days=40), today + timedelta(days=50)),
        Period(today, today + timedelta(days=1)),
    ]
    # So many of a grain are asked for in another way.
    found += periods.run(periods.MONTH, 14, today)[:-1] + periods.run(periods.QUARTER, 5, today)[:-1]
    while len(found) < 23 + count:
        grain, day = lot.choice([*periods.MONTHS, "", ""]), today - timedelta(days=lot.randrange(500))
        found.append(
            periods.calendar(grain, day)
            if grain
            else Period(day, day + timedelta(days=lot.randrange(1, 200)))
        )
    return found


def same(measure, expected) -> bool:
    numerator, denominator, n = expected
    return (measure.denominator, measure.n) == (denominator, n) and measure.numerator == (
        numerator if numerator is None else pytest.approx(numerator)
    )


def said(measure):
    return measure.numerator, measure.denominator, measure.n


def test_every_kpi_has_an_oracle():
    assert {kpi.key for kpi in KPIS} == set(ORACLES)


def test_every_kpi_is_its_definition_and_many_periods_at_once_are_each_one_alone(world, huda):
    scope, all_ = Scope(huda), Recorded(world.opened)
    asked = some_periods(world)
    counted = set()
    for kpi in KPIS:
        measures = kpi.measures(scope, asked)
        for period, measure in zip(asked, measures, strict=True):
            expected = worked_out(ORACLES[kpi.key], all_, period)
            assert same(measure, expected), (kpi.key, period, said(measure), expected)
            counted |= {kpi.key} if measure.n else set()
        assert [kpi.measure(scope, period) for period in asked[:3]] == measures[:3], kpi.key
    assert counted == set(ORACLES)  # nothing was compared with nothing


@pytest.mark.parametrize("who", ["huda", "salem"])
def test_parts_are_what_the_rows_of_each_come_to(world, who, request):
    member = request.getfixturevalue(who)
    scope, all_ = Scope(member), Recorded(world.opened, seen_by(member, world))
    asked = [Period(world.today - timedelta(days=250), world.today + timedelta(days=1))]
    for kpi in KPIS:
        for split in kpi.splits().values() if kpi.is_for(scope) else ():
            for period in [*asked, periods.calendar(periods.QUARTER, world.today)]:
                found = kpi.measures_by(scope, split, period)
                expected = parts_of(ORACLES[kpi.key], all_, period, split.key)
                expected = {value: each for value, each in expected.items() if each[0] or each[2]}
                found = {value: each for value, each in found.items() if each.numerator or each.n}
                assert found.keys() == expected.keys(), (kpi.key, split.key, period)
                for value, measure in found.items():
                    case = (kpi.key, split.key, value, period, said(measure), expected[value])
                    assert same(measure, expected[value]), case
                split.named(found)


def seen_by(member, world):
    """The customers he may see; None for all of them."""
    if member.sees_everything:
        return None
    team = member.team_ids()
    return {each.pk for each in world.accounts if each.owner_id in team}


def test_nobody_sees_a_number_over_rows_that_he_may_not_see(world, salem):
    seen = seen_by(salem, world)
    assert seen
    assert len(seen) < len(world.accounts)
    scope, all_ = Scope(salem), Recorded(world.opened, seen)
    asked = some_periods(world)
    for kpi in KPIS:
        if kpi.is_of_workspace:
            assert not kpi.is_for(scope), kpi.key
            continue
        for period, measure in zip(asked, kpi.measures(scope, asked), strict=True):
            expected = worked_out(ORACLES[kpi.key], all_, period)
            assert same(measure, expected), (kpi.key, period, said(measure), expected)
            shown = rows_of(completed(kpi.records(scope, period)))
            assert {row.account.pk for row in shown} <= seen, (kpi.key, period)


def test_a_narrowed_number_is_one_of_these_customers(world, huda):
    """Of whom the last answer of a contact is given for another customer, his last one for these is looked at."""
    region = next(each.region_id for each in world.accounts if each.region_id)
    seen = {each.pk for each in world.accounts if each.region_id == region}
    scope, all_ = Scope(huda, {"region": region}), Recorded(world.opened, seen)
    for kpi in KPIS:
        for period in some_periods(world, 2) if kpi.is_for(scope) else ():
            expected = worked_out(ORACLES[kpi.key], all_, period)
            measure = kpi.measure(scope, period)
            assert same(measure, expected), (kpi.key, period, said(measure), expected)


def test_the_rows_behind_a_number_are_those_that_were_counted(world, huda):
    scope, all_ = Scope(huda), Recorded(world.opened)
    for kpi in KPIS:
        oracle = ORACLES[kpi.key]
        for period in some_periods(world, 2) if oracle.is_shown else ():
            rows = oracle.rows(all_, period)
            assert keys(kpi.records(scope, period)) == sorted(each.record.pk for each in rows), kpi.key
            if kpi.part_name:
                part = sorted(each.record.pk for each in rows if each.is_part)
                assert keys(kpi.records(scope, period, PART)) == part, kpi.key


def keys(records):
    return sorted(records.values_list("pk", flat=True))
