import uuid

import pytest
from django.db import transaction
from django.test import Client

from accounts import services
from lib.tenancy.state import workspace
from lib.tokens import new_token
from surveys.inviting import invite
from surveys.models import Survey
from surveys.writing import add_question, add_survey

RATING = {"kind": "rating", "scale": 5, "text_en": "How was it?", "text_ar": "كيف كانت؟", "is_required": True}
CHOICES = {"kind": "choices", "text_en": "What did you like?"}
ONE = {"kind": "choice", "text_en": "When?"}
TEXT = {"kind": "text", "text_en": "Anything else?"}


def token():
    return str(uuid.uuid4())


@pytest.fixture
def afaq(salem):
    with workspace(salem.workspace_id):
        return services.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


@pytest.fixture
def noura(salem, afaq):
    with workspace(salem.workspace_id):
        fields = {"name_en": "Noura", "email_1": "noura@afaq.example", "language": "en"}
        return services.add_contact(by=salem, fields=fields, account=afaq)


@pytest.fixture
def draft(huda):
    with workspace(huda.workspace_id), transaction.atomic():
        survey = add_survey(by=huda, fields={"title_en": "After the visit", "thanks_en": "Many thanks!"})
        add_question(survey, by=huda, fields=RATING)
        add_question(survey, by=huda, fields=CHOICES, choices=[("سعر", "Price"), ("خدمة", "Service")])
        add_question(survey, by=huda, fields=ONE, choices=[("", "Morning"), ("", "Evening")])
        add_question(survey, by=huda, fields=TEXT)
        return survey


@pytest.fixture
def visit(huda, draft):
    with workspace(huda.workspace_id), transaction.atomic():
        draft.open(by=huda)
        return Survey.objects.get(pk=draft.pk)


@pytest.fixture
def asked(salem, afaq, noura, visit):
    """asked(): an invitation of Noura and its link."""

    def ask(contact=noura, way="link", survey=visit):
        secret = new_token()
        with workspace(salem.workspace_id), transaction.atomic():
            made = invite(survey=survey, contact=contact, account=afaq, by=salem, way=way, token=secret)
        return made, f"/p/noor/survey/{secret}/"

    return ask


@pytest.fixture
def customer():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def names(visit):
    """Of the fields on the customer's page, by kind of question."""
    with workspace(visit.workspace_id), transaction.atomic():
        return {each.kind: f"q{each.number}" for each in visit.asked()}
