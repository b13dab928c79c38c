import pytest
from django.db import transaction
from django.test import override_settings

from lib.tenancy.state import workspace
from messaging.sending import queue_mail, sender_of_workspace


@pytest.fixture(autouse=True)
def _mail_comes_in():
    with override_settings(INBOUND_DOMAIN="in.sila.test", SENDER_DOMAINS=["noor=noor.example"]):
        yield


@pytest.fixture
def sender(noor):
    with workspace(noor.pk), transaction.atomic():
        return sender_of_workspace()


@pytest.fixture
def queued(salem):
    """A message that is due now."""
    from django.utils import timezone

    with workspace(salem.workspace_id):
        mail = queue_mail(
            by=salem,
            to_address="noura@afaq.example",
            to_name="نورة، الإدارة",
            subject="عرض الأسعار",
            text="السلام عليكم\n\nمرفق العرض.",
            language="ar",
        )
        mail.due_at = timezone.now()
        mail.save()
        return mail
