"""Child processes, each in its own session, and the proof that a process is the one we started."""

import os
import pwd
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from . import stop
from .places import ROOT
from .trouble import Stopped, Trouble

KEPT_LOGS = 5


def started_at(pid: int) -> str | None:
    """When a live process was started, in the system's own words; None when there is no such process.

    A pid is used again by others after a while; pid and start together never are.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None if Path("/proc/self/stat").exists() else _started_at_by_ps(pid)
    return None if fields[0] in "ZX" else fields[19]


def _started_at_by_ps(pid: int) -> str | None:
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    return shown.stdout.strip() or None


def identity(pid: int) -> dict:
    return {"pid": pid, "started": started_at(pid)}


def is_alive(known: dict | None) -> bool:
    """Whether exactly the process that was noted is still there."""
    return bool(known and known.get("started")) and started_at(known["pid"]) == known["started"]


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def end_known(known: dict, stop_signal: int, seconds: float) -> None:
    """End a process of an earlier runner, gently and then not, when it is proven to be that one."""
    if not is_alive(known):
        return
    os.kill(known["pid"], stop_signal)
    deadline = time.monotonic() + seconds
    while is_alive(known) and time.monotonic() < deadline:
        time.sleep(0.02)
    kill_group(known["pid"])
    while is_alive(known) and time.monotonic() < deadline + 2:
        time.sleep(0.02)


def until_buried(pid: int, seconds: float) -> None:
    """Wait until the number of a dead process is free: postgres takes one in its lock file for a living server."""
    deadline = time.monotonic() + seconds
    with suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.02)


def rotate(log: Path) -> None:
    """Keep the logs of the last few starts: web.log, web.log.1, ..."""
    if not log.exists():
        return
    for number in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    log.replace(log.with_name(f"{log.name}.1"))


def last_line(log: Path, containing: str = "") -> str:
    """The last line of a log that says something, for a message of one line."""
    try:
        lines = log.read_text(errors="replace").splitlines()[-200:]
    except OSError:
        return "nothing was logged"
    lines = [line.strip() for line in lines if line.strip()]
    return next(
        (line for line in reversed(lines) if containing in line), lines[-1] if lines else "nothing was logged"
    )


@dataclass
class Child:
    name: str
    argv: list[str]
    env: dict[str, str]
    log: Path
    account: pwd.struct_passwd | None = None
    stop_signal: int = signal.SIGTERM
    cwd: Path = ROOT
    process: subprocess.Popen | None = field(default=None, repr=False)
    was_asked: bool = field(default=False, repr=False)

    def start(self) -> "Child":
        self.was_asked = False
        self.log.parent.mkdir(parents=True, exist_ok=True)
        as_account = {}
        if self.account:
            as_account = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.argv,
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **as_account,
            )
        return self

    @property
    def identity(self) -> dict:
        return identity(self.process.pid)

    def exit_code(self) -> int | None:
        return self.process.poll()

    def ask(self) -> None:
        """Once: asked again, some programs let go at once of what they were to finish."""
        if self.process and self.process.poll() is None and not self.was_asked:
            self.was_asked = True
            self.process.send_signal(self.stop_signal)

    def finish(self, seconds: float = 600) -> int:
        """Wait for a child that ends by itself; on Ctrl-C it goes too."""
        try:
            if not stop.wait_for(lambda: self.exit_code() is not None, seconds):
                self.end(0)
        except Stopped:
            self.end(2)
            raise
        return self.exit_code()

    def end(self, seconds: float) -> None:
        """Ask, wait at most so long, then insist; whatever is left of its session goes with it."""
        if self.process is None:
            return
        self.ask()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(seconds, 0.05))
        kill_group(self.process.pid)
        self.process.wait()


def run_step(name: str, argv: list[str], env: dict[str, str], log: Path, said: str) -> None:
    """Run a program to its end; when it fails, say so with the last thing it said."""
    child = Child(name, argv, env, log).start()
    code = child.finish()
    if code:
        raise Trouble(f"{said} failed: {last_line(log)} (exit {code}; all of it: {log})")
