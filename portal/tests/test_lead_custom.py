"""Custom fields on the public form for leads: chosen by the workspace, kept on the account that is made."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.custom.reading import read_definitions
from accounts.custom.settings import archive_field, retire_choice
from accounts.custom.values import held_value, set_values
from accounts.models import Account, CustomChoice, CustomField, LeadForm, LeadSubmission
from accounts.models.lead_form import ASKED
from accounts.services import add_account
from accounts.tests.conftest import custom  # noqa: F401
from interactions.lead_taking import accept
from interactions.models import Interaction
from portal.tests.test_lead import PAGE, send

SETTINGS = "/w/noor/settings/lead-form/"
SETTLED = {"is_open": "on", "answer_hours": "4", **{f"asks_{name}": "may" for name in ASKED}}


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


@pytest.fixture
def asked(custom, in_noor):  # noqa: F811
    """One of each kind, the first of them required; and one that is not asked."""
    LeadForm.objects.create(is_open=True)
    made = {
        "fleet": custom("Fleet size", "whole", label_ar="عدد المركبات", asked_of_leads="must"),
        "budget": custom("Budget share", "number", asked_of_leads="may"),
        "start": custom("Start", "day", asked_of_leads="may"),
        "chain": custom("Chain", "yes_no", asked_of_leads="may"),
        "grade": custom("Grade", "choice", choices=[("ذهبي", "Gold"), ("فضي", "Silver")], asked_of_leads="may"),
        "note": custom("Register", "text", asked_of_leads="may", is_searchable=True),
    }  # fmt: skip
    custom("Secret")
    return made


@pytest.fixture
def visitor(asked):
    return Client(headers={"accept-language": "en"})


def written(asked, **texts):
    return {asked[name].key: text for name, text in {"fleet": "12", **texts}.items()}


def held(account, asked):
    return {name: held_value(account, each) for name, each in asked.items()}


def test_what_is_asked_is_kept_on_the_account_that_is_made(visitor, asked):
    page = visitor.get(f"{PAGE}?lang=en").content.decode()
    assert "Fleet size" in page
    assert "Secret" not in page
    assert page.index("Fleet size") < page.index("Your message")
    silver = asked["grade"].choices[1]
    filled = written(
        asked, fleet="١٢", budget="2.5", start="2026-12-01", chain="no", grade=str(silver.number), note="A 7"
    )
    assert send(visitor, **filled).status_code == 303
    kept = held(Account.objects.get(), asked)
    assert (kept["fleet"], str(kept["budget"]), kept["start"]) == (12, "2.5", date(2026, 12, 1))
    assert (kept["chain"], kept["grade"], kept["note"]) == (False, silver.pk, "A 7")
    assert Account.objects.matching("A 7").count() == 1
    assert "Fleet" not in Interaction.objects.get().text


def test_in_arabic_it_has_its_arabic_label(visitor):
    assert "عدد المركبات" in visitor.get(f"{PAGE}?lang=ar").content.decode()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("fleet", ""),
        ("fleet", "many"),
        ("fleet", "9" * 5_000),
        ("fleet", "1.5"),
        ("budget", "NaN"),
        ("start", "31/02/2026"),
        ("chain", "perhaps"),
        ("grade", "99999"),
        ("grade", "9" * 400),
        ("note", "x" * 501),
    ],
)
def test_nonsense_is_refused_with_what_was_typed_and_nothing_is_kept(visitor, asked, name, typed):
    answer = send(visitor, **written(asked, **{name: typed}))
    assert answer.status_code == 422
    assert asked[name].key in answer.context["form"].errors
    assert "Call me, please" in answer.content.decode()
    assert not LeadSubmission.objects.exists()


def test_a_field_that_is_not_asked_a_choice_out_of_use_and_signs_without_sense(visitor, asked, huda):
    secret = next(each for each in read_definitions() if each.label_en == "Secret")
    gold = CustomChoice.objects.get(pk=asked["grade"].choices[0].pk)
    retire_choice(gold, by=huda)
    assert send(visitor, **written(asked, grade=str(gold.number))).status_code == 422
    answer = send(visitor, **written(asked, note="<b>a\x00\x1b</b>"), **{secret.key: "mine", "custom_x": "1"})
    assert answer.status_code == 303
    account = Account.objects.get()
    assert (held_value(account, secret), held(account, asked)["note"]) == (None, "<b>a</b>")


def test_what_we_know_of_a_customer_stays_and_the_answer_is_read_in_the_interaction(visitor, asked, salem):
    known = add_account(by=salem, fields={"name_en": "Old friend", "email": "layla@example.com"})
    set_values(known, {asked["fleet"]: 3})
    send(visitor, **written(asked, chain="yes"))
    assert held(Account.objects.get(), asked)["fleet"] == 3
    assert held(Account.objects.get(), asked)["chain"] is None
    assert "عدد المركبات: 12\nChain: نعم" in Interaction.objects.get().text


def test_what_was_put_aside_keeps_its_answers_until_it_is_taken(visitor, asked, mona, huda, sign_in):
    send(visitor, website="x", **written(asked, note="A 7", chain="yes"))
    assert "Fleet size" in sign_in(mona).get("/w/noor/leads/review/").content.decode()
    archive_field(CustomField.objects.get(pk=asked["chain"].pk), by=huda)
    CustomField.objects.filter(pk=asked["note"].pk).update(kind="day")
    accept(LeadSubmission.objects.get(), by=mona)
    kept = held(Account.objects.get(), asked)
    assert (kept["fleet"], kept["chain"], kept["note"]) == (12, None, None)


def test_links_in_an_answer_count_as_links(visitor, asked):
    links = "http://a.example http://b.example www.c.example"
    send(visitor, **written(asked, note=links))
    assert LeadSubmission.objects.get().doubt == "links"


def test_a_manager_chooses_the_fields(asked, in_noor, mona, sign_in, visitor):
    client = sign_in(mona)
    shown = {f"asks_{each.key}": "no" for each in asked.values()} | {f"asks_{asked['note'].key}": "must"}
    secret = next(each for each in read_definitions() if each.label_en == "Secret")
    settled = {**SETTLED, **shown, f"asks_{secret.key}": "may"}
    refused = client.post(SETTINGS, {**settled, f"asks_{secret.key}": "always"})
    assert refused.status_code == 422
    assert client.post(SETTINGS, settled).status_code == 303
    how = {each.label_en: each.asked_of_leads for each in read_definitions()}
    assert how == {
        "Fleet size": "no", "Budget share": "no", "Start": "no", "Chain": "no", "Grade": "no",
        "Register": "must", "Secret": "may",
    }  # fmt: skip
    page = visitor.get(f"{PAGE}?lang=en").content.decode()
    assert ("Fleet size" in page, "Secret" in page) == (False, True)
    assert send(visitor).status_code == 422


def test_an_archived_field_is_asked_no_more(visitor, asked, huda):
    archive_field(CustomField.objects.get(pk=asked["fleet"].pk), by=huda)
    assert "Fleet size" not in visitor.get(f"{PAGE}?lang=en").content.decode()
    assert send(visitor).status_code == 303


def test_fields_of_contacts_are_never_asked(custom, in_noor, mona, sign_in):  # noqa: F811
    shoe = custom("Shoe size", of="contact")
    assert "Shoe size" not in sign_in(mona).get(SETTINGS).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomField.objects.filter(pk=shoe.pk).update(asked_of_leads="may")
