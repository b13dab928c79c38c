import pytest

from accounts import services
from complaints import acknowledging
from complaints.filing import file_complaint
from complaints.models import Complaint, ComplaintCategory, CorrectiveAction, RootCause
from lib.tenancy.state import workspace


@pytest.fixture
def acknowledges():
    """Whoever files here gets the letter that acknowledges it, as they do."""


@pytest.fixture(autouse=True)
def _nobody_is_written_to_by_itself(request, monkeypatch):
    """Most tests take the first step themselves: they are about something else than the letter that takes it."""
    if "acknowledges" not in request.fixturenames:
        monkeypatch.setattr(acknowledging, "MOST_A_DAY", 0)


@pytest.fixture
def afaq(salem):
    """A customer of salem's, who reads e-mail."""
    with workspace(salem.workspace_id):
        fields = {"name_en": "Afaq Gulf", "owner": salem, "email": "care@afaq.example", "language": "en"}
        return services.add_account(by=salem, fields=fields)


@pytest.fixture
def complain(salem, afaq):
    """complain(**fields): a complaint of Afaq, written down by salem."""

    def file(*, account=None, by=salem, at=None, contact=None, **fields):
        given = {"subject": "Cups came broken", "text": "Forty of 100 cups were broken.", "language": "en"}
        with workspace(salem.workspace_id):
            return file_complaint(
                account=account or afaq, by=by, at=at, contact=contact, fields={**given, **fields}
            )

    return file


@pytest.fixture
def category(salem):
    with workspace(salem.workspace_id):
        return ComplaintCategory.objects.create(label_ar="تلف", label_en="Damage")


@pytest.fixture
def cause(salem):
    with workspace(salem.workspace_id):
        return RootCause.objects.create(label_ar="التغليف", label_en="Packing")


@pytest.fixture
def fresh():
    """The complaint as it stands in the database now."""

    def read(complaint):
        with workspace(complaint.workspace_id):
            return Complaint.objects.with_people().get(pk=complaint.pk)

    return read


@pytest.fixture
def fresh_action():
    """The corrective action as it stands in the database now."""

    def read(action):
        with workspace(action.workspace_id):
            return CorrectiveAction.objects.get(pk=action.pk)

    return read
