"""F17: clocks that jump, that disagree, and an hour that comes twice: each level and each mail once."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.faults.clocks import HOUR, Clock, DeadlinesOf
from tests.faults.sila import FULL, wait_for
from tests.faults.test_reminders import AGAIN_SECONDS, MAILED_SECONDS, start_two_beats

COUNT = 100 if FULL else 8
FALLS = 5 if FULL else 1
LOOKED_SECONDS = 0.5  # the processes have seen how their clock is set
MINUTE = timedelta(minutes=1)
MAIL_TICK = "workspaces.tasks.send_system_mail"


@pytest.fixture
def clock(sila, monkeypatch):
    """Whatever the test starts tells the time of this one; the machine, the database and the web their own."""
    made = Clock(sila, "first")
    monkeypatch.setattr(sila, "env", made.env)
    return made


def assert_each_level_is_told_and_mailed_once(deadlines):
    """Those that a higher one has overtaken are told to nobody."""
    levels = deadlines.levels()
    assert all(times == is_told for _percent, _at, is_told, times in levels), levels
    count = sum(times for *_level, times in levels)
    wait_for(lambda: sum(deadlines.mails().values()) >= count, MAILED_SECONDS, every=1)
    assert sum(deadlines.mails().values()) == count
    assert deadlines.mails().keys() == deadlines.wanted().keys()


def test_clocks_that_jump_in_the_middle_double_nothing_and_beat_goes_on(sila, clock):
    sila.start_worker()
    start_two_beats(sila)
    for fall in range(FALLS):
        for name, jump in (("Ahead", HOUR), ("Back", -HOUR)):
            deadlines = DeadlinesOf(sila, f"{name} {fall} deadline", 0)
            # They are claimed and about to be told when somebody sets the clock.
            with sila.locked("lock table timeline_notification in exclusive mode"):
                deadlines.file(COUNT)
                wait_for(sila.somebody_waits)
                clock.set(jump)
            wait_for(lambda deadlines=deadlines: len(deadlines.levels()) >= COUNT, AGAIN_SECONDS)
            # And sets it right again: what is filed now is told within the minute all the same.
            clock.set(0)
            later = DeadlinesOf(sila, f"{name} {fall} set right", COUNT)
            wait_for(later.all_told, AGAIN_SECONDS)
            for each in (deadlines, later):
                assert_each_level_is_told_and_mailed_once(each)


def twice(zone: ZoneInfo) -> datetime:
    """When the clocks of this zone were last set back: from then on the hour before comes again."""
    moment = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for _hour in range(366 * 24):
        before = moment - timedelta(hours=1)
        if moment.astimezone(zone).utcoffset() < before.astimezone(zone).utcoffset():
            return moment
        moment = before
    raise AssertionError(f"nobody sets the clocks back in {zone}")


@pytest.mark.parametrize("zone", ["Africa/Cairo", "America/Santiago"])
def test_in_the_hour_that_comes_twice_each_level_is_told_once_at_its_moment(sila, clock, zone):
    again = twice(ZoneInfo(zone))
    filed = again - 74 * MINUTE
    deadlines = DeadlinesOf(sila, f"Twice in {zone}", COUNT)
    deadlines.file_at(filed)
    sila.sql("update workspaces_workspace set time_zone = %s", zone)
    reached = {
        50: filed + 30 * MINUTE,
        80: filed + 48 * MINUTE,
        100: filed + 60 * MINUTE,
        150: filed + 90 * MINUTE,
    }
    try:
        # After half the time, after all of it, and after the hour that comes again: on clocks they look alike. Within
        # less than an hour, since what is done every hour forgets what is months old by the clock of the database.
        for minutes, count in ((40, 1), (61, 3), (91, 4)):
            clock.set(int((filed + minutes * MINUTE - datetime.now(UTC)).total_seconds()))
            if minutes == 40:
                sila.start_worker()
                start_two_beats(sila)
            wait_for(lambda count=count: len(deadlines.levels()) >= count * COUNT, AGAIN_SECONDS)
        told = {(percent, at, percent != 80, int(percent != 80)) for percent, at in reached.items()}
        assert Counter(deadlines.levels()) == dict.fromkeys(told, COUNT)
        assert_each_level_is_told_and_mailed_once(deadlines)
    finally:
        sila.sql("update workspaces_workspace set time_zone = 'Asia/Riyadh'")


def test_a_clock_that_jumps_while_a_mail_is_handed_over_sends_it_once(sila, server, clock, monkeypatch):
    monkeypatch.setattr(sila, "env", {**sila.env, "EMAIL_URL": server.url})
    sila.start_worker("--concurrency", "2")
    for fall in range(FALLS):
        known = set(server.taken)
        server.holds_answer = True
        sila.post_mail("Slowly taken")
        sila.send_task(MAIL_TICK)
        wait_for(lambda known=known: set(server.taken) - known)
        server.held, server.holds_answer = set(server.taken) - known, False
        clock.set(HOUR * (fall + 1))
        time.sleep(LOOKED_SECONDS)
        # The other hand of the worker sends these, and looks for more.
        for turn in range(2):
            sila.post_mail(f"At once {turn}")
            sila.send_task(MAIL_TICK)
            wait_for(lambda turn=turn, known=known: len(server.taken) == len(known) + turn + 2)
        server.held.clear()
        wait_for(lambda: not sila.one("select count(*) from workspaces_systemmail where sent_at is null"))
    assert list(server.taken.values()) == [1] * 3 * FALLS
