"""bin/run: sets everything up and runs Sila until Ctrl-C."""

import argparse
import hashlib
import http.client
from pathlib import Path

from . import environment, programs, stop, translations
from .configuration import for_steps, given, require_whole_database
from .data_folder import DataFolder, Lock
from .demo import SIGN_INS
from .places import PYTHON, ROOT, data_folder, shown
from .ports import free_port, is_free
from .processes import Child, last_line, run_step
from .services import Services
from .steps import step
from .supervisor import Supervisor
from .trouble import Trouble, told_in_one_line
from .urls import site_url, smtp_url

MAIL_PAGE = 8025
MOST_ATTEMPTS = 5
LISTENS = "the mail server listens"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/run", description="Sets everything up and runs Sila.")
    parser.add_argument("--port", type=int, default=8000, help="of the web server on 127.0.0.1 (8000)")
    parser.add_argument("--data", type=Path, default=data_folder(), help="folder for everything kept (.data)")
    parser.add_argument("--no-demo", action="store_true", help="start empty, with a link for the first owner")
    options = parser.parse_args(argv)
    return told_in_one_line(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    stop.listen()
    require_whole_database()
    data = DataFolder(options.data).open()
    lock = Lock(data.path / "lock")
    services = Services(data, "run")
    if not lock.taken():
        raise _in_use(services)
    if ended := services.pidfile.end_leftovers():
        print(f"Ended what a killed run had left behind: {', '.join(ended)}.", flush=True)
    _require_port(options.port)
    try:
        return Sila(services, options.port, demo=not options.no_demo).run()
    finally:
        services.stop()
        lock.close()


def _in_use(services: Services) -> Trouble:
    note = services.pidfile.running() or {}
    who = f"process {note['runner']['pid']}" if note else "another process"
    where = f", {site_url(note['ports']['web'])}/" if "web" in note.get("ports", {}) else ""
    return Trouble(
        f"{shown(services.data.path)} is in use by bin/{note.get('kind', 'run')} ({who}{where}); "
        "stop that one first, or choose another folder with --data."
    )


def _require_port(port: int) -> None:
    if not 0 < port < 65536:
        raise Trouble(f"{port} is no port; choose one from 1024 to 65535.")
    if not is_free(port):
        raise Trouble(
            f"port {port} is taken or not allowed; stop what listens there, "
            f"or choose another: bin/run --port {port + 1}"
        )


class Sila:
    def __init__(self, services: Services, port: int, *, demo: bool):
        self.services = services
        self.data = services.data.path
        self.port = port
        self.demo = demo
        self.first_link = ""

    def run(self) -> int:
        if environment.is_ready("run"):
            with step("environment"):
                pass
        environment.prepare("run")
        self.services.ports["web"] = self.port
        urls = self.services.start()
        if not given("EMAIL_URL"):
            urls = urls | {"EMAIL_URL": self._catch_mail()}
        self.env = self._environment(urls)
        self._steps()
        self._start()
        self._greet()
        Supervisor(self.services).watch()
        return 0

    def _catch_mail(self) -> str:
        """The address of a mail server of our own. A port that another Sila takes first is left to it."""
        for _attempt in range(MOST_ATTEMPTS):
            smtp, page = free_port(), free_port(MAIL_PAGE)
            self.services.ports |= {"smtp": smtp, "mail": page}
            child = self._add(programs.mail(self.services, smtp, page))
            if listens(child):
                return smtp_url(smtp)
            child.end(1)
        raise Trouble(f"the mail server does not start: {last_line(child.log)} (log: {shown(child.log)})")

    def _environment(self, urls: dict[str, str]) -> dict[str, str]:
        secret_key = self.services.data.secrets()["secret_key"]
        return for_steps(self.data, urls, site_url(self.port), demo=self.demo, secret_key=secret_key)

    def _steps(self) -> None:
        with step("migrations"):
            self._manage("migrate", "--verbosity=0")
        translations.compile_changed()
        stamp, wanted = self.data / "static" / ".collected", _static_fingerprint()
        if not stamp.exists() or stamp.read_text() != wanted:
            with step("static files"):
                self._manage("collectstatic", "--noinput", "--clear", "--verbosity=0")
                stamp.parent.mkdir(exist_ok=True)
                stamp.write_text(wanted)
        if not self.demo:
            self.first_link = self._manage("first_owner_link")
        elif not (self.data / "demo").exists():
            with step("demo data"):
                self._manage("seed_demo")
                (self.data / "demo").touch()

    def _manage(self, command: str, *arguments: str) -> str:
        """Run one of Django's commands; what it said."""
        log = self.services.data.logs / f"{command}.log"
        log.unlink(missing_ok=True)
        run_step(
            command, [str(PYTHON), "manage.py", command, *arguments], self.env, log, f"manage.py {command}"
        )
        return log.read_text(errors="replace").strip()

    def _start(self) -> None:
        with step("web"):
            web = self._add(programs.web(self.services, self.env, self.port))
            if not stop.wait_for(lambda: web.exit_code() is not None or answers(self.port), 60, every=0.1):
                raise Trouble(f"the web server does not answer: {last_line(web.log)} (log: {shown(web.log)})")
            if web.exit_code() is not None:
                raise Trouble(f"the web server ended: {last_line(web.log)} (log: {shown(web.log)})")
        # After the web, which people wait for: what it publishes meanwhile stays with the broker.
        self._add(programs.worker(self.services, self.env))
        self._add(programs.campaigns(self.services, self.env))
        self._add(programs.beat(self.services, self.env))

    def _add(self, child: Child) -> Child:
        return self.services.add(child.start())

    def _greet(self) -> None:
        lines = [f"Ready {site_url(self.port)}/"]
        if "mail" in self.services.ports:
            lines.append(
                f"Mail  {site_url(self.services.ports['mail'])}/ (what Sila sends is kept and shown here)"
            )
        lines += SIGN_INS if self.demo else []
        lines += [self.first_link] if self.first_link else []
        print("\n".join(lines), flush=True)


def listens(catcher: Child) -> bool:
    """Whether the mail server takes both its ports, which it says in its log, or ends without them."""
    stop.wait_for(lambda: catcher.exit_code() is not None or _says_so(catcher), 20)
    return _says_so(catcher)


def _says_so(catcher: Child) -> bool:
    return LISTENS in catcher.log.read_text(errors="replace")


def answers(port: int) -> bool:
    """Whether the health page says ok, or refuses because of a SITE_URL or ALLOWED_HOSTS of the caller."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        own = given("SITE_URL") or given("ALLOWED_HOSTS")
        return response.read(16).strip() == b"ok" or bool(own and response.status in (301, 400))
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _static_fingerprint() -> str:
    seen = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for pattern in ("static/**/*", "[a-z]*/static/**/*"):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                state = path.stat()
                seen.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return seen.hexdigest()
