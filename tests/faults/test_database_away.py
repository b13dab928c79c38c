"""F10, F11: the database is restarted or killed while people work."""

import os
import signal
import threading
import time

from tests.faults.browser import NO_ANSWER, customer
from tests.faults.sila import FULL, wait_for
from tests.proc import children

PAGE = "/w/noor/accounts/"
PEOPLE = ("huda", "mona", "salem")
FALLS = 10 if FULL else 2
SECONDS_AWAY = 10


class Crowd:
    """People who read a list and add customers without a pause; each form is sent until it is acknowledged."""

    def __init__(self, sila, name):
        self.sila, self.name = sila, name
        self.over = threading.Event()
        self.statuses, self.strange, self.acknowledged = set(), [], []
        self.threads = [threading.Thread(target=self._work, args=[person]) for person in PEOPLE]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _work(self, person):
        browser, number = self.sila.browser(person), 0
        while not self.over.is_set():
            number += 1
            form = customer(f"{self.name} {person} {number}")
            while self._asked(lambda form=form: browser.post(f"{PAGE}new/", **form)) != 303:
                time.sleep(0.1)
            self.acknowledged.append(form["name_en"])
            self._asked(lambda: browser.get(PAGE))

    def _asked(self, ask):
        try:
            answer = ask()
        except NO_ANSWER as error:
            self.strange.append(repr(error))
            return None
        self.statuses.add(answer.status)
        if answer.status == 503 and not (answer.headers.get("retry-after") and "<h1" in answer.text):
            self.strange.append(answer.text)
        return answer.status

    def grows(self):
        before = len(self.acknowledged)
        return lambda: len(self.acknowledged) > before + 3


def assert_nothing_lost_or_doubled(sila, crowd):
    kept = [
        name
        for (name,) in sila.sql(
            "select name_en from accounts_account where name_en like %s", f"{crowd.name} %"
        )
    ]
    assert len(kept) == len(set(kept))
    assert set(crowd.acknowledged) <= set(kept)
    # At most the last form of each was saved and not acknowledged.
    assert len(kept) - len(crowd.acknowledged) <= len(PEOPLE)
    told = "select count(*) from timeline_event where verb = 'account.created' and subject_id in "
    theirs = "(select id from accounts_account where name_en like %s)"
    assert sila.one(told + theirs, f"{crowd.name} %") == len(kept)


def pids(sila):
    return [children(sila.child(name).process.pid) for name in ("web", "worker")]


def test_a_restarted_database_is_a_page_that_says_so_and_nobody_else_restarts(sila):
    """F10."""
    sila.start_worker()
    wait_for(lambda: len(pids(sila)[1]) >= 2)
    before = pids(sila)
    # It has a connection of its own, which will be closed under it.
    sila.post_mail("Before the restart")
    sila.send_task("workspaces.tasks.send_system_mail")
    wait_for(lambda: sila.mails()["Before the restart"])
    with Crowd(sila, "Restart") as crowd:
        for _fall in range(FALLS):
            wait_for(crowd.grows())
            database = sila.child("database")
            database.end(10)
            wait_for(lambda: 503 in crowd.statuses)
            database.start()
            wait_for(sila.services.cluster.is_ready)
            began = time.monotonic()
            wait_for(crowd.grows())
            assert time.monotonic() - began < SECONDS_AWAY
    assert crowd.statuses == {200, 303, 503}, sila.failures()
    assert crowd.strange == []
    assert sila.browser("huda").get(PAGE).status == 200
    assert_nothing_lost_or_doubled(sila, crowd)
    sila.post_mail("After the restart")

    def is_sent_by_a_tick():
        """Beat comes back every few seconds, and one tick that came to nothing is not the last."""
        sila.send_task("workspaces.tasks.send_system_mail")
        return sila.mails()["After the restart"]

    wait_for(is_sent_by_a_tick, every=2)
    assert sila.mails()["After the restart"] == 1
    assert pids(sila) == before


def test_a_killed_database_loses_nothing_that_was_acknowledged_and_doubles_nothing(sila):
    """F11: the postmaster and all backends at once, and once a single backend, which ends all sessions."""
    with Crowd(sila, "Killed") as crowd, sila.supervised():
        for fall in range(FALLS):
            wait_for(crowd.grows())
            database = sila.child("database").process.pid
            backends = children(database)
            if fall % 2:
                kill(one_backend(sila))
            else:
                kill(database, *backends)
            wait_for(crowd.grows())
    assert crowd.statuses <= {200, 303, 503}, sila.failures()
    assert crowd.strange == []
    assert_nothing_lost_or_doubled(sila, crowd)


def one_backend(sila):
    return sila.sql("select pid from pg_stat_activity where usename = 'crm_app' limit 1")[0][0]


def kill(*pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
