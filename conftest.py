"""The cast and the floor of the tests.

Workspace noor: huda (admin), mona (manager), salem (account manager, reports to mona), faisal (agent), reem
(viewer). Workspace bahr: karim, its owner and the stranger of every test.
"""

import itertools
import os
import threading
import time

import psycopg2
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, connections, transaction
from django.test import Client, TransactionTestCase
from hypothesis import settings

from lib.tenancy.state import workspace
from tests.environment import TEST_DATABASE
from workspaces.models import Membership, Session, User, Workspace
from workspaces.roles import Role

PASSWORD = "sila-demo-2026"
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}
_hashed = []
_tests = itertools.count()

# What is slow is found by benchmarks; a test that fails on a busy machine finds nothing.
settings.register_profile("sila", deadline=None)
settings.load_profile("sila")


def owner_sql(sql, *params, database=TEST_DATABASE):
    """Run SQL as the owner of the tables, past row security; rows if there are any."""
    url = os.environ["MIGRATION_DATABASE_URL"].rsplit("/", 1)[0] + f"/{database}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, params or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def empty_all_tables(self=None):
    """What a transactional test leaves behind; the app's own role could not clean it up.

    Only tables that hold something: to truncate all of them took longer than most of these tests. No trigger and no
    key looks on meanwhile, and vacuum gives the pages back, so that an emptied table is an empty file again.
    """
    filled = owner_sql(
        "select oid::regclass::text,"
        " case when attname = 'id' then pg_get_serial_sequence(oid::regclass::text, 'id') end"
        " from pg_class left join pg_attribute on attrelid = oid and attname = 'id'"
        " where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0"
        " and relname <> all(%s)",
        sorted(KEPT_TABLES),
    )
    if not filled:
        return
    emptied = "; ".join(f"delete from {name}" for name, _sequence in filled)  # nosec B608
    begun = "; ".join(f"perform setval('{each}', 1, false)" for _name, each in filled if each)
    without_triggers = "set local session_replication_role = replica"
    owner_sql(f"do $$ begin {without_triggers}; {emptied}; {begun}; end $$")
    owner_sql("vacuum " + ", ".join(name for name, _sequence in filled))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    with django_db_blocker.unblock():
        template = os.environ["SILA_TEST_TEMPLATE"]
        owner_sql(f"drop database if exists {TEST_DATABASE} with (force)", database="postgres")
        owner_sql(f"create database {TEST_DATABASE} template {template}", database="postgres")
    TransactionTestCase._fixture_teardown = empty_all_tables
    yield
    with django_db_blocker.unblock():
        for connection in connections.all(initialized_only=True):
            connection.close()


@pytest.fixture(autouse=True)
def _files_of_this_test(tmp_path_factory, settings):
    # Made when the first file is kept: a folder for each of thousands of tests is looked for among all the others.
    folder = tmp_path_factory.getbasetemp() / f"files-{next(_tests)}"
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def make_user(email, name, **fields):
    if not _hashed:
        _hashed.append(make_password(PASSWORD))  # once: hashing is slow on purpose
    return User.objects.create(email=email, name=name, password=_hashed[0], **fields)


def make_member(opened, role, email, name, **fields):
    with workspace(opened.pk), transaction.atomic():
        return Membership.objects.create(user=make_user(email, name), workspace=opened, role=role, **fields)


@pytest.fixture
def noor(db):
    return Workspace.objects.create(slug="noor", name="النور")


@pytest.fixture
def bahr(db):
    return Workspace.objects.create(
        slug="bahr", name="Bahr", language="en", time_zone="Asia/Dubai", currency="AED", country="AE"
    )


@pytest.fixture
def huda(noor):
    return make_member(noor, Role.ADMIN, "huda@noor.example", "هدى")


@pytest.fixture
def mona(noor):
    return make_member(noor, Role.MANAGER, "mona@noor.example", "منى")


@pytest.fixture
def salem(noor, mona):
    return make_member(noor, Role.ACCOUNT_MANAGER, "salem@noor.example", "سالم", reports_to=mona)


@pytest.fixture
def faisal(noor):
    return make_member(noor, Role.AGENT, "faisal@noor.example", "فيصل")


@pytest.fixture
def reem(noor):
    return make_member(noor, Role.VIEWER, "reem@noor.example", "ريم")


@pytest.fixture
def karim(bahr):
    return make_member(bahr, Role.OWNER, "karim@bahr.example", "Karim")


@pytest.fixture
def in_noor(noor):
    with workspace(noor.pk):
        yield noor


def prove(client, user, *, at=None, method="password"):
    """As if this person had given the password (or a code: method="mfa") in this session then, or just now."""
    session = client.session
    session["account_authentication_methods"] = [{"method": method, "at": at or time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    # The first page of each workspace was seen, so that the tests' own pages write nothing but what they do.
    entered = dict.fromkeys(map(str, Workspace.objects.values_list("pk", flat=True)), int(time.time()))
    Session.objects.filter(pk=session.session_key).update(seen_in=entered)


@pytest.fixture
def sign_in():
    def as_person(person):
        client, user = Client(headers={"accept-language": "en"}), getattr(person, "user", person)
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        prove(client, user)
        return client

    return as_person


@pytest.fixture
def at_once(noor):
    """Run these in transactions of their own that all have begun before any goes on; what they raised."""

    def run(*works):
        begin, raised = threading.Barrier(len(works)), []

        def one(work):
            try:
                with workspace(noor.pk), transaction.atomic():
                    prepared = work()
                    next(prepared)
                    begin.wait()
                    next(prepared, None)
            except Exception as error:
                raised.append(repr(error))
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=[work]) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return raised

    return run
