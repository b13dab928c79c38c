"""bin/manage: manage.py in Sila's environment, on the services of a running bin/run or its own."""

import signal
import subprocess
import sys
from contextlib import contextmanager

from . import environment, stop
from .configuration import for_steps, given
from .data_folder import DataFolder, Lock
from .places import PYTHON, ROOT, data_folder
from .services import Services, running_urls
from .steps import show_steps_on
from .trouble import told_in_one_line
from .urls import site_url, smtp_url


def main(argv: list[str]) -> int:
    return told_in_one_line(lambda: manage(argv))


def manage(argv: list[str]) -> int:
    stop.listen()
    show_steps_on(sys.stderr)
    environment.prepare("run")
    show_steps_on(None)
    data = DataFolder(data_folder()).open()
    with services_for(data) as (urls, ports):
        if "smtp" in ports and not given("EMAIL_URL"):
            urls = urls | {"EMAIL_URL": smtp_url(ports["smtp"])}
        env = for_steps(
            data.path,
            urls,
            site_url(ports.get("web", 8000)),
            demo=(data.path / "demo").exists(),
            secret_key=data.secrets()["secret_key"],
        )
        return run_here([str(PYTHON), "manage.py", *argv], env)


def run_here(argv: list[str], env: dict[str, str]) -> int:
    """Run in this terminal: Ctrl-C reaches the program by itself, SIGTERM is passed on."""
    process = subprocess.Popen(argv, env=env, cwd=ROOT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, _: process.send_signal(number))
    code = process.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def services_for(data: DataFolder):
    """The addresses and ports of the services: those that run, or ones started for this command."""
    lock, users = Lock(data.path / "lock"), Lock(data.path / "users")
    services = Services(data, "manage")
    try:
        if note := _join_or_own(services, lock, users):
            yield running_urls(data, note), note["ports"]
        else:
            services.pidfile.end_leftovers()
            try:
                yield services.start(), services.ports
            finally:
                # Others may have joined: the last of them lets us stop what we started.
                users.taken(wait=True)
                services.stop()
    finally:
        users.close()
        lock.close()


def _join_or_own(services: Services, lock: Lock, users: Lock) -> dict | None:
    """The note of a command whose services are up, joined; or None with the data folder locked for us."""
    while not lock.taken():
        if users.taken(shared=True):
            note = services.pidfile.running()
            if note and note["ready"]:
                return note
            users.release()
        stop.pause(0.1)
    return None
