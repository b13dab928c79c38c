"""The data folder: what is ours in it, who uses it now, and its secrets."""

import fcntl
import json
import os
import secrets
from contextlib import contextmanager
from pathlib import Path

from .places import shown
from .trouble import Trouble

FORMAT = 1
# What may lie in a folder before the first start: tests and Django's own commands use the same folder.
BEFORE_US = {"files", "static", "test-template", "logs"}
SECRETS = ("secret_key", "superuser", "crm_owner", "crm_app", "crm_platform", "broker")


def write_private(path: Path, text: str) -> None:
    """Replace a file at once, readable by its owner only."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


class DataFolder:
    def __init__(self, path: Path):
        self.path = path.absolute()
        self.logs = self.path / "logs"

    def open(self) -> "DataFolder":
        """Make the folder, or prove that it is one of ours."""
        marker = self.path / "sila.json"
        if self.path.exists() and not self.path.is_dir():
            raise Trouble(f"{shown(self.path)} is a file, not a folder; choose another with --data.")
        if not marker.exists():
            if self.path.exists() and (others := sorted({p.name for p in self.path.iterdir()} - BEFORE_US)):
                raise Trouble(
                    f"{shown(self.path)} is not a data folder of Sila (it holds {others[0]}); "
                    "choose an empty or a new folder with --data."
                )
            self.path.mkdir(parents=True, exist_ok=True)
            self.path.chmod(0o700)
            write_private(marker, json.dumps({"format": FORMAT}) + "\n")
        if self._read(marker).get("format") != FORMAT:
            raise Trouble(
                f"{shown(self.path)} was made by another version of Sila; use that one, or another --data."
            )
        return self

    def secrets(self) -> dict[str, str]:
        """Random passwords, made once. The superuser's is in this file only and reaches no child."""
        path = self.path / "secrets.json"
        if path.exists():
            known = self._read(path)
            if all(isinstance(known.get(name), str) for name in SECRETS):
                return known
            raise self.broken(path)
        if (self.path / "postgres").exists():
            raise Trouble(
                f"{shown(path)} is missing, and without it the database cannot be opened; "
                f"put it back, or move {shown(self.path)} away to start anew."
            )
        fresh = {name: secrets.token_urlsafe(48 if name == "secret_key" else 24) for name in SECRETS}
        write_private(path, json.dumps(fresh, indent=1) + "\n")
        return fresh

    def broken(self, path: Path) -> Trouble:
        return Trouble(
            f"{shown(path)} is damaged; put back a copy of it, or move {shown(self.path)} away to start anew."
        )

    def _read(self, path: Path) -> dict:
        try:
            known = json.loads(path.read_text())
        except ValueError:
            raise self.broken(path) from None
        if not isinstance(known, dict):
            raise self.broken(path)
        return known


class Lock:
    """An advisory lock that the kernel lets go when its holder dies, however it dies."""

    def __init__(self, path: Path):
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def taken(self, *, shared: bool = False, wait: bool = False) -> bool:
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self.descriptor, how if wait else how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self.descriptor)


@contextmanager
def locked(path: Path):
    """Hold a lock, waiting for it."""
    lock = Lock(path)
    try:
        lock.taken(wait=True)
        yield
    finally:
        lock.close()
