"""From which addresses a workspace may write: those of its own domain, of the installation, and no other's."""

import pytest
from django.test import override_settings

from lib.tenancy.state import workspace
from messaging.models import Sender

pytestmark = pytest.mark.django_db
PAGE = "/w/{}/settings/email/"


def saved(client, slug, address):
    return client.post(PAGE.format(slug), {"from_address": address})


def test_a_workspace_writes_from_its_own_domain_and_no_other_does(sign_in, huda, karim):
    assert saved(sign_in(huda), "noor", "sales@NOOR.example").status_code == 303
    refused = saved(sign_in(karim), "bahr", "sales@noor.example")
    assert refused.status_code == 422
    assert "noor.example" in refused.text
    with workspace(karim.workspace_id):
        assert not Sender.objects.exclude(from_address="").exists()


def test_a_domain_without_a_workspace_is_everybodys(sign_in, karim):
    with override_settings(SENDER_DOMAINS=["group.example"]):
        assert saved(sign_in(karim), "bahr", "a@group.example").status_code == 303


def test_whose_domain_was_taken_off_the_list_writes_from_the_installation_again(sender, in_noor, settings):
    sender.from_address = "sales@noor.example"
    assert sender.address == "sales@noor.example"
    settings.SENDER_DOMAINS = ["bahr=noor.example"]
    assert sender.address == settings.MAIL_FROM_ADDRESS
