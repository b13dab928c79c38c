"""Ctrl-C and SIGTERM set a flag that every wait of ours looks at: no child is lost between start and note."""

import signal
import threading
import time

from .trouble import Stopped

_asked = threading.Event()


def listen() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: _asked.set())


def asked() -> bool:
    return _asked.is_set()


def pause(seconds: float) -> None:
    """Sleep, and raise Stopped as soon as somebody asks to stop."""
    if _asked.wait(seconds):
        raise Stopped


def wait_for(condition, seconds: float, every: float = 0.02) -> bool:
    """True as soon as the condition holds, False when it did not within the seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause(every)
    return True
