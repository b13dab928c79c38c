"""One line per step with its seconds."""

import sys
import time
from contextlib import contextmanager

_lines = {"to": sys.stdout}


def show_steps_on(stream) -> None:
    """Where the lines go; None for a command whose own output must stay clean."""
    _lines["to"] = stream


@contextmanager
def step(name: str):
    began, stream = time.monotonic(), _lines["to"]
    _say(stream, f"{name:<16}")
    try:
        yield
    except BaseException:
        _say(stream, "\n")
        raise
    _say(stream, f"{time.monotonic() - began:6.1f} s\n")


def _say(stream, text: str) -> None:
    if stream:
        print(text, end="", flush=True, file=stream)
