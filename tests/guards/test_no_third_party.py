"""Pages take nothing from elsewhere and run nothing of others: addresses in sources, headers of every answer."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from conftest import PASSWORD
from lib.http import SHUT
from tests.guards import atlas
from tests.guards import world as worlds
from tests.guards.sources import ROOT, name_of, templates, text_of
from tests.guards.test_every_address import MAKER, admin_rooms, by_name, is_open
from tests.samples import drawn
from workspaces.middleware import DevicesMiddleware
from workspaces.roles import Role

pytestmark = [pytest.mark.net, pytest.mark.usefixtures("plain_pages")]

ELSEWHERE = re.compile(r"(?:https?:|wss?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'<>)]*", re.I)
# Names of formats, and examples in help texts: no browser asks for them.
NAMES_ONLY = ("http://www.w3.org/", "https://www.w3.org/")
EXAMPLES = re.compile(r"https?://[\w.-]*\bexample(?:\.com|\.sa)?\b")
LOADS = re.compile(
    r"""(?:@import|url\()\s*["']?\s*(?:https?:)?//|\b(?:fetch|import|importScripts|sendBeacon|WebSocket|EventSource)"""
    r"""\(\s*["'`](?:https?:|wss?:)?//|\.src\s*=\s*["'`](?:https?:)?//""",
    re.I,
)


def own_sources():
    static = [
        path for folder in ("css", "js") for path in (ROOT / "static" / folder).rglob("*") if path.is_file()
    ]
    return [*templates(), *(path for path in static if path.suffix in {".css", ".js", ".svg"})]


@pytest.mark.parametrize("path", own_sources(), ids=name_of)
def test_no_address_of_others_in_our_sources(path: Path):
    found = [address for address in ELSEWHERE.findall(text_of(path)) if not address.startswith(NAMES_ONLY)]
    assert [address for address in found if not EXAMPLES.match(address)] == []


def test_vendored_files_load_nothing_from_elsewhere():
    files = [path for path in (ROOT / "static/vendor").rglob("*") if path.suffix in {".css", ".js"}]
    assert files
    assert [name_of(path) for path in files if LOADS.search(text_of(path))] == []


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, {name: value or "" for name, value in attributes}))


# Pages

DIRECTIVES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": DevicesMiddleware.CLOSED,
}


# Letters as mail programs show them: in a frame of ours that has no rights, with styles in their tags.
LETTERS = {"campaigns:letter"}
OF_LETTERS = DIRECTIVES | {
    "style-src": "'unsafe-inline'",
    "script-src": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
    "sandbox": "allow-popups",
}


def policy_of(response) -> dict[str, str]:
    header = response.headers.get("Content-Security-Policy", "")
    return dict(part.strip().split(" ", 1) for part in header.split(";") if " " in part.strip())


def wrong_headers(response) -> list[str]:
    is_shut = not is_html(response) and response.headers.get("Content-Security-Policy") == SHUT
    policy = policy_of(response) if not is_shut else DIRECTIVES | {"script-src": "'self'"}
    found = [f"{name}: {policy.get(name)}" for name, value in DIRECTIVES.items() if policy.get(name) != value]
    found += [
        f"{name}: {response.headers.get(name)}"
        for name, value in HEADERS.items()
        if response.headers.get(name) != value
    ]
    loose = re.findall(r"unsafe-\w+|\*|https?:", response.headers.get("Content-Security-Policy", ""))
    scripts = policy.get("script-src", "").split()
    if loose or "'self'" not in scripts or not all(re.match(r"'self'|'nonce-", each) for each in scripts):
        found.append(f"scripts: {scripts} {loose}")
    return found


def wrong_tags(response) -> list[str]:
    """Tags that run or load what they should not, or send a reader's page along to another site."""
    nonce = re.search(r"'nonce-([^']+)'", response.headers.get("Content-Security-Policy", ""))
    found = []
    for tag, given in Tags(response.content.decode()).tags:
        addresses = [
            given.get(name, "") for name in ("src", "action", "formaction", "srcset", "data", "poster")
        ]
        addresses += [given.get("href", "")] if tag in {"link", "use", "base", "image"} else []
        is_script = tag == "script" and given.get("type") != "application/json"
        if is_script and (nonce is None or given.get("nonce") != nonce[1]):
            found.append(f"{tag} without the nonce: {given}")
        if any(re.match(r"(?:[a-z]+:)?//", address, re.I) for address in addresses):
            found.append(f"{tag} from elsewhere: {given}")
        if "style" in given or any(name.startswith("on") for name in given) or tag == "style":
            found.append(f"{tag} inline: {given}")
        if tag == "a" and given.get("href", "").startswith(("http:", "https:", "//")):
            found += [] if "noopener" in given.get("rel", "") else [f"a without noopener: {given}"]
        if given.get("href", "").strip().lower().startswith(("javascript:", "data:")):
            found.append(f"{tag}: {given}")
    return found


