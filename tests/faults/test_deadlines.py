"""F1, F5, F7, F10: whoever falls while the time of complaints runs out, each level is told and mailed once."""

import time

from tests.faults.deadlines import Deadlines
from tests.faults.sila import FULL, wait_for
from tests.faults.test_reminders import AGAIN_SECONDS, assert_each_is_mailed_once, start_two_beats

COUNT = 300 if FULL else 15
FALLS = 5 if FULL else 1
TICK = "complaints.tasks.remind_of_deadlines"


def test_a_worker_killed_in_the_middle_of_escalating_loses_and_doubles_nothing(sila):
    worker = sila.start_worker()
    for fall in range(FALLS):
        deadlines = Deadlines(sila, f"Killed {fall} deadline", COUNT)
        # It has claimed them and is about to tell.
        with sila.locked("lock table timeline_notification in exclusive mode"):
            sila.send_task(TICK)
            wait_for(sila.somebody_waits)
            sila.kill("worker")
        assert deadlines.told() == 0
        worker.start()
        start_two_beats(sila)
        wait_for(deadlines.all_told, AGAIN_SECONDS)
        assert_each_is_mailed_once(deadlines)
        sila.end("beat", "second beat")


def test_two_workers_at_once_tell_each_level_once(sila):
    sila.start_worker("--concurrency", "2")
    for fall in range(FALLS):
        deadlines = Deadlines(sila, f"Raced {fall} deadline", COUNT)
        # Both stand at the same place, and are let go together.
        with sila.locked("lock table complaints_escalation in exclusive mode"):
            for _tick in range(6):
                sila.send_task(TICK)
            wait_for(sila.somebody_waits)
        wait_for(deadlines.all_told, AGAIN_SECONDS)
        for _tick in range(6):
            sila.send_task(TICK)
        start_two_beats(sila)
        assert_each_is_mailed_once(deadlines)
        assert deadlines.all_told()
        sila.end("beat", "second beat")


def test_an_emptied_broker_and_a_restarted_database_delay_escalations_by_less_than_a_minute(sila):
    sila.start_worker()
    start_two_beats(sila)
    for fall in range(FALLS):
        emptied = Deadlines(sila, f"Emptied {fall} deadline", COUNT)
        with sila.broker() as broker:
            broker.flushall()
        began = time.monotonic()
        wait_for(emptied.all_told, AGAIN_SECONDS)
        restarted = Deadlines(sila, f"Restarted {fall} deadline", COUNT)
        database = sila.child("database")
        database.end(10)
        database.start()
        wait_for(sila.services.cluster.is_ready)
        wait_for(restarted.all_told, AGAIN_SECONDS)
        assert time.monotonic() - began < 2 * AGAIN_SECONDS
        for deadlines in (emptied, restarted):
            assert_each_is_mailed_once(deadlines)
            assert deadlines.all_told()
