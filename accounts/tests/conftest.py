import pytest

from accounts import services
from accounts.custom import settings
from accounts.custom.reading import read_definitions
from accounts.models import CustomField
from lib.tenancy.state import workspace


@pytest.fixture
def afaq(salem):
    with workspace(salem.workspace_id):
        return services.add_account(
            by=salem, fields={"name_ar": "شركة آفاق الخليج", "name_en": "Afaq Gulf", "owner": salem}
        )


@pytest.fixture
def many(in_noor, salem):
    """More than a page, a batch or what is changed at once."""
    fields = [{"name_en": f"No {place:03}", "owner": salem} for place in range(120)]
    return [services.add_account(by=salem, fields=each) for each in fields]


@pytest.fixture
def theirs(karim):
    with workspace(karim.workspace_id):
        return services.add_account(by=karim, fields={"name_en": "Stranger Trading"})


@pytest.fixture
def custom(huda):
    """Make a custom field; what it is comes back as a Definition."""

    def make(label, kind="text", *, of="account", **fields):
        labels = {"label_ar": "", "label_en": label, "is_required": False, "is_searchable": False}
        choices = [{"label_ar": ar, "label_en": en} for ar, en in fields.pop("choices", [])]
        with workspace(huda.workspace_id):
            made = settings.add_field(
                by=huda, form_token=None, of=of, kind=kind, choices=choices, **{**labels, **fields}
            )
            return read_definitions(CustomField.objects.filter(pk=made.pk))[0]

    return make
