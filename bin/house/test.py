"""bin/test: pytest on throw-away services, one set for each of its workers."""

import json
import os
import signal
import subprocess

from . import browser, environment, stop, throwaway, translations
from .places import PYTHON, ROOT
from .steps import step
from .trouble import told_in_one_line

WORKERS = 2


def main(argv: list[str]) -> int:
    return told_in_one_line(lambda: test(argv))


def test(argv: list[str]) -> int:
    stop.listen()
    environment.prepare("test")
    translations.compile_changed()
    argv, workers = with_workers(argv)
    chromium = browser.find(needed=not any(is_path(word) for word in argv))
    services = throwaway.Throwaway(max(workers, 1))
    try:
        with step("test services"):
            addresses = services.start()
        env = throwaway.environment_of(services.folder, addresses[0], database=throwaway.TEST)
        env |= {"SILA_TEST_SERVICES": json.dumps(addresses), "SILA_CHROMIUM": chromium}
        return run_pytest(argv, env)
    finally:
        services.stop()


def run_pytest(argv: list[str], env: dict[str, str]) -> int:
    """In this terminal, so that Ctrl-C and --pdb work; SIGTERM is passed on."""
    process = subprocess.Popen([str(PYTHON), "-m", "pytest", *argv], env=env, cwd=ROOT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: process.terminate())
    if stop.asked():
        process.terminate()
    code = process.wait()
    return code if code >= 0 else 128 - code


def is_path(word: str) -> bool:
    return not word.startswith("-") and (ROOT / word.partition("::")[0]).exists()


def is_file(word: str) -> bool:
    return is_path(word) and (ROOT / word.partition("::")[0]).is_file()


def with_workers(argv: list[str]) -> tuple[list[str], int]:
    """pytest's arguments and the number of its workers: two, or none for single files and a debugger."""
    if "--pdb" in argv or "no:xdist" in argv or "-pno:xdist" in argv:
        return argv, 0
    for place, word in enumerate(argv):
        if word in ("-n", "--numprocesses") and place + 1 < len(argv):
            return argv, count(argv[place + 1])
        if word.startswith("--numprocesses="):
            return argv, count(word.partition("=")[2])
        if word.startswith("-n") and word[2:].isalnum():
            return argv, count(word[2:])
    workers = 0 if any(is_file(word) for word in argv) else WORKERS
    return ["-n", str(workers), *argv], workers


def count(word: str) -> int:
    return int(word) if word.isdigit() else (os.cpu_count() or 1)
