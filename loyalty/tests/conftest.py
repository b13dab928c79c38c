import pytest

from accounts import services
from lib.tenancy.state import workspace
from loyalty.ledger import wallet_of


@pytest.fixture
def opened(salem):
    """The workspace noor, open for what stands in the test."""
    with workspace(salem.workspace_id):
        yield salem.workspace


@pytest.fixture
def customer(opened, salem):
    """customer(name): a customer of salem's."""

    def add(name="Afaq Gulf", **fields):
        return services.add_account(by=salem, fields={"name_en": name, "owner": salem, **fields})

    return add


@pytest.fixture
def wallet(customer):
    return wallet_of(customer())
