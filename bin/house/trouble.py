"""What goes wrong outside our code is told in one line that says what to do, without a traceback."""

import sys
from collections.abc import Callable


class Trouble(Exception):
    """One sentence for the person at the keyboard: what is wrong and what to do."""


class Stopped(Exception):
    """Ctrl-C or SIGTERM arrived."""


def told_in_one_line(command: Callable[[], int]) -> int:
    """The exit code of a command: its own, 2 after trouble, 0 after Ctrl-C or SIGTERM."""
    try:
        return command()
    except Stopped:
        return 0
    except Trouble as trouble:
        line = " ".join(str(trouble).split())
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        line = f"the system said: {error.strerror or error}{where}. Check disk space and folder owner."
    sys.stdout.flush()
    print(f"sila: {line}", file=sys.stderr, flush=True)
    return 2
