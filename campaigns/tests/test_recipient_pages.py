"""Who got a campaign and who did not, and why; and what is done about those of whom nobody knows."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Position
from campaigns import draining
from campaigns.held import TooLateToSend, send_again, take_as_sent
from campaigns.models import Campaign, Recipient
from campaigns.scheduling import cancel
from campaigns.tests.crowd import (
    adds_up,
    begin,
    campaign_of,
    contact,
    crowd,
    drain_all,
    fresh,
    rows,
    say,
    states,
    tend,
)
from campaigns.tests.sink import HANG_UP, UNKNOWN_USER
from timeline.models import Event

pytestmark = pytest.mark.usefixtures("in_noor")
HOME = "/w/noor/campaigns/"


@pytest.fixture
def own_eyes(noor):
    """Members see their own customers alone."""
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    return noor


@pytest.fixture
def held(sink, made, mona):
    """Of three, the connection broke around the second one when it had been handed over."""
    people = crowd(3)
    sink.say("dot", HANG_UP, to=people[1].email_1)
    campaign = campaign_of(made, by=mona)
    begin()
    drain_all()
    assert states(fresh(campaign)) == {"sent": 2, "ambiguous": 1}
    assert fresh(campaign).state == "done"
    campaign.people = people
    return campaign


def shown_in(client, query):
    return re.findall(
        r"data-row-link[^>]*><bdi>([^<]+)", client.get(f"{HOME}recipients/?{query}").content.decode()
    )


def test_who_got_it_and_who_did_not_is_listed(sink, sign_in, mona, made, afaq):
    sara = contact("Sara", "sara@afaq.example")
    Position.objects.create(contact=sara, account=afaq)
    contact("Silent", "silent@a.example", agrees=False)
    contact("Gone", "gone@a.example")
    sink.say("rcpt", UNKNOWN_USER, to="gone@a.example")
    campaign = campaign_of(made, by=mona)
    begin()
    drain_all()
    client, one = sign_in(mona), f"campaign={campaign.number}"
    assert set(shown_in(client, one)) == {"Sara", "Silent", "Gone"}
    assert shown_in(client, f"{one}&state=sent") == ["Sara"]
    assert shown_in(client, f"{one}&state=failed&reason=no_such_address") == ["Gone"]
    assert shown_in(client, f"{one}&reason=no_consent") == ["Silent"]
    assert shown_in(client, f"{one}&state=waiting") == []
    assert shown_in(client, f"{one}&q=silent@a") == ["Silent"]
    assert shown_in(client, f"{one}&q=Afaq") == ["Sara"]
    assert shown_in(client, "campaign=999") == shown_in(client, "campaign=x") == []
    assert client.get(f"{HOME}{campaign.number}/recipients/")["Location"].endswith(f"?{one}&view=all")


def test_why_somebody_did_not_get_it_is_told_on_one_page(sink, sign_in, mona, made):
    sara = contact("Sara", "sara@afaq.example")
    campaign = campaign_of(made, by=mona)
    begin()
    say(sara, "withdrawn")
    drain_all()
    say(sara, "given")  # what was agreed to afterwards changes nothing of then
    client = sign_in(mona)
    page = client.get(f"{HOME}{campaign.number}/recipients/{sara.number}/")
    row = Recipient.objects.get(contact=sara)
    with override("en"):
        assert str(row.get_reason_display()) in page.content.decode()
    [line] = page.context["lines"]
    assert (line["consent"].state, line["row"].reason) == ("withdrawn", "no_consent")
    refused = contact("Refused", "refused@a.example")
    assert client.get(f"{HOME}{campaign.number}/recipients/{refused.number}/").status_code == 404
    assert client.get(f"{HOME}{campaign.number}/recipients/999999/").status_code == 404


def test_what_the_mail_server_said_is_told(sink, sign_in, mona, made):
    gone = contact("Gone", "gone@a.example")
    sink.say("rcpt", UNKNOWN_USER, to="gone@a.example")
    campaign = campaign_of(made, by=mona)
    begin()
    drain_all()
    page = sign_in(mona).get(f"{HOME}{campaign.number}/recipients/{gone.number}/").content.decode()
    assert "no such user" in page


def test_a_contact_knows_its_campaigns(sink, sign_in, mona, salem, made):
    sara, late = contact("Sara", "sara@afaq.example"), None
    campaign = campaign_of(made, by=mona)
    begin()
    drain_all()
    late = contact("Late", "late@a.example")
    client = sign_in(salem)
    page = client.get(f"/w/noor/contacts/{sara.number}/campaigns/")
    assert [(each["campaign"].pk, each["row"].state) for each in page.context["shown"]] == [
        (campaign.pk, "sent")
    ]
    assert f"{campaign.number}/recipients/" not in page.content.decode(), "who sends none is not led there"
    assert client.get(f"/w/noor/contacts/{late.number}/campaigns/").context["shown"][0]["row"] is None
    assert campaign.name in client.get(f"/w/noor/contacts/{sara.number}/linked/").content.decode()
    assert campaign.name not in client.get(f"/w/noor/contacts/{late.number}/linked/").content.decode()


def test_nobody_sees_recipients_of_others(own_eyes, sink, sign_in, mona, huda, karim, reem, made, afaq):
    """The figures count all; whom it was is told to who sees the customer."""
    theirs = contact("Theirs", "theirs@a.example", created_by=huda)
    campaign = campaign_of(made, by=mona)
    begin()
    drain_all()
    client = sign_in(mona)
    assert shown_in(client, f"campaign={campaign.number}") == []
    assert client.get(f"{HOME}{campaign.number}/recipients/{theirs.number}/").status_code == 404
    assert client.get(f"/w/noor/contacts/{theirs.number}/campaigns/").status_code == 404
    assert client.post(f"{HOME}{campaign.number}/recipients/{theirs.number}/settlement/").status_code == 404
    assert shown_in(sign_in(huda), f"campaign={campaign.number}") == ["Theirs"]


def test_a_held_one_is_taken_as_sent_once(sign_in, mona, held):
    client = sign_in(mona)
    person = held.people[1]
    for _time in range(2):
        client.post(f"{HOME}{held.number}/recipients/{person.number}/settlement/", {"way": "sent"})
    assert states(held) == {"sent": 3}
    assert adds_up(held)
    event = Event.objects.get(verb="campaign.held_taken")
    assert (event.detail["count"], event.context_id) == (1, person.pk)
    assert drain_all() == 0


def test_a_held_one_is_sent_again_once_and_the_campaign_ends_again(sink, sign_in, mona, held):
    client = sign_in(mona)
    before = len(sink.taken)
    for _time in range(2):
        client.post(f"{HOME}{held.number}/settlement/", {"way": "again"})
    assert fresh(held).state == "running"
    assert adds_up(held)
    assert Event.objects.filter(verb="campaign.held_sent_again").count() == 1
    assert drain_all() == 1
    assert len(sink.taken) == before + 1
    assert max(sink.message_ids.values()) == 2, "the same Message-ID as before"
    assert states(held) == {"sent": 3}
    assert fresh(held).state == "done"
    assert adds_up(held)


def test_who_withdrew_meanwhile_is_not_sent_to_again(sink, mona, held):
    before = len(sink.taken)
    say(held.people[1], "withdrawn")
    assert send_again(held, by=mona) == 1
    drain_all()
    assert len(sink.taken) == before
    assert rows(held)[1][1:] == ("skipped", "no_consent")
    assert adds_up(held)


def test_a_part_that_a_worker_has_takes_nothing_for_sent(sink, mona, made, monkeypatch):
    """Who is put back into it while it is sent waits for the next pass, and is not taken for sent with the others."""
    people = crowd(3)
    sink.say("dot", HANG_UP, to=people[0].email_1)
    campaign = campaign_of(made, by=mona)
    begin()
    monkeypatch.setattr(draining, "GROUP", 1)
    next_group, again = draining.Drain._next_group, []

    def meanwhile(drain, writer):
        group = next_group(drain, writer)
        if not again and Recipient.objects.filter(state="ambiguous").exists():
            again.append(send_again(fresh(campaign), by=mona))
        return group

    monkeypatch.setattr(draining.Drain, "_next_group", meanwhile)
    draining.drain()
    assert again == [1]
    assert states(campaign) == {"sent": 2, "pending": 1}
    assert adds_up(campaign)
    assert drain_all() == 1
    assert states(campaign) == {"sent": 3}
    assert fresh(campaign).state == "done"


def test_nothing_of_a_campaign_that_was_stopped_is_sent_again(sink, sign_in, mona, made, held, monkeypatch):
    now = timezone.now()
    Campaign.objects.filter(pk=held.pk).update(expire_at=now, send_at=now - timedelta(hours=1))
    with pytest.raises(TooLateToSend):
        send_again(held, by=mona)
    sign_in(mona).post(f"{HOME}{held.number}/settlement/", {"way": "again"})
    assert states(held) == {"sent": 2, "ambiguous": 1}
    cut = contact("Cut", "cut@a.example")
    sink.say("dot", HANG_UP, to=cut.email_1)
    campaign = campaign_of(made, by=mona, name="Second")
    begin()
    monkeypatch.setattr(draining, "finish_if_over", lambda pk: False)
    draining.drain()
    cancel(fresh(campaign), by=mona)
    with pytest.raises(TooLateToSend):
        send_again(campaign, by=mona)
    assert take_as_sent(campaign, by=mona) == 1
    tend()
    assert fresh(campaign).counted == {"sent": 4}


def test_recipients_go_into_a_file_with_their_reasons(sink, sign_in, mona, salem, made):
    contact("Sara", "sara@afaq.example")
    contact("=Silent", "silent@a.example", agrees=False)
    campaign = campaign_of(made, by=mona)
    begin()
    drain_all()
    client = sign_in(mona)
    answer = client.post(
        f"{HOME}recipients/export/?campaign={campaign.number}&state=skipped", {"format": "csv"}
    )
    [heads, line] = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    told = dict(zip(heads, line, strict=True))
    with override("en"):
        assert str(Recipient.Reason.NO_CONSENT.label) in told.values()
    assert "silent@a.example" in told.values()
    assert not any(value.startswith("=") for value in told.values())
    xlsx = client.post(f"{HOME}recipients/export/?campaign={campaign.number}", {"format": "xlsx"})
    assert xlsx.content[:2] == b"PK"
    assert Event.objects.filter(verb="recipients.exported").count() == 2
    assert sign_in(salem).post(f"{HOME}recipients/export/", {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("place", ["recipients/", "{n}/recipients/", "{n}/recipients/{c}/"])
def test_who_does_not_send_campaigns_does_not_see_recipients(sign_in, salem, karim, held, place):
    address = HOME + place.format(n=held.number, c=held.people[0].number)
    assert sign_in(salem).get(address).status_code == 403
    assert sign_in(karim).get(address).status_code == 404


@pytest.mark.parametrize("place", ["{n}/settlement/", "{n}/recipients/{c}/settlement/"])
def test_what_is_held_is_settled_by_a_post_of_who_sends_campaigns(sign_in, mona, salem, karim, held, place):
    address = HOME + place.format(n=held.number, c=held.people[1].number)
    assert sign_in(mona).get(address).status_code == 405
    assert sign_in(salem).post(address, {"way": "again"}).status_code == 403
    assert sign_in(karim).post(address, {"way": "again"}).status_code == 404
    assert states(held) == {"sent": 2, "ambiguous": 1}
