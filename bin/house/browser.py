"""Chromium for the browser tests."""

import os
import shutil
import subprocess

from .steps import step
from .trouble import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find(*, needed: bool) -> str:
    """Its path; installed when root needs it and it is missing; empty when it is missing and not needed."""
    path = _found()
    if path or not needed:
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with step("chromium"):
            _install()
    if path := _found():
        return path
    raise Trouble(
        "the browser tests need Chromium; install it (apt-get install chromium), or name the tests to run."
    )


def _found() -> str:
    named = os.environ.get("SILA_CHROMIUM", "")
    return named or next((path for path in map(shutil.which, NAMES) if path), "")


def _install() -> None:
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for argv in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(argv, env=env, capture_output=True, stdin=subprocess.DEVNULL)
