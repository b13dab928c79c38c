"""The database and the broker of one data folder, started, noted, and stopped in order."""

import hashlib
import time

from .configuration import given
from .data_folder import DataFolder, write_private
from .pidfile import STOPPING, PidFile
from .postgres import Cluster, database_roles
from .postgres_home import home_of
from .processes import Child, rotate
from .steps import step
from .trouble import Trouble
from .urls import postgres_url, redis_url
from .valkey import Broker


class Services:
    def __init__(self, data: DataFolder, kind: str):
        self.data = data
        self.kind = kind
        self.pidfile = PidFile(data.path / "running.json")
        self.children: dict[str, Child] = {}
        self.ports: dict[str, int] = {}
        self.urls: dict[str, str] = {}
        self.cluster: Cluster | None = None
        self.is_ready = False

    def log(self, name: str):
        return self.data.logs / f"{name}.log"

    def start(self) -> dict[str, str]:
        """Start what no address was given for; the addresses."""
        secrets = self.data.secrets()
        self.note()
        if not given("DATABASE_URL"):
            with step("database"):
                self._start_database(secrets)
        if not given("REDIS_URL"):
            with step("broker"):
                self._start_broker(secrets)
        self.is_ready = True
        self.note()
        return self.urls

    def _start_database(self, secrets: dict[str, str]) -> None:
        rotate(self.log("database"))
        cluster = self.cluster = Cluster(home_of(self.data.path), self.log("database"))
        roles = database_roles()
        prepared = self.data.path / "postgres" / "prepared"
        if not cluster.is_made():
            cluster.create(secrets["superuser"])
        cluster.check()
        cluster.wait(self.add(cluster.start()))
        passwords = {role: secrets[role] for role in roles.ROLES}
        wanted = _fingerprint(roles.__spec__.origin, passwords)
        if not prepared.exists() or prepared.read_text() != wanted:
            cluster.prepare(passwords, roles.DATABASE, secrets["superuser"])
            write_private(prepared, wanted)
        self.urls |= database_urls(cluster, passwords, roles.DATABASE)

    def _start_broker(self, secrets: dict[str, str]) -> None:
        rotate(self.log("broker"))
        broker = Broker(self.data.path / "valkey", self.log("broker"), secrets["broker"])
        child = broker.start()
        self.ports["broker"] = broker.port
        self.add(child)
        broker.wait(child)
        self.urls["REDIS_URL"] = redis_url(secrets["broker"], broker.port)

    def add(self, child: Child) -> Child:
        """Take a started child into the note, so that it is found whatever happens to us."""
        self.children[child.name] = child
        self.note()
        return child

    def note(self) -> None:
        known = {name: child.identity for name, child in self.children.items()}
        self.pidfile.write(self.kind, known, self.ports, ready=self.is_ready)

    def stop(self) -> None:
        """In order, everything within ten seconds; what does not listen is killed at its second."""
        began = time.monotonic()
        for name, (_, second) in STOPPING.items():
            if (
                name == "worker" and "campaigns" in self.children
            ):  # both finish what they have begun at the same time
                self.children["campaigns"].ask()
            if name in self.children:
                self.children[name].end(began + second - time.monotonic())
        self.pidfile.remove()


def running_urls(data: DataFolder, note: dict) -> dict[str, str]:
    """The addresses of what another command of this data folder runs."""
    secrets, urls = data.secrets(), {}
    for name, variable in (("database", "DATABASE_URL"), ("broker", "REDIS_URL")):
        if name not in note["children"] and not given(variable):
            raise Trouble(f"Sila runs with a {variable} of its own; set the same one here.")
    if not given("DATABASE_URL"):
        roles = database_roles()
        cluster = Cluster(home_of(data.path), data.logs / "database.log")
        urls |= database_urls(cluster, {role: secrets[role] for role in roles.ROLES}, roles.DATABASE)
    if not given("REDIS_URL"):
        urls["REDIS_URL"] = redis_url(secrets["broker"], note["ports"]["broker"])
    return urls


def database_urls(cluster: Cluster, passwords: dict[str, str], database: str) -> dict[str, str]:
    roles = database_roles()
    names = {
        "DATABASE_URL": roles.APP,
        "MIGRATION_DATABASE_URL": roles.OWNER,
        "PLATFORM_DATABASE_URL": roles.PLATFORM,
    }
    socket = cluster.home.socket
    return {name: postgres_url(role, passwords[role], socket, database) for name, role in names.items()}


def _fingerprint(path: str, passwords: dict[str, str]) -> str:
    """Changes when the SQL of the roles or a password does."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read() + repr(sorted(passwords.items())).encode()).hexdigest()
