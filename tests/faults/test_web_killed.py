"""F6: the web is killed in the middle of a POST. All of it is there or nothing; sent again, it is there once."""

import contextlib
import os
import signal
import threading

import pytest

from tests.faults.browser import NO_ANSWER, customer
from tests.faults.sila import wait_for
from tests.proc import children

NEW = "/w/noor/accounts/new/"
# Where the request stands still when the web is killed, and how many customers are there then. A lock on a table
# stops whoever comes to it: nothing in Sila knows that it is being watched.
POINTS = {
    "before anything is written": ("lock workspaces_membership in access exclusive mode", 0),
    "at the customer": ("lock accounts_account in share mode", 0),
    "after the customer": ("lock accounts_accountstatus in share mode", 0),
    "at its event": ("lock timeline_event in share mode", 0),
    "after the commit, before the answer": ("lock workspaces_session in share mode", 1),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_form_whose_web_was_killed_is_saved_whole_or_not_and_once_when_sent_again(sila, point):
    lock, saved = POINTS[point]
    form = customer(f"Killed web {point}", tags="important")
    browser = sila.browser("huda")
    assert browser.get(NEW).status == 200
    # So that this request notes its use of the session, which is after the commit.
    sila.sql("update workspaces_session set seen_at = now() - interval '5 minutes'")
    answers = []

    def save():
        with contextlib.suppress(*NO_ANSWER):
            answers.append(browser.post(NEW, **form))

    with sila.locked(lock):
        request = threading.Thread(target=save)
        request.start()
        wait_for(sila.somebody_waits)
        kill_web_workers(sila)
        request.join()
    assert answers == []
    wait_for(lambda: not sila.somebody_waits())
    wait_for(lambda: counts(sila, form) == (saved, saved, saved, saved))
    again = [browser.post(NEW, **form) for _time in range(2)]
    assert [answer.status for answer in again] == [303, 303]
    assert again[0].place == again[1].place
    assert counts(sila, form) == (1, 1, 1, 1)


def kill_web_workers(sila):
    master = sila.child("web").process.pid
    killed = children(master)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: len(children(master)) == len(killed) and not set(killed) & set(children(master)))


def counts(sila, form):
    """Customers of this form, and of what belongs to one: its status, its tag, its event."""
    of_this = "select id from accounts_account where name_en = %s"
    return tuple(
        sila.one(f"select count(*) from {table} where {key} in ({of_this})", form["name_en"])
        for table, key in (
            ("accounts_account", "id"),
            ("accounts_accountstatus", "account_id"),
            ("accounts_accounttag", "account_id"),
            ("timeline_event", "verb = 'account.created' and subject_id"),
        )
    )
