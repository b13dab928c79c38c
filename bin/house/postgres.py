"""The embedded PostgreSQL: makes a cluster, starts it on a unix socket of its own, runs SQL as superuser."""

import importlib.util
import locale
import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from . import stop
from .places import ROOT, shown
from .postgres_binaries import bin_folder
from .postgres_home import Home, end_stray_server
from .processes import Child, last_line
from .trouble import Trouble

SUPERUSER = "postgres"
MAJOR = "18"
COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# A database that is thrown away need not survive a power cut.
THROWN_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "2GB",
    # Tests ask small questions: a second process for one costs ten times the answer.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}


def database_roles():
    """lib/tenancy/database_roles.py by its path: importing its package would ask for Django."""
    path = ROOT / "lib" / "tenancy" / "database_roles.py"
    spec = importlib.util.spec_from_file_location("database_roles", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def character_type() -> str:
    """A UTF-8 locale of this machine; every one of them knows Arabic letters."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"):
            with suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


class Cluster:
    def __init__(self, home: Home, log: Path, *, thrown_away: bool = False):
        self.home = home
        self.log = log
        self.thrown_away = thrown_away
        self.env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    @property
    def made(self) -> Path:
        """The mark of a finished initdb; an interrupted one is done again."""
        return self.home.folder / "made"

    def is_made(self) -> bool:
        return self.made.exists()

    def create(self, superuser_password: str) -> None:
        """initdb: passwords for everyone, no trust, no network."""
        self.home.remove_unfinished()
        self.home.make()
        with tempfile.NamedTemporaryFile("w", dir=self.home.folder) as password_file:
            password_file.write(superuser_password)
            password_file.flush()
            if self.home.account:
                os.chown(password_file.name, self.home.account.pw_uid, self.home.account.pw_gid)
            argv = [str(bin_folder() / "initdb"), "-D", str(self.home.cluster), "-U", SUPERUSER]
            argv += [
                "--auth=scram-sha-256",
                f"--pwfile={password_file.name}",
                "--encoding=UTF8",
                "--locale=C",
                # What is a letter: under C the trigrams of an Arabic word are none, and its search scans everything.
                f"--lc-ctype={character_type()}",
            ]
            argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            argv += ["--no-sync", "--wal-segsize=1"] if self.thrown_away else []
            child = Child("initdb", argv, self.env, self.log, self.home.account, cwd=self.home.folder).start()
            if child.finish(60):
                raise Trouble(
                    f"the database could not be made: {last_line(self.log, 'error')} (log: {self.log})"
                )
        # Nobody signs in without a password, the superuser included, and nobody comes over the network.
        (self.home.cluster / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        self.made.touch()

    def check(self) -> None:
        """Refuse what postgres itself would refuse with a riddle."""
        version_file = self.home.cluster / "PG_VERSION"
        where = shown(self.home.folder)
        try:
            version = version_file.read_text().strip()
        except OSError:
            version = ""
        if version != MAJOR:
            found = f"is of PostgreSQL {version}" if version else "is damaged"
            raise Trouble(
                f"the database in {where} {found}; restore it, or move the data folder away to start anew."
            )

    def server(self) -> Child:
        settings = COMMON | (THROWN_AWAY if self.thrown_away else {})
        settings["unix_socket_directories"] = str(self.home.socket)
        argv = [str(bin_folder() / "postgres"), "-D", str(self.home.cluster)]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        return Child(
            "database", argv, self.env, self.log, self.home.account, signal.SIGINT, cwd=self.home.folder
        )

    def start(self) -> Child:
        self.home.make()
        end_stray_server(self.home.cluster)
        return self.server().start()

    def is_ready(self) -> bool:
        """The server writes its state into the eighth line of its lock file."""
        try:
            return (self.home.cluster / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
        except (OSError, IndexError):
            return False

    def wait(self, child: Child, seconds: float = 30) -> None:
        stop.wait_for(lambda: self.is_ready() or child.exit_code() is not None, seconds)
        if child.exit_code() is None and self.is_ready():
            return
        child.end(2)
        raise Trouble(
            f"the database does not start: {last_line(self.log, 'FATAL')} (log: {shown(self.log)}). "
            "Restore the data folder, or move it away to start anew."
        )

    def run_sql(self, statements: list[str], password: str, database: str = "postgres") -> str:
        """Run statements as the superuser; the password goes by the environment of psql only."""
        env = self.env | {"PGPASSWORD": password}
        argv = [str(bin_folder() / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        argv += ["-h", str(self.home.socket), "-U", SUPERUSER, "-d", database, "-f", "-"]
        script = "".join(f"{statement};\n" for statement in statements)
        done = subprocess.run(argv, env=env, input=script, capture_output=True, text=True)
        if done.returncode:
            said = (done.stderr.strip() or "psql failed").splitlines()[0]
            raise Trouble(f"the database refused: {said}. If secrets.json was changed, put the old one back.")
        return done.stdout.strip()

    def prepare(self, passwords: dict[str, str], database: str, superuser_password: str) -> None:
        """Roles, database and grants; safe to run again."""
        roles = database_roles()
        self.run_sql(roles.role_statements(passwords), superuser_password)
        if not self.run_sql([roles.database_exists_query(database)], superuser_password):
            self.run_sql([roles.create_database_statement(database)], superuser_password)
        limits = roles.limit_statements(None if self.thrown_away else database)
        if self.thrown_away:
            # Tests make their databases from the migrated template, and empty their tables without triggers.
            limits.append(f"ALTER ROLE {roles.OWNER} CREATEDB")
            limits.append(f"GRANT SET ON PARAMETER session_replication_role TO {roles.OWNER}")
        self.run_sql(roles.grant_statements(database) + limits, superuser_password, database)
