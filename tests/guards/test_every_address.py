"""Every address x method x identity: the status that its description promises, nothing written where nothing
may be, and no word of another workspace in the answer."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.guards import atlas, checksum
from tests.guards import world as worlds
from tests.samples import some
from workspaces.roles import ROLES, Role

pytestmark = [pytest.mark.net, pytest.mark.usefixtures("plain_pages")]

FORM = "application/x-www-form-urlencoded"
MISSING = 999_999
MAKER = Role.ACCOUNT_MANAGER  # of the private records, as records.maker() says
# A page may show itself, send on, show a form with its errors, or refuse an empty request.
READ, WRITTEN = {200, 302, 303}, {200, 204, 302, 303, 400, 409, 422}


def by_name(address):
    return address.name


def ask(world, who, method, path, **headers):
    response = world.client(who, **headers).generic(method, path, b"", content_type=FORM)
    assert response.status_code < 500, f"{method} {path} as {who}: {response.status_code}\n{told(response)}"
    return response


def told(response):
    return getattr(response, "exc_info", None) or body_of(response)[-2000:]


def body_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def promised(address, method, who) -> set[int]:
    """The statuses that this identity may see."""
    if who in {worlds.ANONYMOUS, worlds.DISABLED}:
        return {302}
    if who in worlds.REFUSED:
        return {404}
    if method not in address.methods:
        return {405}
    if address.permission not in ROLES[Role(who)]:
        return {403}
    if address.is_private and who != MAKER and address.opened_with not in ROLES[Role(who)]:
        return {404}
    return READ if method in atlas.SAFE else WRITTEN


def everybody():
    return [*worlds.REFUSED, *Role.values]


def refusals(address):
    """(method, who) of every question that is refused. A wrong method is wrong for all: two roles stand for them.

    Who is refused whatever is asked tries, in a plain run, the methods of the page and one other.
    """
    others = [method for method in atlas.METHODS if method not in address.methods]
    for who in everybody():
        is_shut_out = who in worlds.REFUSED
        methods = (
            [*address.methods, *some(others, 1, by=f"{address} {who}")] if is_shut_out else atlas.METHODS
        )
        for method in methods:
            is_method_wrong = promised(address, method, who) == {405}
            if not is_open(address, method, who) and (
                not is_method_wrong or who in {Role.OWNER, Role.VIEWER}
            ):
                yield method, who


def is_open(address, method, who):
    return bool(promised(address, method, who) & {200})


def test_every_address_is_described():
    undescribed = [
        f"{address.name} ({address.route})"
        for address in atlas.addresses()
        if (
            not (address.permission and address.methods)
            if address.is_in_workspace
            else not atlas.description(address)
        )
    ]
    assert undescribed == [], (
        "use workspace_page() on the view, or name it in OUTSIDE of tests/guards/atlas.py"
    )


def test_no_description_outlives_its_address():
    names = {address.name for address in atlas.addresses()} | {"admin:*"}
    assert set(atlas.OUTSIDE) - names == set()


def test_no_two_addresses_are_one():
    names = [address.name for address in atlas.addresses()]
    routes = [address.route for address in atlas.addresses()]
    assert {name for name in names if names.count(name) > 1} == set()
    assert {route for route in routes if routes.count(route) > 1} == set()


def test_a_page_that_answers_get_answers_head():
    assert [address.name for address in atlas.readable_addresses() if "HEAD" not in address.methods] == []


@pytest.mark.parametrize("address", atlas.workspace_addresses(), ids=by_name)
def test_whoever_may_not_is_refused_and_nothing_is_written(address, world):
    path = address.path_in(world.noor)
    before, wrong = checksum.checksums(world), []
    for method, who in refusals(address):
        response = ask(world, who, method, path)
        expected = promised(address, method, who)
        if response.status_code not in expected:
            wrong.append(f"{method} as {who}: {response.status_code} instead of {expected}")
        marks = worlds.MARKS.values() if who in worlds.REFUSED else [world.bahr.mark]
        shown = [mark for mark in marks if mark in body_of(response)]
        if shown and not is_own_mark(who, shown):
            wrong.append(f"{method} as {who}: shows {shown}")
    assert wrong == []
    assert checksum.differences(before, checksum.checksums(world)) == []


def is_own_mark(who, shown):
    """The refusal may show its reader his own name."""
    return who == worlds.STRANGER and shown == [worlds.MARKS["bahr"]]


@pytest.mark.parametrize("address", atlas.readable_addresses(), ids=by_name)
def test_reading_writes_nothing(address, world):
    first, *others = address.paths_in(world.noor)
    before = checksum.checksums(world)
    readers = [role for role in Role.values if is_open(address, "GET", role)]
    asked = [("HEAD", readers[0], first), *(("GET", who, first) for who in readers)]
    for method, who, path in [*asked, *(("GET", MAKER, path) for path in others)]:
        response = ask(world, who, method, path)
        assert response.status_code in READ or path != first, (
            f"{method} {path} as {who}: {response.status_code}"
        )
        assert world.bahr.mark not in body_of(response)
    assert not checksum.differences(before, checksum.checksums(world))


def posted(address):
    return [method for method in address.methods if method not in atlas.SAFE]


@pytest.mark.parametrize(
    "address", [each for each in atlas.workspace_addresses() if posted(each)], ids=by_name
)
def test_whoever_may_post_is_understood(address, world):
    before = checksum.checksums(world)
    for method in posted(address):
        for who in (role for role in Role.values if is_open(address, method, role)):
            response = ask(world, who, method, address.path_in(world.noor))
            assert response.status_code in WRITTEN, f"{method} as {who}: {response.status_code}"
            after = checksum.checksums(world)
            if response.status_code >= 400:
                assert checksum.differences(before, after) == []
            foreign = [line for line in checksum.differences(before, after) if line.startswith("bahr")]
            assert [line for line in foreign if not is_global(line)] == []
            before = after
            if response.status_code == 303:
                return  # the record may be gone now


def is_global(line):
    return "_user" in line or "systemmail" in line


@pytest.mark.parametrize(
    "address", [each for each in atlas.workspace_addresses() if posted(each)], ids=by_name
)
def test_a_post_without_its_token_is_refused_and_writes_nothing(address, world):
    path = address.path_in(world.noor)
    client = world.client(Role.OWNER, checks_csrf=True)
    before = checksum.checksums(world)
    for method in posted(address):
        assert client.generic(method, path, b"", content_type=FORM).status_code == 403
        evil = client.generic(
            method, path, b"", content_type=FORM, headers={"origin": "https://evil.example"}
        )
        assert evil.status_code == 403
    assert checksum.differences(before, checksum.checksums(world)) == []


def without_reference(response, path):
    """What a reader sees of a refusal: without the number of the request, nonces and the address itself."""
    body = body_of(response).replace(path, "")
    return re.sub(
        r"nonce=\"[^\"]*\"|<(?:code|bdi|b)[^>]*>[0-9a-f]{10}</\w+>|[0-9a-f]{10}|value=\"\w{64}\"", "", body
    )


@pytest.mark.parametrize("address", [each for each in atlas.workspace_addresses() if each.parts], ids=by_name)
def test_a_foreign_record_is_as_missing_as_one_that_never_was(address, world):
    slug = world.noor.workspace.slug
    foreign = address.parts_of(world.bahr)
    missing = {name: nothing_like(value) for name, value in foreign.items()}
    before, shown = checksum.checksums(world), {}
    for method in address.methods:
        for parts in (foreign, missing):
            path = address.path(slug, **parts)
            response = ask(world, Role.OWNER, method, path)
            assert response.status_code == 404, f"{method} {path}: {response.status_code}"
            shown.setdefault(method, set()).add(without_reference(response, path))
    assert {method: len(bodies) for method, bodies in shown.items()} == dict.fromkeys(address.methods, 1)
    assert checksum.differences(before, checksum.checksums(world)) == []


def nothing_like(value):
    return MISSING if isinstance(value, int) else type(value)(str(value)[::-1])


@pytest.mark.parametrize("address", atlas.outside_addresses(), ids=by_name)
def test_addresses_outside_a_workspace_keep_to_their_description(address, world):
    path = atlas.path_outside(address)
    assert path, f"Tell in OUTSIDE_PARTS of the atlas how to fill in {address.route}"
    who_may, _why = atlas.description(address)
    before = checksum.checksums(world)
    for method in sorted(atlas.METHODS, key=lambda method: method not in atlas.SAFE):
        if method not in atlas.SAFE and before:
            assert checksum.differences(before, checksum.checksums(world)) == []
            before = None
        for who in (*worlds.REFUSED, Role.OWNER, Role.VIEWER):
            response = ask(world, who, method, path)
            is_unknown = who in {worlds.ANONYMOUS, worlds.DISABLED}
            if who_may == atlas.SIGNED_IN and is_unknown and method in {"GET", "HEAD"}:
                assert is_sent_to_sign_in(response), f"{method} {path} as {who}: {response.status_code}"
            assert foreign_marks(world, who, response) == [], f"{method} {path} as {who}"


def foreign_marks(world, who, response):
    """Marks of workspaces this person does not belong to."""
    mail = getattr(world.people[who], "email", "")
    return [mark for mark in worlds.MARKS.values() if mark not in mail and mark in body_of(response)]


def is_sent_to_sign_in(response):
    return response.status_code == 302 and urlsplit(response["location"]).path == reverse("account_login")


def admin_rooms():
    return sorted({address.route.split("/")[1] for address in atlas.admin_addresses()})


@pytest.mark.parametrize("room", admin_rooms())
def test_nobody_but_staff_enters_django_admin(room, world):
    for address in (each for each in atlas.admin_addresses() if each.route.split("/")[1] == room):
        path = atlas.path_outside(address) or "/admin/anything/"
        for method, who in (("GET", worlds.ANONYMOUS), ("GET", Role.OWNER), ("POST", Role.OWNER)):
            response = ask(world, who, method, path)
            is_sign_in = address.name == "admin:login" or "login" in response.get("location", "")
            assert response.status_code in {302, 404} or is_sign_in or address.name == "admin:jsi18n"
            assert foreign_marks(world, who, response) == []
