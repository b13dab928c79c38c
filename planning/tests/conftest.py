from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Contact, Position
from interactions.tests.conftest import afaq, call, noura, theirs  # noqa: F401 - the same customers
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from planning.models import Objective
from planning.plans import add_part
from planning.starting import start_plan


@pytest.fixture
def add_person(salem, afaq):  # noqa: F811
    """A contact of the customer, with the role in its decisions; the position."""

    def add(name, role=""):
        with workspace(salem.workspace_id):
            made = services.add_contact(by=salem, fields={"name_en": name}, account=afaq)
            services.place_contact(made, afaq, by=salem, decision_role=role)
            return Position.objects.select_related("contact", "account").get(contact=made)

    return add


@pytest.fixture
def reachable(salem, noura):  # noqa: F811
    """Noura, who can be written to."""
    with workspace(salem.workspace_id):
        Contact.objects.filter(pk=noura.pk).update(email_1="noura@afaq.example", language="ar")
        noura.refresh_from_db()
    return noura


@pytest.fixture
def leave():
    """Let the mails that wait go out."""

    def now():
        from django.utils import timezone

        from messaging.sending import send_due

        OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
        return send_due()

    return now


@pytest.fixture
def year():
    today = timezone.localdate()
    return {"from_on": today - timedelta(days=90), "until_on": today + timedelta(days=275)}


@pytest.fixture
def plan(salem, afaq, year):  # noqa: F811
    with workspace(salem.workspace_id):
        return start_plan(afaq, by=salem, owner=salem, **year)


@pytest.fixture
def objective(salem, plan):
    """From 10 to 50 orders a month."""
    fields = {
        "whose": "shared",
        "text": "طلبيات أكثر",
        "unit": "orders",
        "baseline": Decimal(10),
        "target": Decimal(50),
        "due_on": plan.until_on,
        "owner": salem,
    }
    with workspace(salem.workspace_id):
        return add_part(Objective, plan=plan, by=salem, fields=fields)


@pytest.fixture
def worth(salem):
    """A customer of salem's, worth so many riyals a year."""

    def one(name, riyals=None, **fields):
        given = {"name_en": name, "owner": salem, "currency": "SAR", **fields}
        if riyals is not None:
            given["annual_revenue_minor"] = riyals * 100
        with workspace(salem.workspace_id):
            return services.add_account(by=salem, fields=given, status="active")

    return one
