"""What parts of an audience are told something else, or nothing: by segment, and kept aside by lot."""

import hashlib
from email import message_from_bytes, policy

import pytest

from accounts.models import Contact, Position
from accounts.segments.verbs import add_segment, put_in
from accounts.services import add_account
from campaigns.models import Campaign, Recipient
from campaigns.scheduling import (
    NoLongerADraft,
    NotWhole,
    add_campaign,
    change_campaign,
    copy_campaign,
    schedule,
)
from campaigns.snapshot import numbers_of
from campaigns.tests.crowd import adds_up, begin, contact, crowd, drain_all, fresh, rows, say, states
from campaigns.variant_figures import figures_by_variant
from campaigns.varying import Part, Plan, plan_of
from campaigns.writing import add_block, add_template

pytestmark = pytest.mark.django_db


@pytest.fixture
def gold(in_noor, mona):
    return segment_of(mona, "Gold")


@pytest.fixture
def offer(in_noor, mona):
    return offer_of(mona, "For gold", "GOLD20")


def put(segment, people, mona):
    """They stand for a customer: who stands for none is in no segment."""
    account = add_account(by=mona, fields={"name_en": f"Of {segment.name}", "owner": mona})
    Position.objects.bulk_create(Position(contact=each, account=account) for each in people)
    put_in(segment, [each.pk for each in people], by=mona)


def segment_of(mona, name):
    return add_segment(by=mona, name=name, kind="static")


def offer_of(mona, name, code):
    made = add_template(by=mona, name=name, subject_en=f"{name}: an offer")
    add_block(made, by=mona, fields={"kind": "offer", "text_en": "20 off", "code": code})
    return made


def planned(*parts, control=0):
    lots = {"control_percent": control, "hours": None, "measure": ""}
    return Plan(tuple(Part(template.pk, segment.pk) for segment, template in parts), lots)


def scheduled(template, plan, *, by, **fields):
    made = add_campaign(by=by, name="Season", purpose="marketing", template=template, plan=plan, **fields)
    schedule(made, by=by)
    return made


def lot(campaign, person) -> int:
    return int(hashlib.md5(f"{campaign.pk}.{person.pk}".encode()).hexdigest()[:15], 16)


def text_of(raw):
    return message_from_bytes(raw, policy=policy.default).get_body(("plain",)).get_content()


def subjects(sink):
    return {
        address: str(message_from_bytes(raw, policy=policy.default)["Subject"]) for address, raw in sink.taken
    }


def test_who_is_in_a_segment_gets_its_template_and_offer_and_all_others_the_usual_one(
    sink, in_noor, made, mona, gold, offer
):
    sara = contact("Sara", "sara@a.example", language="en")
    contact("Omar", "omar@a.example", language="en")
    put(gold, [sara], mona)
    campaign = scheduled(made, planned((gold, offer)), by=mona)
    begin()
    assert drain_all() == 2
    assert subjects(sink)["sara@a.example"] == "For gold: an offer"
    assert subjects(sink)["omar@a.example"].startswith("An offer for")
    taken = dict(sink.taken)
    assert (
        "GOLD20"
        in message_from_bytes(taken["sara@a.example"], policy=policy.default)
        .get_body(("plain",))
        .get_content()
    )
    assert b"GOLD20" not in taken["omar@a.example"]
    assert dict(Recipient.objects.values_list("address", "variant")) == {
        "sara@a.example": 1,
        "omar@a.example": 0,
    }
    assert adds_up(campaign)


def test_the_first_segment_that_fits_decides(sink, in_noor, made, mona, gold, offer):
    silver, other = segment_of(mona, "Silver"), offer_of(mona, "For silver", "SILVER5")
    both, only = contact("Both", "both@a.example"), contact("Only", "only@a.example")
    put(gold, [both], mona)
    put(silver, [both, only], mona)
    scheduled(made, planned((silver, other), (gold, offer)), by=mona)
    begin()
    assert dict(Recipient.objects.values_list("address", "variant")) == {
        "both@a.example": 1,
        "only@a.example": 1,
    }


def test_links_of_each_variant_lead_where_its_own_template_says(sink, in_noor, made, mona, gold):
    offer = add_template(by=mona, name="With a link", subject_en="Look")
    add_block(offer, by=mona, fields={"kind": "button", "text_en": "Go", "link": "https://noor.example/gold"})
    put(gold, [contact("Sara", "sara@a.example")], mona)
    campaign = scheduled(made, planned((gold, offer)), by=mona)
    kept = {each.variant: each.links for each in campaign.contents.all()}
    assert kept == {0: [], 1: ["https://noor.example/gold"]}


def test_nobody_in_a_segment_is_nobody_in_its_variant(sink, in_noor, made, mona, gold, offer):
    crowd(3)
    campaign = scheduled(made, planned((gold, offer)), by=mona)
    begin()
    assert drain_all() == 3
    assert fresh(campaign).state == "done"
    [of_gold, of_others] = figures_by_variant(campaign)
    assert (of_gold.name, of_gold.sent, of_gold.opened_share) == ("Gold", 0, None)
    assert of_others.sent == 3


