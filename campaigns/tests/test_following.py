"""Links and the picture of letters: who is sent where, what is written down, and who is no reader."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaigns import draining
from campaigns.following import token_for
from campaigns.machines import via_of
from campaigns.models import ContentVersion, Recipient, Response, SendChunk
from campaigns.ruling import change_rules
from campaigns.scheduling import schedule, unschedule
from campaigns.testing import letter_for, reader_of
from campaigns.tests.crowd import begin, campaign_of, contact
from campaigns.writing import add_block
from lib.tenancy.state import workspace
from portal.views.letters import DOT

pytestmark = pytest.mark.django_db
PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
SHOP, NEWS = "https://noor.example/shop?a=1&b=2", "https://noor.example/news"


@pytest.fixture
def linked(made, mona):
    """Its button, its picture and its text lead to two addresses."""
    fields = {"kind": "button", "text_ar": "اشتروا", "text_en": "Buy", "link": SHOP}
    add_block(made, by=mona, fields=fields)
    add_block(
        made, by=mona, fields={"kind": "text", "text_ar": f"اقرأوا {NEWS} أو {SHOP}", "text_en": "Read"}
    )
    return made


@pytest.fixture
def sent(linked, mona, sink):
    """Somebody who was written to a minute ago."""
    contact("Sara", "sara@afaq.example")
    campaign = campaign_of(linked, by=mona)
    begin()
    draining.drain()
    Recipient.objects.update(settled_at=timezone.now() - timedelta(minutes=1))
    return campaign


def row_of(campaign):
    return Recipient.objects.get(campaign=campaign)


def html_in(sink) -> str:
    (_address, raw), *_others = sink.taken
    message = message_from_bytes(raw, policy=policy.default)
    return message.get_body(("html",)).get_content()


def links_in(html):
    return re.findall(r'href="(http[^"]+)"', html)


def path_of(link, *, slug="noor"):
    return f"/p/{slug}/{link.partition(f'/p/{slug}/')[2]}"


def token_of(campaign, link, **other):
    row, content = row_of(campaign), campaign.contents.get()
    said = {"workspace_id": campaign.workspace_id, "recipient": row.pk, "content": content.pk, "link": link}
    return token_for(**{**said, **other})


def press(campaign, link=1, *, agent=PERSON, method="get", **extra):
    path = f"/p/noor/k/{token_of(campaign, link)}/"
    return getattr(Client(), method)(path, headers={"user-agent": agent}, **extra)


def look(campaign, *, agent=PERSON, method="get", **extra):
    path = f"/p/noor/o/{token_of(campaign, 0)}/"
    return getattr(Client(), method)(path, headers={"user-agent": agent}, **extra)


def told():
    seen = Response.objects.order_by("pk")
    return [(str(each.kind), each.link, each.by_machine, str(each.via)) for each in seen]


def test_the_table_of_links_is_of_the_content_and_has_each_once(sent):
    content = ContentVersion.objects.get()
    assert content.links == [SHOP, NEWS]
    assert content.is_followed


def test_links_of_a_letter_lead_over_sila_and_its_words_stay(sent, sink):
    html = html_in(sink)
    found = links_in(html)
    assert [path_of(each) for each in found if "/k/" in each] == [
        f"/p/noor/k/{token_of(sent, link)}/" for link in (1, 2, 1)
    ]
    assert [each for each in found if "/k/" not in each] == [
        each for each in found if "/preferences/" in each
    ]
    assert f">{NEWS}</a>" in html
    assert f"/p/noor/o/{token_of(sent, 0)}/" in html


def test_a_press_leads_on_and_is_written_down_once(sent):
    for _again in range(3):
        answer = press(sent, 1)
        assert (answer.status_code, answer["Location"]) == (302, SHOP)
    assert told() == [("clicked", 1, False, "")]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_look_is_one_dot_without_cookies_that_nobody_keeps(sent):
    answer = look(sent)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, DOT, "image/gif")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    look(sent)
    assert told() == [("opened", 0, False, "")]


@pytest.mark.parametrize(
    "token",
    [
        "nothing", "1.1.1.aaaaaaaaaaaaaaaa", "%2F%2Fevil.example", "javascript:alert(1)", "https:%2F%2Fevil.example",
        "%5Cevil.example", "-1.1.1.aaaaaaaaaaaaaaaa", "f" * 3000, "١.1.1.aaaaaaaaaaaaaaaa",
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["k", "o"])
def test_what_we_have_not_written_leads_nowhere(sent, page, token):
    answer = Client().get(f"/p/noor/{page}/{token}/", headers={"user-agent": PERSON})
    assert answer.status_code == 404
    assert "Location" not in answer
    assert told() == []


def test_a_token_holds_for_its_own_recipient_link_workspace_and_page(sent, bahr):
    good = token_of(sent, 1)
    said, signature = good.rsplit(".", 1)
    row, content, link = said.split(".")
    forged = [
        good[:-1],
        f"{good}a",
        good.swapcase(),
        f"{int(row, 16) + 1:x}.{content}.{link}.{signature}",
        f"{row}.{int(content, 16) + 1:x}.{link}.{signature}",
        f"{row}.{content}.2.{signature}",
        f"{row}.{content}.01.{signature}",
        token_of(sent, 1, workspace_id=bahr.pk),
        token_of(sent, 0),
        token_of(sent, 3),
        token_of(sent, 1, content=99999),
    ]
    for token in forged:
        assert Client().get(f"/p/noor/k/{token}/").status_code == 404, token
    for path in (
        f"/p/bahr/k/{good}/",
        f"/p/none/k/{good}/",
        f"/p/noor/o/{good}/",
        f"/p/noor/k/{good}/?to=//evil",
    ):
        expected = 302 if "?" in path else 404
        answer = Client().get(path, headers={"user-agent": PERSON})
        assert answer.status_code == expected, path
        assert answer.get("Location", SHOP) == SHOP
    assert told() == [("clicked", 1, False, "")]
    assert Client().post(f"/p/noor/k/{good}/").status_code == 405


def test_a_link_is_followed_when_nothing_can_be_written(sent):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set transaction read only")
    assert press(sent, 2)["Location"] == NEWS
    assert look(sent).status_code == 200
    assert told() == []


def test_a_link_is_followed_when_its_recipient_is_gone(sent, in_noor):
    token = token_of(sent, 1, recipient=99999)
    assert Client().get(f"/p/noor/k/{token}/")["Location"] == SHOP
    assert told() == []


def test_a_response_never_changes_the_recipient(sent):
    before = Recipient.objects.values().get()
    press(sent)
    look(sent)
    assert Recipient.objects.values().get() == before


@pytest.mark.parametrize(
    ("agent", "address", "via"),
    [
        (PERSON, "203.0.113.9", ""),
        ("Mozilla/5.0", "203.0.113.9", "apple"),
        (PERSON, "17.58.1.2", "apple"),
        (
            "Mozilla/5.0 (Windows NT 5.1) Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            "66.249.84.1",
            "proxy",
        ),
        ("YahooMailProxy; https://help.yahoo.com", "87.248.1.1", "proxy"),
        ("Barracuda Sentinel (EE)", "203.0.113.9", "scanner"),
        ("python-requests/2.32", "203.0.113.9", "scanner"),
        ("", "203.0.113.9", "scanner"),
        (PERSON, "40.94.1.1", ""),
        (PERSON, "104.47.3.4", "scanner"),
        (PERSON, "2a01::1", ""),
        (PERSON, "no address", ""),
    ],
)
def test_programs_are_told_from_readers(agent, address, via):
    assert via_of(agent, address) == via


def test_who_only_asks_for_the_head_is_no_reader():
    assert via_of(PERSON, "203.0.113.9", method="HEAD") == "scanner"


def test_machines_are_written_down_apart_and_a_reader_after_them_counts(sent):
    assert press(sent, method="head")["Location"] == SHOP
    press(sent, agent="Mimecast link scanner")
    look(sent, agent="Mozilla/5.0")
    assert told() == [("clicked", 1, True, "scanner"), ("opened", 0, True, "apple")]
    press(sent)
    look(sent)
    assert told()[2:] == [("clicked", 1, False, ""), ("opened", 0, False, "")]


def test_googles_proxy_fetches_for_a_reader(sent):
    look(sent, agent="Mozilla/5.0 (via ggpht.com GoogleImageProxy)")
    assert told() == [("opened", 0, False, "proxy")]


def test_all_links_within_seconds_are_a_machine_and_so_is_what_came_before(sent):
    look(sent)
    press(sent, 1)
    press(sent, 2)
    assert told() == [
        ("opened", 0, True, "burst"),
        ("clicked", 1, True, "burst"),
        ("clicked", 2, True, "burst"),
    ]
    assert not Response.objects.filter(due_at__isnull=False).exists()
    press(sent, 1)
    assert [each for each in told() if not each[2]] == []


def test_two_links_a_minute_apart_are_a_reader(sent, time_machine):
    press(sent, 1)
    time_machine.move_to(timezone.now() + timedelta(minutes=1))
    press(sent, 2)
    assert told() == [("clicked", 1, False, ""), ("clicked", 2, False, "")]


def test_who_comes_before_the_mail_server_has_answered_is_a_machine(sent):
    SendChunk.objects.update(state="leased", due_at=timezone.now(), done_seq=0, intent_seq=1)
    Recipient.objects.update(state="pending", settled_at=None)
    assert press(sent).status_code == 302
    assert told() == [("clicked", 1, True, "early")]
    # Its answer is known, and only the end of its part is waited for.
    SendChunk.objects.update(done_seq=1)
    press(sent)
    assert told()[1:] == [("clicked", 1, False, "")]


def test_a_workspace_that_does_not_follow_sends_plain_letters(linked, mona, sink):
    change_rules(by=mona, is_on=False)
    contact("Sara", "sara@afaq.example")
    campaign = campaign_of(linked, by=mona)
    begin()
    draining.drain()
    assert campaign.contents.get().links == []
    html = html_in(sink)
    assert SHOP.replace("&", "&amp;") in links_in(html)
    assert "/k/" not in html
    assert "/o/" not in html


def test_switched_off_later_it_stops_at_once_and_links_still_lead_on(sent, mona):
    change_rules(by=mona, is_on=False)
    assert press(sent)["Location"] == SHOP
    assert told() == []


def test_previews_and_test_letters_are_not_followed(linked, mona):
    filled = letter_for(linked, linked.in_order(), "ar", reader_of(mona, None), workspace=mona.workspace)
    assert SHOP.replace("&", "&amp;") in links_in(filled.html)
    assert "/p/" not in filled.html


def test_a_link_with_a_value_in_it_stays_as_it_is(made, mona, in_noor):
    fields = {"kind": "button", "text_en": "Buy", "text_ar": "شراء", "link": "https://x.example/?to={city}"}
    add_block(made, by=mona, fields=fields)
    campaign = campaign_of(made, by=mona)
    assert campaign.contents.get().links == []


def test_a_second_content_has_its_own_table(linked, mona, in_noor):
    campaign = campaign_of(linked, by=mona)
    first = campaign.contents.get()
    unschedule(campaign, by=mona)
    add_block(
        linked, by=mona, fields={"kind": "button", "text_en": "More", "text_ar": "مزيد", "link": f"{NEWS}/2"}
    )
    schedule(campaign, by=mona)
    assert [each.links for each in campaign.contents.order_by("version")] == [
        first.links,
        [SHOP, NEWS, f"{NEWS}/2"],
    ]


def test_links_of_another_workspace_are_never_found(sent, bahr):
    content = ContentVersion.objects.get()
    with workspace(bahr.pk):
        token = token_for(bahr.pk, 1, content.pk, 1)
    assert Client().get(f"/p/bahr/k/{token}/").status_code == 404
