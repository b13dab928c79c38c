"""The pages on which variants and control groups are chosen, and told."""

import re

import pytest

from campaigns.models import Campaign, Recipient, Response
from campaigns.scheduling import add_campaign
from campaigns.tests.crowd import begin, contact, crowd, drain_all
from campaigns.tests.test_variants import offer_of, planned, put, scheduled, segment_of
from campaigns.varying import plan_of

pytestmark = pytest.mark.usefixtures("in_noor")
HOME = "/w/noor/campaigns/"


@pytest.fixture
def gold(mona):
    return segment_of(mona, "Gold")


@pytest.fixture
def offer(mona):
    return offer_of(mona, "For gold", "GOLD20")


def written(made, **fields):
    usual = {"template": made.number, "purpose": "marketing", "whom": "everybody", "when": "now"}
    return {"name": "عرض الموسم", **usual, **fields}


def of(gold, offer, **fields):
    return {"varies": "segments", "of_segment_1": gold.number, "of_template_1": offer.number, **fields}


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_it_is_chosen_in_the_form_and_changed_there(sign_in, mona, made, gold, offer):
    client = sign_in(mona)
    sent = written(made, **of(gold, offer), control_percent="10")
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(f"{HOME}new/").content.decode())[1]
    for _time in range(2):
        assert client.post(f"{HOME}new/", {**sent, "form_token": token}).status_code == 303
    campaign = Campaign.objects.get()
    assert plan_of(campaign) == planned((gold, offer), control=10)
    page = client.get(f"{HOME}{campaign.number}/edit/").content.decode()
    assert f'<option value="{gold.number}" selected>' in page
    assert 'value="10"' in page
    version = re.search(r'name="version" value="([^"]+)"', page)[1]
    answer = client.post(f"{HOME}{campaign.number}/edit/", written(made, version=version, varies="same"))
    assert answer.status_code == 303
    assert plan_of(campaign) == planned()


@pytest.mark.parametrize(
    "wrong",
    [
        {"varies": "segments"},
        {"varies": "segments", "of_segment_1": "GOLD"},
        {"varies": "segments", "of_template_1": "OFFER"},
        {"varies": "segments", "of_segment_1": "999", "of_template_1": "OFFER"},
        {"varies": "segments", "of_segment_1": "GOLD", "of_template_1": "OFFER",
         "of_segment_2": "GOLD", "of_template_2": "OFFER"},
        {"varies": "nonsense"},
        {"control_percent": "51"},
        {"control_percent": "-1"},
        {"control_percent": "ten"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(sign_in, mona, made, gold, offer, wrong):
    numbers = {"GOLD": str(gold.number), "OFFER": str(offer.number)}
    sent = {name: numbers.get(value, value) for name, value in wrong.items()}
    answer = sign_in(mona).post(f"{HOME}new/", written(made, name="Kept as typed", **sent))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Kept as typed" in page
    assert "is-invalid" in page or "form-errors" in page or "invalid-feedback" in page
    assert not Campaign.objects.exists()


def test_segments_and_templates_of_strangers_are_not_offered(sign_in, mona, made, in_bahr_segment, offer):
    sent = {"varies": "segments", "of_segment_1": "77", "of_template_1": offer.number}
    answer = sign_in(mona).post(f"{HOME}new/", written(made, **sent))
    assert answer.status_code == 422
    assert "Secret" not in answer.content.decode()


@pytest.fixture
def in_bahr_segment(bahr, karim):
    from lib.tenancy.state import workspace

    with workspace(bahr.pk):
        made = segment_of(karim, "Secret")
        type(made).objects.filter(pk=made.pk).update(number=77)


def test_how_many_get_which_is_said_before_it_is_scheduled(sign_in, mona, made, gold, offer):
    people = crowd(10)
    put(gold, people[:4], mona)
    draft = add_campaign(
        by=mona, name="S", purpose="marketing", template=made, plan=planned((gold, offer), control=10)
    )
    client = sign_in(mona)
    for page in (f"{HOME}{draft.number}/", f"{HOME}{draft.number}/schedule/"):
        shown = text_of(client.get(page, headers={"accept-language": "en"}))
        assert "Gold" in shown
        assert "For gold" in shown
        assert "Kept aside by lot: the control group. 1" in shown
        assert "Is written to 9" in shown


def test_figures_and_rows_of_each_variant(sign_in, sink, mona, made, gold, offer):
    people = crowd(6)
    put(gold, people[:2], mona)
    campaign = scheduled(made, planned((gold, offer), control=0), by=mona)
    begin()
    drain_all()
    rows = dict(Recipient.objects.values_list("contact", "pk"))
    for person in (people[0], people[3]):
        Response.objects.create(campaign=campaign, recipient=rows[person.pk], kind="opened")
    Response.objects.create(campaign=campaign, recipient=rows[people[1].pk], kind="opened", by_machine=True)
    client = sign_in(mona)
    shown = text_of(client.get(f"{HOME}{campaign.number}/", headers={"accept-language": "en"}))
    assert "Gold For gold 2 1 50.0% 0 0.0%" in shown
    assert "All others Season 4 1 25.0% 0 0.0%" in shown
    listed = client.get(f"{HOME}recipients/?campaign={campaign.number}&variant=1&view=all").content.decode()
    assert [person.name in listed for person in people[:3]] == [True, True, False]


def test_why_somebody_did_not_get_it(sign_in, sink, mona, made, gold, offer):
    put(gold, [contact("Sara", "sara@a.example")], mona)
    campaign = scheduled(made, planned((gold, offer), control=50), by=mona)
    begin()
    sara = Recipient.objects.get().contact
    client = sign_in(mona)
    page = f"{HOME}{campaign.number}/recipients/{sara.number}/"
    assert "control group" in text_of(client.get(page, headers={"accept-language": "en"}))
    listed = f"{HOME}recipients/?campaign={campaign.number}&reason=control&view=all"
    assert "Sara" in client.get(listed).content.decode()


def test_what_somebody_was_told_is_said(sign_in, sink, mona, made, gold, offer):
    put(gold, [contact("Sara", "sara@a.example")], mona)
    campaign = scheduled(made, planned((gold, offer)), by=mona)
    begin()
    sara = Recipient.objects.get().contact
    shown = text_of(sign_in(mona).get(f"{HOME}{campaign.number}/recipients/{sara.number}/"))
    assert "For gold" in shown


def test_who_may_not_write_campaigns_chooses_nothing(sign_in, salem, reem, karim, made, gold, offer):
    for member, status in ((salem, 403), (reem, 403), (karim, 404)):
        answer = sign_in(member).post(f"{HOME}new/", written(made, **of(gold, offer)))
        assert answer.status_code == status
    assert not Campaign.objects.exists()
