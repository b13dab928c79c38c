"""Nonsense into every form, query string and address: nothing answers 500 or more, nothing takes long.

About 3,000 requests by default, 100,000 with SILA_FULL=1. SILA_SEED=<number> repeats a run.
"""

import random
import time
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import NoReverseMatch

from tests.environment import SEED
from tests.guards import atlas, harvest
from tests.guards import world as worlds
from tests.guards.nonsense import FILE_NAMES, FILES, HEADERS, NONSENSE
from tests.guards.test_canary import COMMON
from tests.guards.test_every_address import FORM, MAKER, by_name
from tests.samples import FULL
from workspaces.roles import Role

pytestmark = pytest.mark.net

REQUESTS = 100_000 if FULL else 3_000
MOST_SECONDS = 5  # of this process' own time


class Fuzzer:
    """A seeded stream of nonsense for one address."""

    def __init__(self, address, world, forms):
        self.random = random.Random(f"{SEED} {address.name}")
        self.address, self.world = address, world
        self.who, self.paths = reader(address), paths_of(address, world)
        found = [form for form in forms if form.path in self.paths]
        self.files = sorted({name for form in found for name in form.files})
        self.fields = {name: value for form in found for name, value in form.values.items()}

    def client(self, **headers):
        cookie = headers.pop("cookie", None)
        client = self.world.client(self.who or self.random.choice([Role.OWNER, worlds.ANONYMOUS]), **headers)
        if cookie:
            client.cookies.load(cookie.replace("session=", "other="))
        return client

    def methods(self):
        return [m for m in self.address.methods if m not in {"HEAD", "OPTIONS"}] or ["GET", "POST"]

    def one(self):
        """Send one request; what was sent, and the answer."""
        method, headers = self.random.choice(self.methods()), self.random.choice(HEADERS)
        is_wild = self.address.parts and self.random.random() < 0.2
        path = self.some_path() if is_wild else self.random.choice(self.paths)
        query = encoded(self.some_pairs({}, [*COMMON, *harvest.query_names(), *self.fields]))
        if method == "GET":
            sent = {"path": f"{path}?{query}", "data": b"", "content_type": FORM}
        else:
            sent = {"path": path if self.random.random() < 0.9 else f"{path}?{query}", **self.some_body()}
        return f"{method} {sent} {headers}", self.client(**headers).generic(method, **sent)

    def some_path(self):
        values = {
            name: self.random.choice([0, 1, 10**9, 10**12, 10**30, "x", "٣", "%00"])
            for _word, name in self.address.parts
        }
        try:
            slug = self.world.noor.workspace.slug
            return self.address.path(slug, **values) if self.address.is_in_workspace else self.paths[0]
        except NoReverseMatch:
            return self.paths[0] + quote(str(self.random.choice(NONSENSE))[:500], errors="surrogatepass")

    def some_pairs(self, start, names):
        pairs = list(start.items())
        for _ in range(self.random.choice([1, 1, 1, 2, 3, 8])):
            name = self.random.choice(names or ["x"])
            if self.random.random() < 0.8:
                pairs = [pair for pair in pairs if pair[0] != name]
            pairs.append((name, self.random.choice(NONSENSE)))
        return pairs

    def some_body(self):
        if self.random.random() < 0.03:
            return {"data": b"&".join(b"a=%d" % n for n in range(1_100)), "content_type": FORM}
        if self.random.random() < 0.03:
            return {"data": b"[" * 100_000, "content_type": "application/json"}
        pairs = self.some_pairs(self.fields, list(self.fields) or harvest.query_names())
        if self.files:
            content, name = self.random.choice(FILES), self.random.choice(FILE_NAMES)
            given = {key: value.encode("utf-8", "replace").decode() for key, value in pairs}
            given |= {field: SimpleUploadedFile(name, content) for field in self.files}
            return {"data": encode_multipart(BOUNDARY, given), "content_type": MULTIPART_CONTENT}
        return {"data": encoded(pairs).encode(), "content_type": FORM}


def encoded(pairs):
    return "&".join(f"{quote(name)}={quote(value, safe='', errors='surrogatepass')}" for name, value in pairs)


def reader(address):
    """Who may open it: of what is private the maker, else the owner; outside a workspace it is drawn."""
    if not address.is_in_workspace:
        return None
    return MAKER if address.is_private and address.opened_with is None else Role.OWNER


def paths_of(address, world):
    return address.paths_in(world.noor) if address.is_in_workspace else [atlas.path_outside(address)]


@pytest.fixture(scope="module")
def forms(filled_world):
    """The forms of all pages: those that only answer POST are sent from other pages."""
    world, _storages = filled_world
    found = []
    for address in addresses():
        if "GET" in address.methods or not address.is_in_workspace:
            for path in paths_of(address, world):
                for who in {reader(address) or Role.OWNER, reader(address) or worlds.ANONYMOUS}:
                    page = world.client(who).get(path)
                    is_page = not page.streaming and page.headers.get("content-type", "").startswith(
                        "text/html"
                    )
                    found += harvest.forms_of(path, page.content.decode()) if is_page else []
    return found


def addresses():
    return [
        *atlas.workspace_addresses(),
        *(each for each in atlas.outside_addresses() if atlas.path_outside(each)),
    ]


@pytest.mark.parametrize("address", addresses(), ids=by_name)
def test_nonsense_is_answered_and_not_stumbled_over(address, world, forms, plain_pages):
    fuzzer, failed = Fuzzer(address, world, forms), []
    for _ in range(max(5, REQUESTS // len(addresses()))):
        began = time.process_time()
        with transaction.atomic():
            sent, response = fuzzer.one()
            transaction.set_rollback(True)
        seconds = time.process_time() - began
        if response.status_code >= 500 or seconds > MOST_SECONDS:
            failed.append(f"{response.status_code} in {seconds:.1f} s, {cause(response)}: {sent[:400]!a}")
    assert not failed, f"SILA_SEED={SEED}: {len(failed)} of them, first {failed[0]}"


def cause(response):
    info = getattr(response, "exc_info", None)
    if not info:
        return ""
    place = info[2]
    while place.tb_next:
        place = place.tb_next
    return (
        f"{info[0].__name__}: {str(info[1])[:200]} at {place.tb_frame.f_code.co_filename}:{place.tb_lineno}"
    )
