import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from lib.tenancy.state import workspace
from social.services import add_mention


def url(name, **kwargs):
    return reverse(f"social:{name}", kwargs={"slug": "noor", **kwargs})


def typed(**fields):
    """What the form of a mention carries."""
    return {
        "form_token": str(uuid.uuid4()),
        "network": "x",
        "sentiment": "negative",
        "author_name": "Aziz",
        "handle": "@Aziz_M",
        "text": "Third time late!",
        "link": "https://x.example/1",
        **fields,
    }


@pytest.fixture
def afaq(salem):
    with workspace(salem.workspace_id):
        return services.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


@pytest.fixture
def noura(salem, afaq):
    with workspace(salem.workspace_id):
        return services.add_contact(by=salem, fields={"name_en": "Noura"}, account=afaq)


@pytest.fixture
def said(huda):
    """said(text, **fields): a mention as a colleague wrote it down."""

    def write(text="Third time late!", *, hours_ago=1, **fields):
        at = timezone.now() - timedelta(hours=hours_ago)
        given = {"network": "x", "author_name": "Aziz", "handle": "aziz_m", "sentiment": "negative"}
        owner = fields.pop("owner", None)
        with workspace(huda.workspace_id):
            return add_mention(by=huda, at=at, owner=owner, fields={**given, "text": text, **fields})

    return write
