"""What the demo holds, seeded once for this file."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Max

from accounts.models import Account, AccountStatus, Contact, Position
from tests.guards.checksum import checksums
from tests.guards.conftest import one_transaction
from timeline.models import Event
from workspaces.models import User, Workspace
from workspaces.tests.test_demo import PARTS, opened, seed


@pytest.fixture(scope="module")
def seeded_once(django_db_setup, django_db_blocker):
    with one_transaction(django_db_blocker) as kept:
        yield seed(), kept


@pytest.fixture
def seeded(seeded_once, settings):
    """What the command said; its data are the same again after the test."""
    said, settings.STORAGES = seeded_once
    with transaction.atomic():
        yield said
        transaction.set_rollback(True)


def test_noor_has_the_promised_customers_and_both_workspaces_a_first_one(seeded):
    with opened("noor"):
        assert Account.objects.count() >= 300
        assert Contact.objects.count() >= 900
        assert set(Account.objects.values_list("status", flat=True)) == set(Account.Status.values)
        first = Account.objects.get(number=1)
        assert first.name_ar == "شركة أفق الخليج للتجارة"
        assert first.branches.exists()
    with opened("bahr"):
        assert Account.objects.count() == 40
        assert Contact.objects.count() >= 80
        assert Account.objects.get(number=1).name_en == "Blue Harbour Shipping LLC"


def test_customers_are_left_as_the_verbs_would_have_left_them(seeded):
    with opened("noor"):
        now = AccountStatus.objects.filter(until_at=None).values_list("account_id", "status")
        assert dict(now) == dict(Account.objects.values_list("id", "status"))
        with_people = Position.objects.values("account").distinct().count()
        # What was merged into another customer gave its people away.
        assert with_people == Account.objects.filter(merged_into=None).count()
        assert not Contact.objects.exclude(phone_1="").filter(phone_1_e164="").exists()
        edits = Event.objects.filter(verb="account.changed").values_list("subject_id", flat=True)
        history = apps.get_model("accounts", "AccountHistory").objects.values_list("pgh_obj_id", flat=True)
        assert set(edits) <= set(history)
        last = Account.objects.aggregate(last=Max("number"))["last"]
        assert Account.objects.create(name_en="The next one").number == last + 1


def test_a_second_run_changes_nothing_even_after_people_changed_things(seeded):
    assert seeded == [
        "root@sila.example",
        *(f"{slug}: {part}" for slug in ("noor", "bahr") for part in PARTS),
    ]
    User.objects.filter(email="huda@noor.example").update(name="هدى", email="huda@elsewhere.example")
    with opened("noor"):
        Account.objects.filter(number=1).update(name_ar="اسم آخر")
        Account.objects.filter(number=320).delete()
    world = SimpleNamespace(**{
        slug: SimpleNamespace(workspace=Workspace.objects.get(slug=slug)) for slug in ("noor", "bahr")
    })  # fmt: skip
    before = checksums(world)
    assert seed() == ["The demo is there already; nothing was changed."]
    assert checksums(world) == before
