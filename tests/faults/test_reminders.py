"""F1, F2, F5, F7, F10: whoever falls while follow-ups are due, each is told of once, and mailed once."""

import time

from tests.faults.promises import Promises
from tests.faults.sila import FULL, wait_for

COUNT = 300 if FULL else 15
FALLS = 5 if FULL else 1
TICK = "interactions.tasks.remind_of_follow_ups"
AGAIN_SECONDS = 60
MAILED_SECONDS = 600 if FULL else 120


def start_two_beats(sila):
    first, second = sila.start_beat(), sila.start_beat()
    second.name = "second beat"
    sila.services.children |= {"beat": first, "second beat": second}
    second.argv[-1] += "-of-another-machine"
    second.end(5)
    second.start()


def assert_each_is_mailed_once(promises):
    wait_for(lambda: len(promises.mails()) == promises.count, MAILED_SECONDS, every=1)
    assert promises.mails() == promises.wanted()


def test_a_worker_killed_in_the_middle_of_reminding_loses_and_doubles_nothing(sila):
    worker = sila.start_worker()
    for fall in range(FALLS):
        promises = Promises(sila, f"Killed {fall} promise", COUNT)
        # It has claimed them and is about to tell.
        with sila.locked("lock table timeline_notification in exclusive mode"):
            sila.send_task(TICK)
            wait_for(sila.somebody_waits)
            sila.kill("worker")
        assert promises.told() == 0
        worker.start()
        start_two_beats(sila)
        wait_for(promises.all_told, AGAIN_SECONDS)
        assert_each_is_mailed_once(promises)
        sila.end("beat", "second beat")


def test_an_emptied_broker_and_a_restarted_database_delay_reminders_and_lose_none(sila):
    sila.start_worker()
    start_two_beats(sila)
    for fall in range(FALLS):
        emptied = Promises(sila, f"Emptied {fall} promise", COUNT)
        with sila.broker() as broker:
            broker.flushall()
        began = time.monotonic()
        wait_for(emptied.all_told, AGAIN_SECONDS)
        restarted = Promises(sila, f"Restarted {fall} promise", COUNT)
        database = sila.child("database")
        database.end(10)
        database.start()
        wait_for(sila.services.cluster.is_ready)
        wait_for(restarted.all_told, AGAIN_SECONDS)
        assert time.monotonic() - began < 2 * AGAIN_SECONDS
        for promises in (emptied, restarted):
            assert_each_is_mailed_once(promises)
            assert promises.all_told()
