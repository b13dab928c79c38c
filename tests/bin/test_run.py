"""bin/run as a person meets it: Ready, an answer, a stop that leaves nothing, a start after a kill -9."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from house.pidfile import PidFile
from house.ports import free_port
from house.processes import is_alive

from tests.proc import cpu_seconds

from .conftest import ROOT

OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "SITE_URL",
    "EMAIL_URL",
    "DATA_DIR",
    "DEMO",
    "DJANGO_SETTINGS",
)
SECOND_START = 15  # seconds of CPU: those of a clock say more about who else is at work here


class Run:
    def __init__(self, data):
        self.data, self.port = data, free_port()
        self.note = PidFile(data / "running.json")
        env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        env = {name: value for name, value in env.items() if not name.endswith("_DATABASE_URL")}
        argv = [
            sys.executable,
            str(ROOT / "bin" / "run"),
            "--no-demo",
            "--port",
            str(self.port),
            "--data",
            str(data),
        ]
        self.process = subprocess.Popen(
            argv, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def until_ready(self):
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Ready "):
                return lines
        raise AssertionError("".join(lines))

    def stop(self, how):
        self.process.send_signal(how)
        try:
            return self.process.wait(15)
        finally:
            self.process.kill()
            self.process.stdout.close()


@pytest.fixture
def started(tmp_path):
    runs = []

    def start():
        runs.append(Run(tmp_path / "data"))
        return runs[-1]

    yield start
    for run in runs:
        run.process.kill()
        run.process.wait()
    PidFile(tmp_path / "data" / "running.json").end_leftovers()
    location = tmp_path / "data" / "postgres" / "location"
    if location.exists():
        subprocess.run(["rm", "-rf", location.read_text()], check=True)


def children_of(run):
    return json.loads(run.note.path.read_text())["children"]


def test_run_serves_stops_clean_and_recovers_from_a_kill(started):
    run = started()
    lines = run.until_ready()
    first = cpu_seconds(run.process.pid)
    assert [line.split("  ")[0] for line in lines[1:4]] == ["database", "broker", "migrations"]
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/healthz", timeout=5) as response:
        assert response.read() == b"ok"
    for child in ("web", "worker", "campaigns", "beat"):
        environ = Path(f"/proc/{children_of(run)[child]['pid']}/environ").read_text()
        assert "MIGRATION_DATABASE_URL" not in environ
        assert ("PLATFORM_DATABASE_URL" in environ) is (child == "web")

    killed = children_of(run)
    run.stop(signal.SIGKILL)
    assert all(is_alive(child) for child in killed.values())

    again = started()
    assert "Ended what a killed run had left behind: web, worker" in again.until_ready()[0]
    # Who waits at a quiet machine waits no longer than this, and nothing of the first start is done again.
    second = cpu_seconds(again.process.pid)
    assert second < min(SECOND_START, first), (first, second)
    assert not any(is_alive(child) for child in killed.values())

    children = children_of(again)
    began = time.monotonic()
    assert again.stop(signal.SIGTERM) == 0
    assert time.monotonic() - began < 11
    assert not any(is_alive(child) for child in children.values())
    assert not again.note.path.exists()
