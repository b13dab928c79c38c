"""A no outlives the record it stood on: whoever is deleted and brought again is not taken for somebody who agreed."""

import pytest

from accounts.consents import unsubscribe, write_consent
from accounts.deletion import delete_for_good
from accounts.kept_refusals import is_refused, refused_before
from accounts.models import Consent, Contact, KeptRefusal
from accounts.services import add_contact
from accounts.tests.test_import_run import imported, undone
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db

AGREED = "Company,Contact,E-mail of contact,Mobile,Newsletter\nAfaq,Noura,Noura@Afaq.example,0501234567,yes\n"
REFUSES = {"wording": "No more", "source": "/p/noor/unsubscribe/", "language": "en"}


def bring(huda):
    return imported(huda, AGREED.replace("E-mail of contact", "Contact email"))


def agreed(channel="email", purpose="marketing"):
    return list(Contact.objects.consented(channel, purpose).values_list("name_en", flat=True))


def test_a_file_brings_consents_of_who_never_refused(in_noor, huda):
    bring(huda)
    assert agreed() == ["Noura"]
    assert Consent.objects.get(channel="sms").address == "+966501234567"


def test_who_unsubscribed_is_not_agreed_again_by_undoing_the_import_and_running_it_once_more(in_noor, huda):
    origin = bring(huda)
    unsubscribe(Contact.objects.get(), channel="email", purpose="marketing", **REFUSES)
    undone(origin, huda)
    assert Contact.objects.exists()  # they said something since
    bring(huda)
    assert (agreed("email"), agreed("sms")) == ([], ["Noura"])


def test_refusals_of_a_file_read_wrongly_go_with_its_undo(in_noor, huda):
    origin = imported(
        huda, AGREED.replace("E-mail of contact", "Contact email").replace("Newsletter", "Opted out")
    )
    undone(origin, huda)
    assert not Contact.objects.exists()
    bring(huda)
    assert agreed("email") == ["Noura"]


def test_who_was_deleted_for_good_is_still_left_alone_and_otherwise_forgotten(in_noor, huda):
    contact = add_contact(by=huda, fields={"name_en": "Noura", "email_2": "noura@afaq.example "})
    unsubscribe(contact, channel="email", purpose="marketing", **REFUSES)
    delete_for_good(contact, by=huda)
    kept = KeptRefusal.objects.get()
    assert "noura" not in str(kept.__dict__).lower()
    bring(huda)
    assert (agreed("email"), agreed("sms")) == ([], ["Noura"])
    assert Consent.objects.get(channel="email").wording.endswith("Newsletter: yes")


def test_what_was_agreed_to_leaves_nothing_behind(in_noor, huda):
    bring(huda)
    delete_for_good(Contact.objects.get(), by=huda)
    assert not KeptRefusal.objects.exists()


def test_who_says_yes_themselves_again_is_believed(in_noor, huda):
    KeptRefusal.objects.create(channel="email", purpose="marketing", address_hash="0" * 64)
    contact = add_contact(by=huda, fields={"name_en": "Noura", "email_1": "noura@afaq.example"})
    unsubscribe(contact, channel="email", purpose="marketing", **REFUSES)
    delete_for_good(contact, by=huda)
    again = add_contact(by=huda, fields={"name_en": "Noura", "email_1": "NOURA@afaq.example"})
    told = {"state": "given", "wording": "Yes", "source": "phone"}
    write_consent(again, by=huda, channel="email", purpose="marketing", **told)
    delete_for_good(again, by=huda)
    bring(huda)
    assert agreed("email") == ["Noura"]
    assert KeptRefusal.objects.count() == 1


def test_a_refusal_of_all_advertising_is_one_of_each_kind_of_it(in_noor, huda):
    contact = add_contact(by=huda, fields={"name_en": "Noura", "email_1": "noura@afaq.example"})
    unsubscribe(contact, channel="email", purpose="marketing", **REFUSES)
    delete_for_good(contact, by=huda)
    address = "noura@afaq.example"
    kept = refused_before([address])
    assert is_refused(kept, address, "email", "news")
    assert not is_refused(kept, address, "email", "survey")
    assert not is_refused(kept, address, "sms", "marketing")


def test_another_workspace_knows_nothing_of_it(in_noor, huda, karim):
    contact = add_contact(by=huda, fields={"name_en": "Noura", "email_1": "noura@afaq.example"})
    unsubscribe(contact, channel="email", purpose="marketing", **REFUSES)
    delete_for_good(contact, by=huda)
    with workspace(karim.workspace_id):
        assert refused_before(["noura@afaq.example"]) == set()
