from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts import services
from lib.tenancy.state import workspace
from meetings.services import plan_meeting


def morrow(hour=10, days=1):
    """So many days from today, at this hour where the workspace is."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture
def afaq(salem):
    with workspace(salem.workspace_id):
        return services.add_account(
            by=salem, fields={"name_ar": "شركة آفاق الخليج", "name_en": "Afaq Gulf", "owner": salem}
        )


@pytest.fixture
def noura(salem, afaq):
    with workspace(salem.workspace_id):
        fields = {"name_en": "Noura", "email_1": "noura@afaq.example", "language": "ar"}
        return services.add_contact(by=salem, fields=fields, account=afaq)


@pytest.fixture
def plan(salem, afaq, in_noor):
    """A meeting of salem with Afaq."""

    def make(starts_at=None, minutes=60, *, account=None, colleagues=(), contacts=(), **fields):
        starts_at = starts_at or morrow()
        given = {
            "subject": "Yearly review",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            "organizer": salem,
            **fields,
        }
        people = {"colleagues": colleagues, "contacts": contacts}
        return plan_meeting(account=account or afaq, by=salem, fields=given, **people)

    return make
