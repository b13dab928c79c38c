"""Services for tests: a migrated template is kept, each worker gets a copy of it and a Valkey of its own."""

import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .configuration import for_steps
from .data_folder import locked, write_private
from .pidfile import PidFile
from .places import DATA, PYTHON, ROOT, is_root, short_name
from .postgres import Cluster, database_roles
from .postgres_home import Home, end_stray_server, home_in, open_state
from .processes import Child, end_known, run_step
from .services import database_urls
from .steps import step
from .urls import redis_url
from .valkey import Broker

CACHE = DATA / "test-template"
TEMPLATE = "sila_template"
# Made from it by conftest.py, and again whenever a test has spoilt it.
TEST = "sila_test"
KEPT_TEMPLATES = 3
# What a migrated database depends on. Rows are made by tests, so models count through their migrations.
MIGRATED_FROM = (
    "workspaces/management/commands/migrate.py",
    "*/migrations/*.py",
    "lib/tenancy/**/*.py",
    "requirements.txt",
    "bin/house/postgres*.py",
)
INSTALLED = re.compile(r"^INSTALLED_APPS = \[.*?^\]", re.DOTALL | re.MULTILINE)


def made_from() -> dict[str, str]:
    """What the template depends on, by its hash."""
    seen = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for pattern in MIGRATED_FROM
        for path in sorted(ROOT.glob(pattern))
    }
    seen["apps"] = INSTALLED.search((ROOT / "crm" / "settings.py").read_text())[0].encode()
    seen["root"] = str(is_root()).encode()
    return {name: hashlib.sha256(content).hexdigest() for name, content in seen.items()}


def fingerprint() -> str:
    return hashlib.sha256(json.dumps(made_from(), sort_keys=True).encode()).hexdigest()[:16]


class Template:
    """A cluster with the migrated database, stopped, ready to be copied."""

    def __init__(self, name: str):
        self.folder = CACHE / name
        self.home = home_in(
            _base() / f"template-{short_name(self.folder)}" if is_root() else self.folder / "postgres"
        )
        self.log = self.folder / "template.log"

    def passwords(self) -> dict[str, str]:
        return json.loads((self.folder / "passwords.json").read_text())

    def ready(self) -> dict[str, str]:
        """The passwords of its roles; it is made when it is missing. Called under the cache's lock."""
        if (self.folder / "ready").exists() and self.home.cluster.exists():
            os.utime(self.folder)
            return self.passwords()
        self.remove()
        with step("test database"):
            self._make()
        _forget_old(keep=self.folder)
        return self.passwords()

    def earlier(self) -> "Template | None":
        """The newest kept one from which further migrations alone lead here."""
        wanted = made_from().items()
        kept = sorted(CACHE.glob("*/ready"), key=lambda mark: mark.stat().st_mtime, reverse=True)
        for mark in kept:
            known = json.loads(mark.read_text() or "{}")
            if known and known.items() <= wanted and Template(mark.parent.name).home.cluster.exists():
                return Template(mark.parent.name)
        return None

    def _make(self) -> None:
        earlier = self.earlier()
        self.folder.mkdir(parents=True)
        cluster = Cluster(self.home, self.log, thrown_away=True)
        if earlier:
            passwords, superuser = earlier.passwords(), None
            self.home.folder.mkdir()
            _copy_cluster(earlier.home, self.home)
        else:
            passwords = {role: secrets.token_urlsafe(24) for role in database_roles().ROLES}
            superuser = secrets.token_urlsafe(24)
            cluster.create(superuser)
        write_private(self.folder / "passwords.json", json.dumps(passwords))
        (self.home.folder / "made-for").write_text(str(self.folder))
        server = cluster.start()
        try:
            cluster.wait(server)
            if superuser:
                cluster.prepare(passwords, TEMPLATE, superuser)
            env = environment_of(self.folder, _addresses(cluster, passwords), database=TEMPLATE)
            run_step(
                "migrate", [str(PYTHON), "manage.py", "migrate", "--verbosity=0"], env, self.log, "migrate"
            )
        finally:
            server.end(10)
        (self.folder / "ready").write_text(json.dumps(made_from()))

    def remove(self) -> None:
        end_stray_server(self.home.cluster)
        self.home.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


