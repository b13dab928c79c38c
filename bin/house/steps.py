"""One line per step with its seconds."""

import sys
import time
from contextlib import contextmanager

_lines = {"to": sys.stdout}
_open: list[str] = []


def show_steps_on(stream) -> None:
    """Where the lines go; None for a command whose own output must stay clean."""
    _lines["to"] = stream


@contextmanager
def step(name: str):
    """A step may hold another: then its own line comes again after the other's."""
    began = time.monotonic()
    if _open:
        _say("\n")
        _open[:] = [""] * len(_open)
    _say(f"{name:<16}")
    _open.append(name)
    try:
        yield
    except BaseException:
        _say("\n" if _open.pop() else "")
        raise
    _say(("" if _open.pop() else f"{name:<16}") + f"{time.monotonic() - began:6.1f} s\n")


def _say(text: str) -> None:
    if _lines["to"]:
        print(text, end="", flush=True, file=_lines["to"])
