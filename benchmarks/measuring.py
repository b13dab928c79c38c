"""One request at a time through the whole stack of the web server, in this process: time, CPU, queries."""

import gc
import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.wsgi import get_wsgi_application
from django.db import connections

CSRF = "benchmark" * 3 + "24243"  # as long as Django makes them
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Page:
    name: str
    address: str
    headers: dict[str, str] = field(default_factory=dict)
    # What is posted, made anew for every request; without it the page is read.
    posts: Callable[[], str] | None = None
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    queries: int = 0
    bytes: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.wall_ms)

    @property
    def p90(self) -> float:
        return statistics.quantiles(self.wall_ms, n=10)[-1]

    @property
    def cpu(self) -> float:
        return statistics.median(self.cpu_ms)


class Browser:
    """Speaks WSGI with Sila as gunicorn does: every middleware, the session, the health check of connections."""

    def __init__(self, user):
        self.application = get_wsgi_application()
        # A session as signing in makes it, without what else signing in leaves behind.
        from workspaces.sessions import SessionStore  # a model: after the set-up of Django

        self.session = SessionStore()
        self.session[SESSION_KEY] = str(user.pk)
        self.session[BACKEND_SESSION_KEY] = SIGN_IN
        self.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        self.session.save()

    def sign_out(self):
        self.session.delete()

    def get(self, page: Page) -> bytes:
        path, _question, query = page.address.partition("?")
        posted = page.posts().encode() if page.posts else b""
        environ = {
            "REQUEST_METHOD": "POST" if page.posts else "GET",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(posted)),
            "HTTP_X_CSRFTOKEN": CSRF,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": settings.ALLOWED_HOSTS[0],
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": settings.ALLOWED_HOSTS[0],
            "HTTP_COOKIE": (
                f"{settings.SESSION_COOKIE_NAME}={self.session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
            ),
            "wsgi.url_scheme": "https" if settings.IS_HTTPS else "http",
            "wsgi.input": io.BytesIO(posted),
            "wsgi.errors": io.StringIO(),
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in page.headers.items()},
        }
        answered = []
        response = self.application(environ, lambda status, headers: answered.append(status))
        try:
            body = b"".join(response)
        finally:
            response.close()
        if not answered[0].startswith("303" if page.posts else "200"):
            raise RuntimeError(f"{page.address} answered {answered[0]}")
        return body


def measure(browser: Browser, pages: list[Page], rounds: int) -> None:
    """Rounds of all pages in turn, so that whatever else the machine does falls on each of them alike."""
    for page in pages:
        page.bytes = len(browser.get(page))
        page.queries = count_queries(lambda page=page: browser.get(page))
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        start = number % len(pages)
        for page in pages[start:] + pages[:start]:
            wall, cpu = time.perf_counter(), time.process_time()
            browser.get(page)
            page.cpu_ms.append((time.process_time() - cpu) * 1000)
            page.wall_ms.append((time.perf_counter() - wall) * 1000)


def count_queries(ask: Callable[[], object]) -> int:
    """Queries of Django; the transaction and the workspace it is told of are the floor's too and not counted."""
    count = 0

    def counted(execute, sql, params, many, context):
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(counted):
        ask()
    return count
