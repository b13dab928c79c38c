"""Beat goes on at once, whatever happens to the clock."""

from datetime import timedelta

import pytest
import time_machine
from celery import Celery

from lib.beat import SteadyScheduler

HOUR = timedelta(hours=1)


@pytest.fixture
def beat(tmp_path):
    app = Celery("test", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {
        "often": {"task": "often", "schedule": 5.0},
        "rarely": {"task": "r", "schedule": 60.0},
    }
    found = SteadyScheduler(app, schedule_filename=str(tmp_path / "schedule"))
    found.sent = []
    found.apply_entry = lambda entry, producer=None: found.sent.append(entry.name)
    yield found
    found.close()


def run(beat, clock, seconds):
    """Tick as beat does for so long; what it sent."""
    beat.sent.clear()
    while seconds > 0:
        waits = max(beat.tick(), 0.01)
        clock.shift(waits)
        seconds -= waits
    return beat.sent


@pytest.mark.parametrize("jump", [timedelta(0), -HOUR, HOUR, -HOUR / 60, 24 * -HOUR])
def test_a_clock_that_jumps_makes_beat_neither_wait_nor_hurry(beat, jump):
    with time_machine.travel("2026-10-29T20:00:00Z", tick=False) as clock:
        run(beat, clock, 120)
        clock.shift(jump)
        sent = run(beat, clock, 60)
        assert 11 <= sent.count("often") <= 14
        assert 0 <= sent.count("rarely") <= 2
        assert 1 <= run(beat, clock, 70).count("rarely") <= 2


def test_a_schedule_written_by_a_clock_that_was_ahead_is_gone_on_with(beat, tmp_path):
    with time_machine.travel("2026-10-29T21:00:00Z", tick=False) as clock:
        run(beat, clock, 120)
        beat.close()
        clock.shift(-HOUR)
        again = SteadyScheduler(beat.app, schedule_filename=str(tmp_path / "schedule"))
        again.sent = []
        again.apply_entry = lambda entry, producer=None: again.sent.append(entry.name)
        assert run(again, clock, 20).count("often") >= 3
        again.close()
