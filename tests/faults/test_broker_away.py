"""F7, F8: the broker is killed and comes back empty, or stays away."""

import shutil
import signal
import time

from tests.faults import imports
from tests.faults.browser import Browser, customer
from tests.faults.cast import PASSWORD
from tests.faults.sila import FULL, wait_for

RESUMED_SECONDS = 60
AWAY_SECONDS = 300 if FULL else 3
ROWS = 5_000 if FULL else 300
SIGN_IN = "/auth/login/"
# What admins are told, and nobody else: others can do nothing about it.
WAITS = "the message broker does not answer"


def test_an_emptied_broker_loses_no_work_and_nobody_is_signed_out(sila):
    """F7."""
    worker, beat = sila.start_worker(), sila.start_beat()
    place = imports.bring(sila, "emptied", imports.file_of("Emptied", ROWS))
    # The worker stands still, so that every message of this import is in the broker when it dies.
    worker.process.send_signal(signal.SIGSTOP)
    job = imports.start(sila, place)
    sila.post_mail("Written before the fall")
    sila.kill("broker")
    shutil.rmtree(sila.data.path / "valkey" / "appendonlydir")
    began = time.monotonic()
    worker.process.send_signal(signal.SIGCONT)
    with sila.supervised():
        wait_for(sila.broker_answers)
        assert sila.browser("huda").get("/w/noor/").status == 200
        wait_for(lambda: imports.done(sila, job) > 0, RESUMED_SECONDS)
        wait_for(lambda: imports.state(sila, job) == "done")
        wait_for(lambda: sila.mails()["Written before the fall"], RESUMED_SECONDS)
    assert time.monotonic() - began < 2 * RESUMED_SECONDS
    assert sila.one("select count(*) from accounts_account where name_en like 'Emptied %%'") == ROWS
    assert sila.mails()["Written before the fall"] == 1
    assert [child.exit_code() for child in (worker, beat)] == [None, None]


def test_without_a_broker_people_work_on_and_guessing_stays_limited(sila):
    """F8."""
    worker = sila.start_worker()
    sila.child("broker").end(5)
    until = time.monotonic() + AWAY_SECONDS
    huda, number = sila.browser("huda"), 0
    while number < 3 or time.monotonic() < until:
        number += 1
        for path in ("", "accounts/", "contacts/", "jobs/", "settings/audit/", "accounts/new/"):
            assert huda.get(f"/w/noor/{path}").status == 200, path
        assert huda.post("/w/noor/accounts/new/", **customer(f"Without a broker {number}")).status == 303
        time.sleep(AWAY_SECONDS / 100)
    wait_for(lambda: WAITS in huda.get("/w/noor/").text)
    assert WAITS not in sila.browser("mona").get("/w/noor/").text
    place = imports.bring(sila, "waiting", imports.file_of("Waiting", 50))
    job = imports.start(sila, place)
    assert [guess(sila, "mona", f"wrong {number}").status for number in range(11)][-1] == 429
    assert guess(sila, "mona", PASSWORD).status == 429
    assert guess(sila, "salem", PASSWORD).status == 302
    assert (
        sila.one("select count(*) from accounts_account where name_en like 'Without a broker %%'") == number
    )
    sila.child("broker").start()
    wait_for(sila.broker_answers)
    sila.start_beat()
    wait_for(lambda: imports.state(sila, job) == "done")
    assert worker.exit_code() is None
    sila.sql("delete from axes_accessattempt")


def guess(sila, name, password):
    return Browser(sila.port).post(SIGN_IN, login=f"{name}@noor.example", password=password)
