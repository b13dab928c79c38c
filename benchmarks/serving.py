"""Pages as gunicorn serves them to several people at once: bin/benchmark serve.

The server of bin/run (two workers) on this machine alone; eight clients ask for one page after the other, a second
of each page in turn, so that whatever else the machine does falls on all of them alike.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, nullcontext
from http.client import HTTPConnection

from django.conf import settings
from django.core.management import call_command

from benchmarks.measuring import Browser, Page
from benchmarks.pages import machine, pages_of, require_migrated
from benchmarks.scale import large_workspace
from benchmarks.scale import pages_of as large_pages_of
from benchmarks.workspace import throw_away_workspace

CLIENTS, WORKERS = 8, 2
MEASURED = (
    "floor",
    "list",
    "list, filtered and sorted",
    "search",
    "type-ahead",
    "record",
    "contacts",
    "today",
)
PATIENCE_SECONDS = 30


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark serve", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="seconds for each page")
    parser.add_argument("--accounts", type=int, default=0, help="beside 2,000: a workspace of so many")
    parser.add_argument("--contacts", type=int, default=0)
    parser.add_argument("--workspaces", type=int, default=0, help="others beside it")
    parser.add_argument("--others", type=int, default=1_000)
    parser.add_argument(
        "--keep", action="store_true", help="leave the large workspace for another run with it"
    )
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Pages with DEBUG on are another thing: unset DEBUG.")
    require_migrated()
    call_command("collectstatic", interactive=False, verbosity=0)
    with (
        throw_away_workspace() as (small, user),
        large_workspace(user, options) if options.accounts else nullcontext() as large,
    ):
        pages = [page for page in pages_of(small) if page.name in MEASURED]
        pages += large_pages_of(small, large)[1:] if large else []
        browser = Browser(user)
        with served() as port:
            took = measure(port, browser.session.session_key, pages, options.rounds)
        browser.sign_out()
    print(machine())
    print(f"gunicorn with {WORKERS} workers, {CLIENTS} clients, {options.rounds} seconds of each page")
    print("\n".join(table(pages, took)))


@contextmanager
def served():
    """Gunicorn as bin/run starts it, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    argv = [
        sys.executable,
        "-m",
        "gunicorn",
        "crm.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--preload",
    ]
    argv += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", "4", "--no-control-socket"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.served"}
    server = subprocess.Popen([*argv, "--log-level", "warning"], env=env)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def wait_for(port, server) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not come up.")


def measure(port: int, session_key: str, pages: list[Page], rounds: int) -> dict[str, list[float]]:
    """Seconds of each answer by the name of its page; the first round warms the server up."""
    took: dict[str, list[float]] = {page.name: [] for page in pages}
    for number in range(rounds + 1):
        for page in pages:
            answers = one_second(port, session_key, page)
            if number:
                took[page.name] += answers
    return took


def one_second(port: int, session_key: str, page: Page) -> list[float]:
    until, answers = time.monotonic() + 1, []
    clients = [
        threading.Thread(target=ask, args=(port, session_key, page, until, answers))
        for _each in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return answers


def ask(port: int, session_key: str, page: Page, until: float, answers: list[float]) -> None:
    headers = {
        **page.headers,
        "Host": settings.ALLOWED_HOSTS[0],
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session_key}",
        **({"X-Forwarded-Proto": "https"} if settings.IS_HTTPS else {}),
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    while time.monotonic() < until:
        began = time.perf_counter()
        connection.request("GET", page.address, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{page.address} answered {answer.status}")
        answers.append(time.perf_counter() - began)
    connection.close()


def table(pages: list[Page], took: dict[str, list[float]]) -> list[str]:
    lines = [
        "| page | floors, median | floors, p90 | median ms | p90 ms | answers |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    floor = figures(took[pages[0].name])
    for page in pages:
        median, late = figures(took[page.name])
        ratios = f"{median / floor[0]:.2f} | {late / floor[1]:.2f}"
        answers = f"{median * 1000:.1f} | {late * 1000:.1f} | {len(took[page.name]):,}"
        lines.append(f"| {page.name} | {ratios} | {answers} |")
    return lines


def figures(seconds: list[float]) -> tuple[float, float]:
    return statistics.median(seconds), statistics.quantiles(seconds, n=10)[-1]