def is_html(response):
    return response.headers.get("Content-Type", "").startswith("text/html")


@pytest.mark.parametrize("address", atlas.readable_addresses(), ids=by_name)
def test_pages_of_a_workspace_are_closed_to_others(address, world):
    readers = [role for role in (Role.OWNER, MAKER) if is_open(address, "GET", role)]
    for path in address.paths_in(world.noor):
        response = world.client(readers[0]).get(path)
        assert "no-store" in response.headers["Cache-Control"]
        if address.name in LETTERS:
            policy = policy_of(response)
            assert {name: policy.get(name) for name in OF_LETTERS} == OF_LETTERS
            assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
            continue
        assert wrong_headers(response) == []
        if is_html(response):
            assert wrong_tags(response) == []
        elif response.status_code == 200:
            is_drawing = (
                response.headers["Content-Type"] == "image/jpeg" and address.name == "desk:file_preview"
            )
            assert is_drawing or response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("address", atlas.outside_addresses(), ids=by_name)
def test_pages_outside_are_closed_to_others(address, world):
    for who in (worlds.ANONYMOUS, worlds.OUTSIDER, Role.OWNER):
        response = world.client(who).get(atlas.path_outside(address))
        assert wrong_headers(response) == []
        if is_html(response):
            assert wrong_tags(response) == []
        if who != worlds.ANONYMOUS:
            assert kept_by_nobody(response), f"{address} as {who}"


def kept_by_nobody(response):
    kept = response.headers.get("Cache-Control", "")
    return "no-store" in kept and "private" in kept


@pytest.mark.parametrize("address", [*atlas.workspace_addresses(), *atlas.outside_addresses()], ids=by_name)
def test_no_cache_keeps_what_somebody_signed_in_was_answered(address, world):
    """Refusals, redirects and wrong methods too; a stranger in this workspace is signed in as well."""
    path = address.path_in(world.noor) if address.is_in_workspace else atlas.path_outside(address)
    assert kept_by_others(world, path) == []


@pytest.mark.parametrize("room", admin_rooms())
def test_no_cache_keeps_what_django_admin_answered(room, world):
    """It answers all its addresses in one way: a plain run asks the first of each room and draws of the others."""
    first, *others = [each for each in atlas.admin_addresses() if each.route.split("/")[1] == room]
    for address in [first, *drawn(others, 0.1)]:
        assert kept_by_others(world, atlas.path_outside(address) or "/admin/anything/") == []


def kept_by_others(world, path) -> list[str]:
    """What a cache or another site could learn of the answers to somebody who is signed in."""
    found = []
    for who in (Role.VIEWER, worlds.STRANGER):
        for method in ("GET", "HEAD", "PUT"):
            response = world.client(who).generic(method, path)
            if not kept_by_nobody(response) or response.headers["Referrer-Policy"] != "same-origin":
                found.append(f"{method} {path} as {who}: {response.headers}")
    return found


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere/", 404), ("GET", "/w/noor/nowhere/", 404), ("POST", "/w/noor/accounts/new/", 403)],
)
def test_error_pages_are_closed_to_others(method, path, status, world):
    response = world.client(Role.OWNER, checks_csrf=True).generic(method, path)
    assert response.status_code == status
    assert wrong_headers(response) + wrong_tags(response) == []


def test_each_answer_has_a_nonce_of_its_own(world):
    client = world.client(Role.OWNER)
    assert policy_of(client.get("/w/noor/"))["script-src"] != policy_of(client.get("/w/noor/"))["script-src"]


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(world):
    browser = Client()
    browser.get("/auth/login/")
    browser.post("/auth/login/", {"login": world.people[Role.ADMIN].email, "password": PASSWORD})
    browser.post("/language/", {"language": "en"})
    kept = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    assert kept <= set(browser.cookies)
    for name in kept:
        assert browser.cookies[name]["httponly"], name
        assert browser.cookies[name]["samesite"] in {"Lax", "Strict"}, name
