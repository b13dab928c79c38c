import pytest

from accounts.models import Contact
from interactions.services import log_interaction
from interactions.tests.conftest import afaq, call, noura, theirs  # noqa: F401 - the same customers
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail


@pytest.fixture
def reachable(salem, noura):  # noqa: F811
    with workspace(salem.workspace_id):
        Contact.objects.filter(pk=noura.pk).update(email_1="noura@afaq.example", language="ar")
        noura.refresh_from_db()
    return noura


@pytest.fixture
def log(salem, afaq):  # noqa: F811
    """Something that happened with the customer, which they may see unless said otherwise."""

    def make(text, **fields):
        given = {"channel": "call", "direction": "out", "text": text, "is_visible_to_customer": True}
        with workspace(salem.workspace_id):
            return log_interaction(account=afaq, by=salem, fields={**given, **fields})

    return make


@pytest.fixture
def leave():
    """Let the mails that wait go out."""

    def now():
        from django.utils import timezone

        from messaging.sending import send_due

        OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
        return send_due()

    return now
