"""What a campaign came to, by people; and what is told on the pages of who pressed a link."""

from datetime import timedelta
from random import Random

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Position
from campaigns import draining, settling_responses
from campaigns.demo.responses import seed_responses
from campaigns.figures import figures_of, strongest_of
from campaigns.models import Recipient, Response
from campaigns.tests.crowd import begin, campaign_of, crowd
from campaigns.writing import add_block
from timeline.models import Event

pytestmark = pytest.mark.django_db
SHOP = "https://noor.example/shop"


@pytest.fixture
def sent(made, mona, sink):
    """Ten people were written to."""
    add_block(made, by=mona, fields={"kind": "button", "text_ar": "شراء", "text_en": "Buy", "link": SHOP})
    crowd(10)
    campaign = campaign_of(made, by=mona)
    begin()
    draining.drain()
    return campaign


class Dice:
    """As the stage of the demo throws them."""

    def random(self, topic):
        return Random(topic)


def rows_of(campaign):
    return list(Recipient.objects.filter(campaign=campaign).order_by("seq"))


def respond(row, kind, **fields):
    link = 1 if kind == "clicked" else 0
    return Response.objects.create(
        campaign_id=row.campaign_id, recipient=row.pk, **{"kind": kind, "link": link, **fields}
    )


def test_people_are_counted_and_machines_stand_apart(sent):
    first, second, third, fourth, fifth, *_others = rows_of(sent)
    respond(first, "opened")
    respond(first, "clicked")
    respond(second, "clicked")  # its pictures were not shown
    respond(third, "opened", by_machine=True, via="apple")
    respond(third, "clicked", by_machine=True, via="scanner")
    respond(fourth, "bounced", provider="dsn", event_id="1", is_lasting=True)
    respond(fourth, "bounced", provider="dsn", event_id="2")
    respond(fifth, "delivered", provider="mailgun", event_id="1")
    respond(fifth, "complained", provider="mailgun", event_id="2")
    respond(first, "unsubscribed")
    found = figures_of(sent)
    assert (found.sent, found.delivered, found.bounced, found.bounced_for_good) == (10, 9, 1, 1)
    assert (found.opened, found.clicked, found.complained, found.unsubscribed) == (2, 2, 1, 1)
    assert (found.opened_by_machine, found.clicked_by_machine) == (1, 1)
    assert [(each.address, each.people, each.machines) for each in found.links] == [(SHOP, 2, 1)]
    assert found.rate(found.bounced, of=found.sent) == 10
    assert round(found.rate(found.clicked), 1) == 22.2


def test_of_nobody_there_is_no_share(made, mona, in_noor):
    campaign = campaign_of(made, by=mona)
    begin()
    found = figures_of(campaign)
    assert (found.sent, found.delivered) == (0, 0)
    assert [share for _label, _people, share in found.rows] == [None] * 6


def test_figures_are_shown(sent):
    respond(rows_of(sent)[0], "clicked")
    respond(rows_of(sent)[1], "opened", by_machine=True, via="apple")
    with override("en"):
        shown = " ".join(render_to_string("campaigns/figures.html", {"figures": figures_of(sent)}).split())
    assert "10.0%" in shown
    assert SHOP in shown
    assert "Programs also opened 1 of the letters" in shown


def test_a_letter_that_nobody_follows_says_so(sent):
    sent.contents.model.objects.all()
    figures = figures_of(sent)
    plain = type(figures)(**{**vars(figures), "is_followed": False, "links": ()})
    with override("en"):
        shown = render_to_string("campaigns/figures.html", {"figures": plain})
    assert "it carries plain links" in shown
    assert "Opened" not in shown


def test_of_each_recipient_the_strongest_is_said(sent):
    first, second, third, *_others = rows_of(sent)
    respond(first, "opened")
    respond(first, "clicked")
    respond(second, "clicked")
    respond(second, "complained", provider="mailgun", event_id="1")
    respond(third, "opened", by_machine=True, via="apple")
    found = strongest_of([first, second, third])
    assert {pk: str(each.kind) for pk, each in found.items()} == {
        first.pk: "clicked",
        second.pk: "complained",
    }


def test_a_press_is_told_once_for_a_campaign_and_a_contact(sent, afaq):
    first, second, *_others = rows_of(sent)
    Position.objects.create(contact=first.contact, account=afaq, is_primary=True)
    past = timezone.now() - timedelta(seconds=1)
    respond(first, "clicked", due_at=past)
    respond(second, "clicked", due_at=timezone.now() + timedelta(minutes=1))
    respond(second, "opened")
    assert settling_responses.settle_next() == 1
    respond(first, "clicked", link=2, due_at=past)
    assert settling_responses.settle_next() == 1
    assert settling_responses.settle_next() == 0
    (event,) = Event.objects.filter(verb="contact.pressed")
    assert (event.subject_id, event.context_id) == (first.contact_id, afaq.pk)
    assert event.detail["campaign"] == sent.name


def test_who_was_deleted_meanwhile_is_told_of_nowhere(sent):
    first, *_others = rows_of(sent)
    respond(first, "clicked", due_at=timezone.now())
    Recipient.objects.filter(pk=first.pk).update(contact=None, address="", address_key=None)
    assert settling_responses.settle_next() == 1
    assert not Event.objects.filter(verb="contact.pressed").exists()


def test_responses_of_the_demo_are_believable_and_the_same_every_time(sent):
    first = rows_of(sent)[0]
    past = timezone.now() - timedelta(days=9)
    Recipient.objects.bulk_create(
        Recipient(
            campaign=sent, seq=100 + at, address=f"d{at}@x.example", address_key=f"d{at}@x.example", state="sent",
            settled_at=past,
        )
        for at in range(400)
    )  # fmt: skip
    seed_responses(Dice())
    found = figures_of(sent)
    assert 0 < found.clicked < found.opened < 250
    assert found.opened_by_machine > 0
    assert 0 < found.bounced < 30
    assert not Response.objects.filter(at__gt=timezone.now()).exists()
    assert not Response.objects.filter(recipient=first.pk, kind="clicked", link__gt=1).exists()
    before = Response.objects.count()
    seed_responses(Dice())
    assert Response.objects.count() == before
