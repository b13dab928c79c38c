"""Kept figures: what pages of a large workspace read is what the facts say, and no older than they may show."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Account
from accounts.services import add_account
from lib.tenancy.state import workspace
from reports import periods
from reports.asking import Asked
from reports.figures import keeping, reading
from reports.figures.reading import Question
from reports.kpis import kpis
from reports.models import Figure, RollupState
from reports.showing import beside, parts_of, tile_of
from reports.tests.small_world import SmallWorld
from tests.environment import SEED
from timeline.tasks import due_workspaces

pytestmark = pytest.mark.django_db
PAGE = "/w/noor/reports/"
MORNING = "2026-06-15T06:00:00Z"


@pytest.fixture
def opened(noor):
    with workspace(noor.pk):
        yield noor


@pytest.fixture
def large(opened):
    """The same rows, in a workspace so large that its figures are kept."""
    return RollupState.objects.create(
        months_count=reading.MONTHS_WORTH_IT, time_zone=opened.time_zone, currency=opened.currency
    )


@pytest.fixture
def morning(time_machine):
    time_machine.move_to(MORNING, tick=False)
    return time_machine


@pytest.fixture
def customer(salem):
    def add(name):
        return add_account(by=salem, fields={"name_ar": name, "owner": salem}, status=Account.Status.ACTIVE)

    return add


def asked_by(member, query="") -> Asked:
    return Asked(member, QueryDict(query))


def look(member, key="customers", query="") -> tuple:
    """What a page says of a KPI, when it was counted, and what the page had to work out."""
    asked = asked_by(member, query)
    found = tile_of(kpis.get(key), asked).found.now.amount
    return found, asked.as_of, list(asked.kept.missed) if asked.kept else None


def after_a_look(member, key="customers", query=""):
    """What the worker does once somebody had to wait."""
    keeping.note([each.told for each in look(member, key, query)[2]])


def caught_up():
    while keeping.keep_up():
        pass


def test_what_is_kept_is_what_the_facts_say(large, huda, salem, faisal):
    world = SmallWorld(f"{SEED} figures", "Asia/Riyadh", [salem, faisal])
    asked = asked_by(huda, "period=this_quarter")
    wanted = [asked.period, *beside(asked.period, asked), periods.calendar(periods.MONTH, world.today)]
    compared = 0
    for kpi in kpis:
        told = [Question(kpi.key, "", each) for each in wanted]
        told += [Question(kpi.key, split, each) for split in kpi.splits() for each in wanted[:2]]
        keeping.note([each.told for each in told])
        kept = asked_by(huda).kept
        assert reading.measures(kpi, asked.scope, kept, wanted) == kpi.measures(asked.scope, wanted), kpi.key
        for split in kpi.splits().values():
            for period in wanted[:2]:
                found = reading.measures_by(kpi, asked.scope, kept, split, period)
                assert found == kpi.measures_by(asked.scope, split, period), (kpi.key, split.key)
                compared += len(found)
        assert kept.missed == [], kpi.key
    assert compared > 200


def test_who_sees_a_part_or_asks_for_one_reads_the_facts(large, opened, huda, salem, customer):
    customer("شركة الأول")
    after_a_look(huda)
    assert look(huda)[2] == []
    assert look(huda, query="tier=A")[2] is None
    opened.visibility = opened.Visibility.TEAM
    opened.save()
    salem.workspace = opened
    assert look(salem)[2] is None


def test_in_a_small_workspace_the_facts_are_read_and_nothing_is_kept(large, huda, customer):
    after_a_look(huda)
    RollupState.objects.update(months_count=reading.MONTHS_WORTH_IT - 1)
    customer("شركة الأول")
    assert look(huda)[0] == 1
    keeping.note([Question("customers", "", asked_by(huda).period).told])
    caught_up()
    assert not Figure.objects.exists()


def test_a_page_shows_what_is_kept_with_its_moment_for_five_minutes(large, huda, customer, morning, sign_in):
    customer("شركة الأول")
    after_a_look(huda)
    worked_out_at = timezone.now()
    customer("شركة الثاني")
    morning.shift(timedelta(minutes=4, seconds=50))
    assert look(huda) == (1, worked_out_at, [])
    assert "9:00" in sign_in(huda).get(f"{PAGE}?period=90d").text
    morning.shift(timedelta(seconds=20))
    found, as_of, missed = look(huda)
    assert (found, as_of) == (2, timezone.now())
    assert missed


def test_the_worker_counts_again_what_has_changed(large, huda, customer, morning):
    customer("شركة الأول")
    after_a_look(huda)
    customer("شركة الثاني")
    morning.shift(timedelta(minutes=3, seconds=1))
    caught_up()
    assert look(huda) == (2, timezone.now(), [])


def test_a_workspace_is_due_when_its_figures_are_stale(large, opened, huda):
    after_a_look(huda)
    assert due_workspaces("due_workspaces_figures") == []
    Figure.objects.update(as_of=timezone.now() - timedelta(minutes=3, seconds=1))
    assert due_workspaces("due_workspaces_figures") == [opened.pk]
    caught_up()
    assert due_workspaces("due_workspaces_figures") == []


def test_in_quiet_hours_nothing_is_counted_but_what_the_clock_moves(
    large, huda, customer, morning, monkeypatch
):
    customer("شركة الأول")
    after_a_look(huda)
    after_a_look(huda, "sla-met")
    morning.shift(timedelta(minutes=20))
    caught_up()
    worked_out = []
    monkeypatch.setattr(keeping, "work_out", lambda key, wanted: worked_out.append(key))
    morning.shift(timedelta(minutes=30))
    assert keeping.keep_up()
    assert worked_out == ["sla-met"]
    assert look(huda) == (1, timezone.now(), [])


def test_another_day_begins_with_the_dashboards(large, huda, customer, morning):
    customer("شركة الأول")
    after_a_look(huda, query="period=last_year")
    morning.shift(timedelta(days=1))
    assert look(huda, query="period=last_year")[2]
    caught_up()
    assert {timezone.localdate(row.as_of) for row in Figure.objects.all()} == {timezone.localdate()}
    for key in ("customers", "revenue", "sla-met", "new-customers"):
        assert look(huda, key)[2] == [], key
    asked = asked_by(huda)
    parts_of(kpis.get("revenue"), asked, kpis.get("revenue").splits()["region"])
    assert asked.kept.missed == []


def test_what_nobody_looks_at_is_thrown_away(large, huda, customer, morning):
    after_a_look(huda)
    for _day in range(keeping.LOOKED_DAYS):
        morning.shift(timedelta(days=1))
        caught_up()
        assert Figure.objects.exists()
    morning.shift(timedelta(days=1))
    caught_up()
    assert not Figure.objects.exists()


def test_other_money_or_other_clocks_make_it_anew(large, opened, huda, customer):
    after_a_look(huda)
    for name, value in (("currency", "USD"), ("time_zone", "Asia/Tokyo")):
        assert look(huda)[2] == []
        setattr(opened, name, value)
        opened.save()
        huda.workspace = opened
        assert look(huda)[2], name
        after_a_look(huda)


def test_a_hint_of_nonsense_keeps_nothing(large, huda):
    keeping.note(
        [
            ["nothing", "", "2026-01-01", "2026-02-01", ""],
            ["customers", "none", "2026-01-01", "2026-02-01", ""],
        ]
    )
    assert not Figure.objects.exists()
