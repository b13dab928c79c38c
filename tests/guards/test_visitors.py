"""Every address in the hands of a visitor of the platform: only what workspaces/roles.py gives, and nothing written."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from conftest import make_user, prove
from lib.tenancy.state import workspace
from tests.guards import atlas, checksum
from tests.guards import world as worlds
from tests.guards.test_every_address import FORM, body_of, by_name
from workspaces.models import Workspace
from workspaces.roles import VISITOR_READS, VISITOR_WRITES, Role
from workspaces.support import SESSION_NAME, begin_visit

pytestmark = [pytest.mark.net, pytest.mark.usefixtures("plain_pages")]

# What belongs to the member as a person: closed to visitors altogether.
PERSONAL = {
    "workspaces:profile",
    "workspaces:devices",
    "desk:notification",
    "desk:notifications_read",
    "desk:notification_settings",
    "desk:live_editing",
    "interactions:calendar_settings",
}


@pytest.fixture(scope="module")
def visits(filled_world):
    """may_write -> the session of platform staff in the place of the owner of noor."""
    noor = filled_world[0].noor
    opened, owner, sessions = noor.workspace, noor.members[Role.OWNER], {}
    for may_write, access in ((False, Workspace.SupportAccess.READ), (True, Workspace.SupportAccess.WRITE)):
        Workspace.objects.filter(pk=opened.pk).update(support_access=access)
        opened.support_access = access
        staff = make_user(f"root{may_write:d}@sila.example", "Root", is_staff=True)
        EmailAddress.objects.create(user=staff, email=staff.email, primary=True, verified=True)
        with workspace(opened.pk):
            owner.workspace = opened
            visit = begin_visit(owner, staff=staff, reason="A net of the tests", minutes=60)
        client = Client()
        client.force_login(staff, worlds.BACKEND)
        prove(client, staff, method="mfa")
        session = client.session
        session[SESSION_NAME] = {"workspace": opened.pk, "visit": visit.pk}
        session.save()
        sessions[may_write] = client.cookies["session"].value
    return sessions


@pytest.fixture
def visitor(visits, world):
    """visitor(may_write=False): a browser of platform staff on a visit, which keeps what it was begun with."""

    def of(*, may_write):
        client = world.client(worlds.ANONYMOUS)
        client.cookies["session"] = visits[may_write]
        return client

    return of


def may(address, method, *, may_write):
    if address.name in PERSONAL:
        return False
    if method in atlas.SAFE:
        return address.permission in VISITOR_READS | (VISITOR_WRITES if may_write else frozenset())
    return may_write and address.permission in VISITOR_WRITES


@pytest.mark.parametrize("may_write", [False, True], ids=["looks", "works"])
@pytest.mark.parametrize("address", atlas.workspace_addresses(), ids=by_name)
def test_a_visitor_has_only_what_the_roles_give(address, may_write, world, visitor):
    client, path, wrong = visitor(may_write=may_write), address.path_in(world.noor), []
    before = checksum.checksums(world)
    for method in address.methods:
        if may(address, method, may_write=may_write):
            continue
        response = client.generic(method, path, b"", content_type=FORM)
        if response.status_code != 403:
            wrong.append(f"{method}: {response.status_code}")
        assert world.bahr.mark not in body_of(response)
    assert wrong == []
    assert checksum.differences(before, checksum.checksums(world)) == []


def test_what_is_personal_is_named():
    assert {each.name for each in atlas.workspace_addresses() if each.view.is_personal} == PERSONAL


@pytest.mark.parametrize("address", atlas.readable_addresses(), ids=by_name)
def test_a_visitor_who_looks_writes_nothing(address, world, visitor):
    client = visitor(may_write=False)
    before = checksum.checksums(world)
    response = client.get(address.path_in(world.noor))
    assert response.status_code < 500
    assert checksum.differences(before, checksum.checksums(world)) == []
