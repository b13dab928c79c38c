"""Every text of bahr carries a mark. Nothing that noor sees, is sent, logs, caches or queues ever holds it."""

import io
import zipfile

import pytest
from django.core.cache import cache
from django.test import TestCase

from lib.tenancy.state import workspace
from tests.guards import atlas, harvest
from tests.guards import world as worlds
from tests.guards.overheard import cached
from tests.guards.test_every_address import by_name, is_open
from tests.samples import some
from workspaces.roles import Role

pytestmark = pytest.mark.net

ASKED = worlds.ASKED_FOR["bahr"]
# Roles whose pages differ: everything, a team's work, looking only.
READERS = (Role.OWNER, Role.ACCOUNT_MANAGER, Role.VIEWER)
COMMON = ("q", "format", "sort", "after", "before", "next")


def text_of(response) -> str:
    """Headers and body; a spreadsheet is opened."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    shown = content.decode("utf-8", "replace")
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            shown = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return f"{response.headers} {response.cookies} {shown}"


def questions(address):
    """(role, query string, htmx headers) that make a page show another side of itself.

    Of the parts of pages that scripts ask for, a plain run draws some for each address.
    """
    yield from ((role, {}, {}) for role in READERS)
    yield Role.OWNER, {"q": ASKED}, {}
    yield Role.OWNER, dict.fromkeys({*COMMON, *harvest.query_names()}, ASKED), {}
    yield from ((Role.OWNER, {"format": kind}, {}) for kind in ("csv", "xlsx"))
    for target in ("", *some(harvest.targets(), 2, by=address)):
        yield Role.OWNER, {"q": ASKED}, {"hx-request": "true", "hx-target": target}


@pytest.mark.parametrize("address", atlas.readable_addresses(), ids=by_name)
def test_no_page_shows_the_other_workspace(address, world, overheard, plain_pages):
    shown, asked = (
        [],
        [(path, *question) for path in address.paths_in(world.noor) for question in questions(address)],
    )
    with overheard:
        for path, who, query, headers in asked:
            if is_open(address, "GET", who):
                response = world.client(who, **headers).get(path, query)
                assert response.status_code < 500, f"{path} {query} {headers} as {who}"
                shown += [f"{query} {headers} as {who}"] if world.bahr.mark in text_of(response) else []
    assert shown == []
    assert overheard.places_with(world.bahr.mark) == []


def test_the_crawl_would_notice(world):
    """Its own mark is there, so an empty answer is no proof of nothing."""
    response = world.client(Role.OWNER).get(f"/w/noor/accounts/{world.noor.row('accounts.Account').number}/")
    assert world.noor.mark in text_of(response)
    found = world.client(Role.OWNER).get("/w/noor/search/", {"q": worlds.ASKED_FOR["noor"]})
    assert world.noor.mark in text_of(found)


def typed_again(form) -> dict:
    """What a browser would send of a form nobody touched."""
    data = {}
    for bound in form:
        value = bound.value()
        if value not in (None, "", False):
            data[bound.html_name] = value
    return data


def pages_with_forms():
    return [address for address in atlas.readable_addresses() if "POST" in address.methods]


@pytest.mark.parametrize("address", pages_with_forms(), ids=by_name)
def test_nothing_that_a_form_sets_off_tells_of_the_other_workspace(address, world, overheard):
    client, path = world.client(Role.OWNER), address.path_in(world.noor)
    form = (client.get(path).context or {}).get("form")
    with workspace(world.noor.workspace.pk):
        data = typed_again(form) if form else {}
    with overheard, TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(path, data)
        assert response.status_code < 500
    assert world.bahr.mark not in text_of(response)
    assert overheard.places_with(world.bahr.mark) == []
    assert [
        args for args, kwargs in overheard.tasks if kwargs or not all(isinstance(arg, int) for arg in args)
    ] == []


def test_cache_keys_are_of_one_workspace(world):
    cache.clear()
    world.client(Role.OWNER).get("/w/noor/")
    keys = [line.split()[0] for line in cached()]
    assert all(f":w{world.noor.workspace.pk}:" in key or ":all:" in key for key in keys)
