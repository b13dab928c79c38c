"""F22: a migration while people work and somebody reads for long."""

import subprocess
import sys
import threading
import time

from house.places import ROOT

from tests.faults.browser import customer
from tests.faults.sila import FULL, wait_for

PAGE = "/w/noor/accounts/"
LONGEST_WAIT = 2.0
MIGRATE = [sys.executable, "manage.py", "migrate", "--skip-checks", "next_release"]
READING_SECONDS = 60 if FULL else 4


def begin(argv, env):
    return subprocess.Popen(argv, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_a_migration_lets_everybody_pass_and_the_release_before_works_on(sila):
    usual = max(sila.browser("huda").get(PAGE).seconds for _time in range(3))
    over, answers = threading.Event(), []

    def work():
        browser, number = sila.browser("mona"), 0
        while not over.is_set():
            number += 1
            answers.append(browser.get(PAGE))
            answers.append(browser.post(f"{PAGE}new/", **customer(f"Migrating {number}")))

    env = sila.env | {"DJANGO_SETTINGS_MODULE": "tests.faults.next_release.settings"}
    argv = [*MIGRATE, "0001"]
    people = threading.Thread(target=work)
    with sila.locked("select count(*) from accounts_account"):
        people.start()
        migration = begin(argv, env)
        wait_for(sila.somebody_waits)
        time.sleep(READING_SECONDS)  # the reader's own time: nothing is waited for
        assert migration.poll() is None
    said, _nothing = migration.communicate(timeout=120)
    assert migration.returncode == 0, said
    assert "A table is in use" in said.decode()
    seen = len(answers)
    wait_for(lambda: len(answers) > seen + 4)
    over.set()
    people.join()
    assert {answer.status for answer in answers} == {200, 303}, sila.failures()
    assert max(answer.seconds for answer in answers) < LONGEST_WAIT + 4 * usual
    columns = "select count(*) from information_schema.columns where table_name = 'accounts_account'"
    assert sila.one(f"{columns} and column_name = 'motto'") == 1


def test_a_constraint_that_has_to_wait_is_tried_again(sila):
    """Django adds it after the operations of the migration, and leaves the transaction open when that fails."""
    env = sila.env | {"DJANGO_SETTINGS_MODULE": "tests.faults.next_release.settings"}
    subprocess.run([*MIGRATE, "0001"], env=env, cwd=ROOT, check=True, capture_output=True)
    with sila.locked("lock table accounts_account in row exclusive mode"):
        migration = begin([*MIGRATE, "0002"], env)
        wait_for(sila.somebody_waits)
        time.sleep(2)  # past the second that it waits at most
        assert migration.poll() is None
    said, _nothing = migration.communicate(timeout=120)
    assert migration.returncode == 0, said
    assert "A table is in use" in said.decode()
    assert (
        sila.one(
            "select count(*) from pg_constraint where conrelid = 'next_release_note'::regclass and contype = 'f'"
        )
        == 1
    )
