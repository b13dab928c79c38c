"""What the kernel knows of processes."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def stats() -> dict[int, list[str]]:
    """Of every process, the fields of /proc/<pid>/stat after its name: state, parent, ..."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended meanwhile
    return found


def family(pid: int) -> dict[int, list[str]]:
    """This process and all that came from it and still run."""
    everybody = stats()
    found = {pid: everybody[pid]} if pid in everybody else {}
    while True:
        more = {
            one: fields for one, fields in everybody.items() if int(fields[1]) in found and one not in found
        }
        if not more:
            return found
        found |= more


def children(pid: int) -> list[int]:
    return [one for one, fields in family(pid).items() if int(fields[1]) == pid and fields[0] not in "ZX"]


def cpu_seconds(pid: int) -> float:
    """What this process has used and all that came from it, the ended ones too: the same on a busy machine."""
    return sum(int(ticks) for fields in family(pid).values() for ticks in fields[11:15]) / TICKS
