"""Segments by how people responded to campaigns."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from accounts.models import Contact, Position
from accounts.segments.querying import contacts, places, vocabulary
from accounts.segments.tree import Unsound, describe, read
from campaigns import draining
from campaigns.models import Recipient, Response
from campaigns.tests.crowd import begin, campaign_of, crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(made, mona, sink, afaq):
    """Five people at one account were written to, a sixth was not."""
    people = crowd(6)
    for each in people:
        Position.objects.create(contact=each, account=afaq)
    Contact.objects.filter(pk=people[5].pk).update(email_1="", email_1_key="")
    campaign_of(made, by=mona)
    begin()
    draining.drain()
    return list(Recipient.objects.filter(state="sent").order_by("seq"))


def respond(row, kind, *, days=0, **fields):
    at = timezone.now() - timedelta(days=days)
    link = 1 if kind == "clicked" else 0
    said = {"campaign_id": row.campaign_id, "recipient": row.pk, "kind": kind, "link": link, "at": at}
    return Response.objects.create(**{**said, **fields})


def meant(op, days="30", *, is_negated=False):
    """The names of who is in a segment of this one rule."""
    known = vocabulary()
    rule = {"field": "contact.responded", "op": op, "values": {"days": days}, "not": is_negated}
    tree = read({"kind": "all", "parts": [rule]}, known)
    found = contacts(places(tree, known)).order_by("pk").values_list("name_en", flat=True)
    return [name.removeprefix("Guest 000") for name in found], describe(tree, known)


def test_by_what_people_did_in_these_days(rows):
    respond(rows[0], "opened")
    respond(rows[1], "clicked", days=20)
    respond(rows[2], "opened", days=40)
    respond(rows[3], "opened", by_machine=True, via="apple")
    respond(rows[4], "bounced", provider="dsn", event_id="1")
    assert meant("opened")[0] == ["1", "2"]
    assert meant("opened", "60")[0] == ["1", "2", "3"]
    assert meant("opened", "10")[0] == ["1"]
    assert meant("pressed")[0] == ["2"]
    assert meant("back")[0] == ["5"]
    assert meant("got")[0] == ["1", "2", "3", "4", "5"]
    assert meant("none")[0] == ["3", "4", "5"]


def test_the_opposite_and_a_deleted_contact(rows):
    respond(rows[0], "opened")
    respond(rows[1], "opened")
    Recipient.objects.filter(pk=rows[1].pk).update(contact=None, address="", address_key=None)
    assert meant("opened")[0] == ["1"]
    assert meant("opened", is_negated=True)[0] == ["2", "3", "4", "5", "6"]


def test_letters_of_long_ago_are_not_meant(rows):
    long_ago = timezone.now() - timedelta(days=90)
    Recipient.objects.update(settled_at=long_ago)
    assert meant("got")[0] == []
    assert meant("none")[0] == []
    assert meant("got", "100")[0] == ["1", "2", "3", "4", "5"]


def test_it_is_said_in_words(rows):
    with translation.override("en"):
        assert "got letters in the last" in str(meant("none")[1])
    with pytest.raises(Unsound):
        meant("opened", "")
