"""Where a cluster lies and whose it is.

PostgreSQL does not run as root. As root its files belong to a system user and lie, with a copy of the
binaries, under the system's state directory, because that user cannot enter every checkout; the data folder
holds a pointer.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .data_folder import write_private
from .places import STATE, is_root, short_name, shown
from .processes import end_known, identity, until_buried
from .trouble import Trouble

ACCOUNT = "sila-postgres"
LONGEST_SOCKET = 90
SOCKET_NAME = "/.s.PGSQL.5432"


def system_account() -> pwd.struct_passwd:
    """The unprivileged user that owns the database when root starts it; made when it is missing."""
    for attempt in (None, _useradd()):
        if attempt:
            subprocess.run(attempt, capture_output=True)
        try:
            return pwd.getpwnam(ACCOUNT)
        except KeyError:
            continue
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble(
        f"root cannot run PostgreSQL and no system user could be made; make one: useradd -r {ACCOUNT}"
    )


def _useradd() -> list[str]:
    if shutil.which("useradd"):
        home = [
            "--no-create-home",
            "--home-dir",
            str(STATE),
            "--shell",
            shutil.which("nologin") or "/bin/false",
        ]
        return ["useradd", "--system", *home, ACCOUNT]
    return ["adduser", "-S", "-D", "-H", "-s", "/bin/false", ACCOUNT]


def end_stray_server(cluster: Path) -> None:
    """End a server of this cluster that no note tells of: a postmaster works inside its cluster's folder."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split()[0])
        if Path(f"/proc/{pid}/cwd").resolve() == cluster.resolve():
            end_known(identity(pid), signal.SIGINT, 15)
            until_buried(pid, 10)
    except (OSError, ValueError, IndexError):
        return


@dataclass(frozen=True)
class Home:
    """The folder of one cluster: cluster/ and socket/ in it belong to the account, if there is one."""

    folder: Path
    account: pwd.struct_passwd | None
    socket: Path

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    def make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711 if self.account else 0o700)
        self._private(self.cluster)
        self._private(self.socket)

    def _private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        elif folder.lstat().st_uid != os.geteuid() or folder.is_symlink():
            raise Trouble(
                f"{folder} belongs to somebody else; remove it, or choose another folder with --data."
            )

    def remove_unfinished(self) -> None:
        """What an interrupted first start left: initdb wants an empty folder."""
        shutil.rmtree(self.cluster, ignore_errors=True)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)


def home_in(folder: Path) -> Home:
    """A home at exactly this folder."""
    socket = folder / "socket"
    if len(str(socket) + SOCKET_NAME) >= LONGEST_SOCKET:
        socket = Path(tempfile.gettempdir()) / f"sila-{os.geteuid()}-{short_name(folder)}"
    if len(str(socket) + SOCKET_NAME) >= LONGEST_SOCKET:
        socket = Path("/tmp") / f"sila-{os.geteuid()}-{short_name(folder)}"  # nosec B108: made 0700, its owner checked
    return Home(folder, system_account() if is_root() else None, socket)


def open_state() -> Path:
    """The state directory, passable for the system user. Nothing outside it is ever changed."""
    if not STATE.exists():
        STATE.mkdir(parents=True)
        STATE.chmod(0o755)
    return STATE


def home_of(data: Path) -> Home:
    """The home of a data folder's cluster, found by its pointer once there is one."""
    inside = data / "postgres"
    pointer = inside / "location"
    if not is_root():
        if pointer.exists():
            raise Trouble(
                f"{shown(data)} was made by root; run as root, or choose another folder with --data."
            )
        if inside.exists() and inside.stat().st_uid != os.geteuid():
            raise Trouble(f"{shown(data)} belongs to another user; choose another folder with --data.")
        return home_in(inside)
    if (inside / "cluster").exists():
        raise Trouble(
            f"{shown(data)} was made by an ordinary user; run as that one, or choose another with --data."
        )
    return _pointed_home(data, pointer)


def _pointed_home(data: Path, pointer: Path) -> Home:
    if not pointer.exists():
        folder = open_state() / short_name(data)
        _set_aside(folder)
        inside = pointer.parent
        inside.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(mode=0o711)
        write_private(folder / "data-folder", str(data))
        write_private(pointer, str(folder))
        return home_in(folder)
    folder = Path(pointer.read_text().strip())
    if not folder.is_dir() or STATE not in folder.parents:
        raise Trouble(
            f"the database of {shown(data)} is gone (it lay in {folder}); "
            f"put it back, or move {shown(data)} away to start anew."
        )
    _refuse_copy(data, folder)
    return home_in(folder)


def _refuse_copy(data: Path, folder: Path) -> None:
    """A copied data folder points at the first one's database: two of them must not share it."""
    back = folder / "data-folder"
    first = Path(back.read_text().strip()) if back.exists() else data
    if first == data:
        return
    pointer = first / "postgres" / "location"
    if pointer.exists() and pointer.read_text().strip() == str(folder):
        raise Trouble(
            f"{shown(data)} is a copy of {first} and shares its database; use that one, or a new --data."
        )
    write_private(back, str(data))


def _set_aside(folder: Path) -> None:
    """The data folder was removed but its database was not: keep the last such one, out of the way."""
    if folder.exists():
        end_stray_server(folder / "cluster")
        aside = folder.with_name(folder.name + ".removed")
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
