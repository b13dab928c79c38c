"""Addresses that nothing is sent to: of one workspace by name, of the whole platform by their hash alone."""

import pytest

from lib.tenancy.state import workspace
from messaging.models import OutgoingMail, PlatformSuppression, Suppression, is_suppressed
from messaging.models.suppression import hash_of_address
from messaging.sending import claim, queue_mail, suppress

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "written", ["noura@afaq.example", " Noura@Afaq.Example ", "ＮＯＵＲＡ@afaq.example", "NOURA@AFAQ.EXAMPLE"]
)
def test_an_address_is_one_however_it_is_written(in_noor, written):
    PlatformSuppression.objects.create(
        address_hash=hash_of_address("noura@afaq.example"), reason="complained"
    )
    assert is_suppressed(written)
    assert not is_suppressed("noura@afaq.example.org")


def test_nobody_writes_to_who_is_suppressed_for_the_platform(noor, bahr, salem, karim):
    PlatformSuppression.objects.create(
        address_hash=hash_of_address("noura@afaq.example"), reason="complained"
    )
    for member in (salem, karim):
        with workspace(member.workspace_id):
            told = {"subject": "Hello", "text": "Hello", "language": "en"}
            queue_mail(by=member, to_address="Noura@afaq.example", **told)
            OutgoingMail.objects.update(due_at="2020-01-01T00:00:00Z")
            assert claim() is None
            mail = OutgoingMail.objects.get()
            assert (mail.state, mail.reason) == ("failed", "suppressed")


def test_what_one_workspace_suppresses_is_its_own(noor, bahr, salem, karim):
    with workspace(salem.workspace_id):
        suppress("noura@afaq.example", reason=Suppression.Reason.ASKED, by=salem)
        assert is_suppressed("NOURA@afaq.example")
    with workspace(karim.workspace_id):
        assert not is_suppressed("noura@afaq.example")


def test_the_table_of_the_platform_holds_no_address(in_noor):
    made = PlatformSuppression.objects.create(address_hash=hash_of_address("noura@afaq.example"), reason="x")
    assert "noura" not in str(made.__dict__)
    assert len(made.address_hash) == 64
