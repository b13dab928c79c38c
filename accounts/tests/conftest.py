import pytest

from accounts import services
from lib.tenancy.state import workspace


@pytest.fixture
def afaq(salem):
    with workspace(salem.workspace_id):
        return services.add_account(
            by=salem, fields={"name_ar": "شركة آفاق الخليج", "name_en": "Afaq Gulf", "owner": salem}
        )


@pytest.fixture
def theirs(karim):
    with workspace(karim.workspace_id):
        return services.add_account(by=karim, fields={"name_en": "Stranger Trading"})
