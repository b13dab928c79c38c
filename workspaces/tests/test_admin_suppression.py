"""Platform staff suppress an address for everybody; what is kept and shown is its hash."""

import pytest

from messaging.models import PlatformSuppression
from messaging.models.suppression import hash_of_address

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "platform"])
PAGE = "/admin/messaging/platformsuppression/"


def test_an_address_is_typed_found_again_and_taken_off(staff):
    typed = {"address": "Noura@afaq.example", "reason": "Complained to its provider"}
    assert staff.post(f"{PAGE}add/", typed).status_code == 302
    assert PlatformSuppression.objects.get().address_hash == hash_of_address("noura@AFAQ.example")
    refused = staff.post(f"{PAGE}add/", {**typed, "address": "noura@afaq.example"})
    assert refused.status_code == 200
    assert PlatformSuppression.objects.count() == 1
    found = staff.get(PAGE, {"q": "noura@afaq.example"}).content.decode()
    assert PlatformSuppression.objects.get().address_hash in found
    assert "noura@afaq.example</" not in found
    assert (
        staff.post(f"{PAGE}{PlatformSuppression.objects.get().pk}/delete/", {"post": "yes"}).status_code
        == 302
    )
    assert not PlatformSuppression.objects.exists()