def environment_of(folder: Path, addresses: dict[str, str], *, database: str) -> dict[str, str]:
    """What the settings read, for one set of services."""
    data = folder / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    names = {
        "DATABASE_URL": "default",
        "MIGRATION_DATABASE_URL": "owner",
        "PLATFORM_DATABASE_URL": "platform",
    }
    urls = {name: f"{addresses[key].rpartition('/')[0]}/{database}" for name, key in names.items()}
    urls["REDIS_URL"] = addresses.get("redis", "redis://127.0.0.1:6379/0")
    site = "http://testserver"
    return for_steps(data, urls, site, demo=False, secret_key="only-for-tests-" + "x" * 40)


def _base() -> Path:
    return open_state() if is_root() else Path(tempfile.gettempdir())


def _forget_old(keep: Path) -> None:
    """Old templates go, and on a shared machine those whose checkout is gone."""
    folders = [path for path in CACHE.iterdir() if path.is_dir()]
    folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for folder in folders[KEPT_TEMPLATES:]:
        if folder != keep:
            Template(folder.name).remove()
    for mark in open_state().glob("template-*/made-for") if is_root() else ():
        if not Path(mark.read_text()).exists():
            shutil.rmtree(mark.parent, ignore_errors=True)


def _remove_abandoned() -> None:
    """Services of a test run that was killed: ended when proven its own, and their folder removed."""
    for folder in _base().glob("sila-test-*"):
        if folder.stat().st_uid != os.geteuid() or time.time() - folder.stat().st_mtime < 60:
            continue
        note = PidFile(folder / "running.json")
        if note.running() is None:
            for name, known in (note.read().get("children") or {}).items():
                end_known(known, signal.SIGINT if name.startswith("database") else signal.SIGTERM, 3)
            shutil.rmtree(folder, ignore_errors=True)


class Throwaway:
    """`count` sets of services in a folder that is removed afterwards."""

    def __init__(self, count: int):
        _remove_abandoned()
        self.count = count
        self.children: dict[str, Child] = {}
        self.folder = Path(tempfile.mkdtemp(prefix="sila-test-", dir=_base()))
        self.folder.chmod(0o711 if is_root() else 0o700)
        self.pidfile = PidFile(self.folder / "running.json")

    def start(self) -> list[dict[str, str]]:
        """The addresses of each set; copies start side by side."""
        self._note()
        clusters, passwords = _copies(self.folder, self.count)
        brokers = [self._broker(number) for number in range(self.count)]
        started = [(one, self._add(f"database {number}", one)) for number, one in enumerate(clusters)]
        started += [(one, self._add(f"broker {number}", one)) for number, one in enumerate(brokers)]
        for one, child in started:
            one.wait(child)
        return [
            _addresses(cluster, passwords, broker.port)
            for cluster, broker in zip(clusters, brokers, strict=True)
        ]

    def stop(self) -> None:
        for child in self.children.values():
            child.ask()
        for child in self.children.values():
            child.end(5)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _broker(self, number: int) -> Broker:
        folder = self.folder / f"broker{number}"
        return Broker(folder, folder.with_suffix(".log"), "test", thrown_away=True)

    def _add(self, name: str, service: Cluster | Broker) -> Child:
        child = self.children[name] = service.start()
        self._note()
        return child

    def _note(self) -> None:
        known = {name: child.identity for name, child in self.children.items()}
        self.pidfile.write("test", known, {}, ready=False)


def _copies(folder: Path, count: int) -> tuple[list[Cluster], dict[str, str]]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with locked(CACHE / "lock"):
        template = Template(fingerprint())
        passwords = template.ready()
        homes = [_copy(template.home, folder / str(number)) for number in range(count)]
    return [Cluster(home, folder / "database.log", thrown_away=True) for home in homes], passwords


def _copy(source: Home, folder: Path) -> Home:
    home = home_in(folder)
    folder.mkdir()
    _copy_cluster(source, home)
    return home


def _copy_cluster(source: Home, home: Home) -> None:
    home.folder.chmod(0o711 if home.account else 0o700)
    subprocess.run(["cp", "-Rp", str(source.cluster), str(home.cluster)], check=True)
    home.make()


def _addresses(cluster: Cluster, passwords: dict[str, str], broker_port: int | None = None) -> dict[str, str]:
    urls = database_urls(cluster, passwords, TEST)
    addresses = {
        "default": urls["DATABASE_URL"],
        "owner": urls["MIGRATION_DATABASE_URL"],
        "platform": urls["PLATFORM_DATABASE_URL"],
        "template": TEMPLATE,
    }
    return addresses | ({"redis": redis_url("test", broker_port)} if broker_port else {})
