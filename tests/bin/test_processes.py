import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from house.pidfile import STOPPING, PidFile
from house.processes import Child, identity, is_alive, kill_group, rotate, started_at, until_buried

# A child with a child of its own; both would run for a minute.
FAMILY = """
import subprocess, time
print(subprocess.Popen(["sleep", "60"]).pid, flush=True)
time.sleep(60)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


@pytest.fixture
def child(tmp_path):
    children = []

    def start(code, name="web"):
        log = tmp_path / f"{name}.log"
        one = Child(name, [sys.executable, "-c", code], dict(os.environ), log).start()
        children.append(one)
        while not log.read_text():
            time.sleep(0.01)
        return one

    yield start
    for one in children:
        one.end(0)


@pytest.fixture
def note(tmp_path):
    return PidFile(tmp_path / "running.json")


def test_a_child_goes_with_all_its_own_children(child):
    parent = child(FAMILY)
    grandchild = identity(int(parent.log.read_text()))
    parent.end(2)
    time.sleep(0.1)
    assert not is_alive(grandchild)


def test_a_child_that_does_not_listen_is_killed_in_time(child):
    deaf = child(DEAF)
    began = time.monotonic()
    deaf.end(0.3)
    assert time.monotonic() - began < 2
    assert deaf.exit_code() == -signal.SIGKILL


def test_leftovers_of_a_killed_runner_are_ended(child, note):
    left = child(FAMILY)
    note.write("run", {"web": left.identity}, {}, ready=True)
    assert note.end_leftovers() == ["web"]
    assert left.process.wait(2) is not None
    assert not note.path.exists()


def test_a_dead_process_is_waited_for_until_its_number_is_free(child):
    dead = child(FAMILY)
    kill_group(dead.process.pid)
    began = time.monotonic()
    until_buried(dead.process.pid, 0.3)  # nobody buries it
    assert time.monotonic() - began >= 0.3
    burial = threading.Timer(0.2, dead.process.wait)
    burial.start()
    until_buried(dead.process.pid, 30)
    burial.join()
    assert time.monotonic() - began < 20
    with pytest.raises(ProcessLookupError):
        os.kill(dead.process.pid, 0)


def test_a_stranger_with_the_pid_of_a_leftover_is_not_touched(note):
    with subprocess.Popen(["sleep", "60"]) as stranger:
        note.write("run", {"web": identity(stranger.pid) | {"started": "12345"}}, {}, ready=True)
        assert note.end_leftovers() == []
        assert stranger.poll() is None
        stranger.kill()


def test_an_unreadable_note_proves_nothing(note):
    note.path.write_text('{"children": {"web"')
    assert note.end_leftovers() == []


def test_a_runner_is_known_by_pid_and_start(note):
    note.write("run", {}, {"web": 8000}, ready=True)
    assert note.running()["ports"] == {"web": 8000}
    note.path.write_text(note.path.read_text().replace(started_at(os.getpid()), "1"))
    assert note.running() is None


def test_the_note_is_readable_by_its_owner_only(note):
    note.write("run", {}, {}, ready=False)
    assert note.path.stat().st_mode & 0o777 == 0o600


def test_everything_stops_in_order_within_ten_seconds():
    assert list(STOPPING) == ["web", "worker", "campaigns", "beat", "mail", "broker", "database"]
    seconds = [second for _, second in STOPPING.values()]
    assert seconds == sorted(seconds)
    assert seconds[-1] < 10


def test_logs_of_the_last_starts_are_kept(tmp_path):
    log = tmp_path / "web.log"
    for number in range(8):
        rotate(log)
        log.write_text(str(number))
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {"web.log": "7", **{f"web.log.{n}": str(7 - n) for n in range(1, 6)}}
