"""Who is glad of us is asked for a testimonial, where the survey says so, and not again soon."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.services import add_account, add_contact
from interactions.models import Interaction
from lib.tenancy.state import workspace
from lib.tokens import new_token
from messaging.models import OutgoingMail
from sales.models import Testimonial
from surveys.inviting import invite
from surveys.models import SurveyRules
from surveys.ready import READY
from surveys.services import give_answer
from surveys.writing import add_ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(huda, salem):
    """answer(name, value): of a customer of Salem's."""
    with workspace(salem.workspace_id), transaction.atomic():
        account = add_account(by=salem, fields={"name_en": "Afaq", "owner": salem})
        fields = {"name_en": "Noura", "email_1": "noura@afaq.example", "language": "en"}
        noura = add_contact(by=salem, fields=fields, account=account)
        SurveyRules.objects.create(rest_days=0)

    def give(name, value, asks=True, contact=noura):
        with workspace(salem.workspace_id), transaction.atomic():
            survey = add_ready(READY[name], by=huda)
            survey.asks_testimonial = asks
            survey.save()
            survey.open(by=huda)
            made = invite(
                survey=survey, contact=contact, account=account, by=salem, way="link", token=new_token()
            )
            return give_answer(made, [(survey.asked()[0], value)])

    give.noura, give.account = noura, account
    return give


def asked(member):
    with workspace(member.workspace_id):
        return list(Testimonial.objects.all())


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [("csat", 5, 1), ("csat", 4, 0), ("nps", 10, 1), ("nps", 9, 1), ("nps", 8, 0), ("nps", 0, 0), ("ces", 7, 0)],
)  # fmt: skip
def test_the_happy_ones_are_asked(salem, answer, name, value, count):
    answer(name, value)
    assert len(asked(salem)) == count


def test_it_is_a_letter_in_their_language_that_is_no_contact(salem, answer):
    answer("nps", 10)
    (made,) = asked(salem)
    with workspace(salem.workspace_id):
        assert (made.contact, made.account, made.created_by) == (answer.noura, answer.account, None)
        mail = OutgoingMail.objects.get()
        assert mail.subject == "May we quote you?"
        assert Interaction.objects.get().outcome == Interaction.Outcome.AUTOMATIC


def test_nobody_is_asked_where_the_survey_does_not_say_so(salem, answer):
    answer("nps", 10, asks=False)
    assert asked(salem) == []


def test_once_a_year_whatever_came_of_it(salem, answer):
    answer("nps", 10)
    answer("csat", 5)
    assert len(asked(salem)) == 1
    with workspace(salem.workspace_id), transaction.atomic():
        Testimonial.objects.update(created_at=timezone.now() - timedelta(days=366))
    answer("csat", 5)
    assert len(asked(salem)) == 2


def test_without_an_address_there_is_no_letter_and_the_answer_stands(salem, answer):
    with workspace(salem.workspace_id), transaction.atomic():
        other = add_contact(by=salem, fields={"name_en": "Badr"}, account=answer.account)
    assert answer("nps", 10, contact=other).is_happy
    assert asked(salem) == []
