"""A whole Sila of real processes on services of its own, to be hurt.

What came of it is read past the app: as the owner of the tables, and from the mail server.
"""

import contextlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import psycopg2
import redis
from celery import Celery
from house import programs
from house.configuration import for_steps
from house.data_folder import SECRETS, DataFolder, locked, write_private
from house.places import ROOT
from house.ports import free_port
from house.postgres import database_roles
from house.postgres_home import home_of
from house.processes import Child, kill_group
from house.run import answers
from house.services import Services, _fingerprint
from house.supervisor import Supervisor
from house.throwaway import CACHE, TEMPLATE, Template, fingerprint
from house.urls import site_url, smtp_url

from tests.faults.browser import Browser
from tests.proc import children

# The whole form of a test: what docs/security.md tells of. Else a small one that any change can afford.
FULL = os.environ.get("SILA_FULL") == "1"
PATIENCE = 120


def wait_for(condition, seconds=PATIENCE, every=0.1):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s in vain")


def prepared_folder(path: Path) -> DataFolder:
    """A data folder as the first start leaves it, its database copied from the migrated template of the tests."""
    data, roles = DataFolder(path).open(), database_roles()
    with locked(CACHE / "lock"):
        template = Template(fingerprint())
        passwords = template.ready()
        known = {name: passwords.get(name) or secrets.token_urlsafe(24) for name in SECRETS}
        write_private(path / "secrets.json", json.dumps(known))
        home = home_of(path)
        home.folder.mkdir(exist_ok=True, parents=True)
        subprocess.run(["cp", "-Rp", str(template.home.cluster), str(home.cluster)], check=True)
    home.make()
    (home.folder / "made").touch()
    (path / "postgres").mkdir(exist_ok=True)
    mark = _fingerprint(roles.__spec__.origin, {role: known[role] for role in roles.ROLES})
    write_private(path / "postgres" / "prepared", mark)
    return data


class Sila:
    """Web, worker and beat as bin/run starts them; the database keeps every commit, the broker every message."""

    def __init__(self, folder: Path):
        self.data = prepared_folder(folder)
        self.services = Services(self.data, "run")
        self.port = free_port()
        self.sessions: dict[str, str] = {}
        self.supervisor = Supervisor(self.services, say=lambda *_args, **_options: None)

    def start(self):
        urls = self.services.start()
        self._name_database(urls)
        smtp = free_port()
        self.services.ports |= {"web": self.port, "smtp": smtp, "mail": free_port()}
        self.env = for_steps(
            self.data.path,
            urls | {"EMAIL_URL": smtp_url(smtp)},
            site_url(self.port),
            demo=False,
            secret_key=self.data.secrets()["secret_key"],
        )
        self.sessions = json.loads(self.run([sys.executable, "-m", "tests.faults.cast"]).splitlines()[-1])
        self.add(programs.mail(self.services, smtp, self.services.ports["mail"]))
        self.start_web()

    @staticmethod
    def _name_database(urls):
        with contextlib.closing(
            psycopg2.connect(urls["MIGRATION_DATABASE_URL"].rsplit("/", 1)[0] + "/postgres")
        ) as one:
            one.autocommit = True
            one.cursor().execute(f"alter database {TEMPLATE} rename to {database_roles().DATABASE}")

    def stop(self):
        self.services.stop()
        self.services.cluster.home.remove()

    # Processes

    def run(self, argv, env=None) -> str:
        """A program of Sila's to its end; what it said."""
        done = subprocess.run(
            argv, env=env or self.env, cwd=ROOT, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def add(self, child: Child) -> Child:
        return self.services.add(child.start())

    def start_web(self) -> Child:
        web = self.add(programs.web(self.services, self.env, self.port))
        wait_for(lambda: answers(self.port))
        return web

    def start_worker(self, *more: str) -> Child:
        worker = programs.worker(self.services, self.env)
        worker.argv += more
        worker.cwd = ROOT
        return self.add(worker)

    def start_campaigns(self) -> Child:
        """Those who send campaigns, beside the others."""
        return self.add(programs.campaigns(self.services, self.env))

    def start_beat(self) -> Child:
        return self.add(programs.beat(self.services, self.env))

    def child(self, name: str) -> Child:
        return self.services.children[name]

    def kill(self, name: str) -> None:
        """kill -9 of a program with all that came from it, and nobody who starts it again."""
        child = self.services.children[name]
        for pid in children(child.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        kill_group(child.process.pid)
        child.process.wait()

    def end(self, *names: str) -> None:
        for name in names:
            if name in self.services.children:
                self.services.children.pop(name).end(10)

    def wait_for(self, condition, seconds=PATIENCE):
        """Wait while bin/run's own supervisor looks after the programs."""

        def looked():
            self.supervisor.look()
            return condition()

        return wait_for(looked, seconds)

    @contextlib.contextmanager
    def supervised(self):
        """The supervisor looks after the programs in the background, as in bin/run."""
        over = threading.Event()

        def watch():
            while not over.wait(0.3):
                self.supervisor.look()

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def mend(self) -> None:
        """Whatever was killed is started again, and a new supervisor knows of no deaths."""
        for child in self.services.children.values():
            if child.exit_code() is not None:
                child.start()
        wait_for(lambda: self.services.cluster.is_ready() and self.broker_answers() and answers(self.port))
        self.supervisor = Supervisor(self.services, say=lambda *_args, **_options: None)

    def broker(self) -> redis.Redis:
        return redis.Redis.from_url(self.env["REDIS_URL"], socket_timeout=2)

    def broker_answers(self) -> bool:
        try:
            with self.broker() as broker:
                return broker.ping()
        except redis.RedisError:
            return False

    # What people do

    def browser(self, name: str, **options) -> Browser:
        return Browser(self.port, self.sessions[name], **options)

    def send_task(self, name: str, *arguments) -> None:
        """What beat does."""
        with Celery(broker=self.env["REDIS_URL"]) as app:
            app.send_task(name, arguments, queue="now")

    def post_mail(self, subject: str) -> None:
        """As a page that has something to tell writes it; a tick of beat sends it."""
        self.sql(
            "insert into workspaces_systemmail "
            '("to", subject, text, html, language, created_at, attempts, not_before, error)'
            " values ('huda@noor.example', %s, 'text', '<p>text</p>', 'en', now(), 0, now(), '')",
            subject,
        )

    def mails(self) -> Counter[str]:
        """How often the mail server took each subject: it knows nothing of our tables."""
        kept = (path.read_text() for path in (self.data.path / "mail").glob("[0-9]*.eml"))
        return Counter(re.search(r"^Subject: (.*)$", text, re.MULTILINE)[1] for text in kept)

    def failures(self) -> str:
        """What the web has logged of failed requests, for whoever reads a red test."""
        lines = self.services.log("web").read_text().splitlines()
        return "\n".join(line.replace("\\n", "\n")[-1500:] for line in lines if '"status_code": 500' in line)

    # What the database says

    def connect(self):
        return contextlib.closing(psycopg2.connect(self.env["MIGRATION_DATABASE_URL"]))

    def sql(self, text, *params):
        with self.connect() as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(text, params or None)
                return cursor.fetchall() if cursor.description else []

    def one(self, text, *params):
        ((found,),) = self.sql(text, *params)
        return found

    @contextlib.contextmanager
    def locked(self, statement):
        """Hold a lock, so that whoever needs it stands still in the middle of what he does."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            yield
            connection.rollback()

    def somebody_waits(self) -> bool:
        return self.one("select count(*) from pg_locks where not granted") > 0
