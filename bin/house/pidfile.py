"""The note of who runs: it lets a later start prove leftovers its own, and bin/manage find the services."""

import json
import os
import signal
from pathlib import Path

from .data_folder import write_private
from .processes import end_known, identity, is_alive, until_buried

# In the order of stopping: the signal that asks, and the second of the stop when it must be gone.
STOPPING = {
    "web": (signal.SIGTERM, 3.0),
    "worker": (signal.SIGTERM, 8.0),
    "campaigns": (signal.SIGTERM, 8.2),
    "beat": (signal.SIGTERM, 8.4),
    "mail": (signal.SIGTERM, 8.7),
    "broker": (signal.SIGTERM, 9.1),
    "database": (signal.SIGINT, 9.7),
}


class PidFile:
    def __init__(self, path: Path):
        self.path = path

    def read(self) -> dict:
        """What the file says; an unreadable one proves nothing and is as good as none."""
        try:
            note = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def write(self, kind: str, children: dict[str, dict], ports: dict[str, int], *, ready: bool) -> None:
        """`ready`: database and broker may be used by others."""
        note = {
            "kind": kind,
            "ready": ready,
            "runner": identity(os.getpid()),
            "children": children,
            "ports": ports,
        }
        write_private(self.path, json.dumps(note, indent=1) + "\n")

    def running(self) -> dict | None:
        """The note of a runner that is alive."""
        note = self.read()
        return note if is_alive(note.get("runner")) else None

    def end_leftovers(self) -> list[str]:
        """End what a killed runner left behind, in order; the names of what was ended."""
        children = self.read().get("children") or {}
        names = [name for name in STOPPING if is_alive(children.get(name))]
        for name in names:
            # The database writes everything down before it goes, which takes its time on a busy machine.
            end_known(children[name], STOPPING[name][0], 15 if name == "database" else 3)
        if "database" in names:
            until_buried(children["database"]["pid"], 10)
        self.remove()
        return names

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
