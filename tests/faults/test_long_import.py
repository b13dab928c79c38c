"""F23: a long import is killed, stopped, done again and taken back."""

from tests.faults import imports
from tests.faults.sila import FULL, wait_for

ROWS = 100_000 if FULL else 5_000  # a worker commits a thousand at a time
KILLED_AT = (0.01, 0.21, 0.41)
LONG = 3_600 if FULL else 120


def begun(sila, register, name):
    place = imports.bring(sila, name, imports.file_of(register, ROWS))
    return place, imports.start(sila, place)


def counts(sila, register):
    """Customers of the register, their numbers, their contacts, and their events."""
    accounts = f"accounts_account where name_en like '{register} %%'"
    return (
        sila.one(f"select count(*) from {accounts}"),
        sila.one(f"select count(distinct number) from {accounts}"),
        sila.one(
            "select count(*) from accounts_position where account_id in (select id from " + accounts + ")"
        ),
        sila.one(
            "select count(*) from timeline_event where verb = 'account.imported' and subject_id in "
            f"(select id from {accounts})"
        ),
    )


def finish(sila, job):
    wait_for(lambda: imports.state(sila, job) not in ("queued", "running"), LONG)
    return imports.state(sila, job)


def test_an_import_killed_three_times_is_whole_done_again_adds_nothing_and_goes_back_whole(sila):
    sila.start_worker()
    place, job = begun(sila, "KilledImport", "first")
    for share in KILLED_AT:
        wait_for(lambda share=share: imports.done(sila, job) >= ROWS * share, LONG)
        sila.kill("worker")
        with sila.broker() as broker:
            broker.flushall()
        assert imports.state(sila, job) == "running"
        sila.child("worker").start()
        imports.go_on(sila, job)
    assert finish(sila, job) == "done"
    assert counts(sila, "KilledImport") == (ROWS, ROWS, ROWS, ROWS)

    _place, again = begun(sila, "KilledImport", "again")
    assert finish(sila, again) == "done"
    assert counts(sila, "KilledImport") == (ROWS, ROWS, ROWS, ROWS)

    assert sila.browser("huda").post(f"{place}undo/").status == 303
    assert finish(sila, imports.job_of(sila, place, "undo_job")) == "done"
    assert counts(sila, "KilledImport") == (0, 0, 0, 0)


def test_a_stopped_import_says_where_and_the_rest_comes_with_the_same_file(sila):
    sila.start_worker()
    place, job = begun(sila, "StoppedImport", "first")
    wait_for(lambda: imports.done(sila, job) > 0)
    number = sila.one("select number from timeline_job where id = %s", job)
    assert sila.browser("huda").post(f"/w/noor/jobs/{number}/cancel/").status == 303
    assert finish(sila, job) == "cancelled"
    stopped_at = imports.done(sila, job)
    assert 0 < stopped_at < ROWS
    assert counts(sila, "StoppedImport")[0] == stopped_at
    assert f"{stopped_at:,}" in sila.browser("huda").get(place).text
    again_place, again = begun(sila, "StoppedImport", "rest")
    assert finish(sila, again) == "done"
    assert counts(sila, "StoppedImport")[:2] == (ROWS, ROWS)
    for one in (again_place, place):
        assert sila.browser("huda").post(f"{one}undo/").status == 303
        assert finish(sila, imports.job_of(sila, one, "undo_job")) == "done"
    assert counts(sila, "StoppedImport")[0] == 0
