import pytest

from accounts import services
from accounts.models import Contact
from interactions.services import log_interaction
from lib.tenancy.state import workspace


@pytest.fixture
def afaq(salem):
    with workspace(salem.workspace_id):
        return services.add_account(
            by=salem, fields={"name_ar": "شركة آفاق الخليج", "name_en": "Afaq Gulf", "owner": salem}
        )


@pytest.fixture
def noura(salem, afaq):
    with workspace(salem.workspace_id):
        return services.add_contact(by=salem, fields={"name_en": "Noura"}, account=afaq)


@pytest.fixture
def reachable(salem, noura):
    """Noura, who can be written to."""
    with workspace(salem.workspace_id):
        Contact.objects.filter(pk=noura.pk).update(email_1="Noura@afaq.example")
        noura.refresh_from_db()
    return noura


@pytest.fixture
def theirs(karim):
    with workspace(karim.workspace_id):
        return services.add_account(by=karim, fields={"name_en": "Stranger Trading"})


@pytest.fixture
def call(salem, afaq, noura):
    """A call that was logged."""
    with workspace(salem.workspace_id):
        return log_interaction(
            account=afaq,
            by=salem,
            fields={
                "channel": "call",
                "direction": "out",
                "text": "Asked about the order",
                "outcome": "reached",
            },
            contacts=[noura],
        )