@pytest.mark.parametrize(
    ("people", "percent", "aside"), [(40, 10, 4), (7, 10, 1), (4, 10, 0), (5, 50, 3), (1, 50, 1)]
)
def test_the_control_group_has_its_share_and_gets_nothing(sink, in_noor, made, mona, people, percent, aside):
    crowd(people)
    draft = add_campaign(
        by=mona, name="Season", purpose="marketing", template=made, plan=planned(control=percent)
    )
    numbers = numbers_of(draft)
    assert (numbers.written_to, numbers.left_out.get("control", 0)) == (people - aside, aside)
    schedule(draft, by=mona)
    begin()
    assert drain_all() == people - aside
    assert states(draft) == {
        key: count for key, count in (("sent", people - aside), ("skipped", aside)) if count
    }
    assert adds_up(draft)
    drawn = sorted(Contact.objects.all(), key=lambda each: lot(draft, each))[:aside]
    kept = Recipient.objects.filter(campaign=draft, reason="control")
    assert set(kept.values_list("contact", flat=True)) == {each.pk for each in drawn}


def test_only_those_who_would_get_it_are_drawn(sink, in_noor, made, mona):
    crowd(10)
    for each in range(10):
        contact("Silent", f"silent{each}@a.example", agrees=False)
    campaign = scheduled(made, planned(control=20), by=mona)
    begin()
    reasons = [reason for _address, _state, reason in rows(campaign) if reason]
    assert (reasons.count("control"), reasons.count("no_consent")) == (2, 10)


def test_control_and_segments_together(sink, in_noor, made, mona, gold, offer):
    people = crowd(20)
    put(gold, people[:10], mona)
    campaign = scheduled(made, planned((gold, offer), control=25), by=mona)
    begin()
    assert drain_all() == 15
    aside = set(Recipient.objects.filter(reason="control").values_list("contact", flat=True))
    told = dict(Recipient.objects.exclude(reason="control").values_list("contact", "variant"))
    assert len(aside) == 5
    assert told == {each.pk: int(each in people[:10]) for each in people if each.pk not in aside}
    assert adds_up(campaign)


def test_two_contacts_with_one_address_are_neither_written_to_when_the_first_is_kept_aside(
    sink, in_noor, made, mona
):
    contact("One", "one@a.example")
    contact("Again", "ONE@a.example")
    scheduled(made, planned(control=50), by=mona)
    begin()
    assert drain_all() == 0
    assert not sink.taken


def test_variants_are_written_while_it_is_a_draft_alone(in_noor, made, mona, gold, offer):
    campaign = scheduled(made, planned((gold, offer)), by=mona)
    with pytest.raises(NoLongerADraft):
        change_campaign(campaign, by=mona, fields={}, plan=planned())
    assert plan_of(campaign) == planned((gold, offer))


def test_what_is_scheduled_is_what_the_template_of_the_variant_said_then(
    sink, in_noor, made, mona, gold, offer
):
    put(gold, [contact("Sara", "sara@a.example")], mona)
    scheduled(made, planned((gold, offer)), by=mona)
    offer.subject_en = "Changed since"
    offer.save_version()
    offer.archive(by=mona)
    begin()
    drain_all()
    assert subjects(sink)["sara@a.example"] == "For gold: an offer"


def test_a_variant_that_is_not_whole_is_said_by_its_name(in_noor, made, mona, gold):
    empty = add_template(by=mona, name="Empty one", subject_en="Nothing")
    draft = add_campaign(by=mona, name="S", purpose="marketing", template=made, plan=planned((gold, empty)))
    with pytest.raises(NotWhole) as refusal:
        schedule(draft, by=mona)
    assert "Empty one" in refusal.value.problems[0].text
    assert fresh(draft).state == "draft"


def test_an_archived_segment_still_decides_and_an_unreadable_one_stops_it(
    sink, in_noor, made, mona, gold, offer
):
    put(gold, [contact("Sara", "sara@a.example")], mona)
    campaign = scheduled(made, planned((gold, offer)), by=mona)
    type(gold).objects.filter(pk=gold.pk).update(kind="rules", rules={"all": [{"field": "gone"}]})
    begin()
    assert (fresh(campaign).state, fresh(campaign).why) == ("failed", "audience")
    assert not Recipient.objects.exists()


def test_a_copy_tells_the_same_to_the_same(in_noor, made, mona, gold, offer):
    campaign = scheduled(made, planned((gold, offer), control=10), by=mona)
    copied = copy_campaign(campaign, by=mona, name="Again")
    assert plan_of(copied) == planned((gold, offer), control=10)
    assert Campaign.objects.count() == 2


def test_who_withdraws_meanwhile_gets_no_variant_either(sink, in_noor, made, mona, gold, offer):
    sara = contact("Sara", "sara@a.example")
    put(gold, [sara], mona)
    scheduled(made, planned((gold, offer)), by=mona)
    begin()
    say(sara, "withdrawn")
    assert drain_all() == 0
    assert not sink.taken
