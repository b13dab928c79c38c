"""Lines to mail servers of every kind: those that can do little, that break off, that never answer."""

import smtplib
import socket
import threading
import time
from email import message_from_bytes, policy

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from accounts.merging.services import merge
from campaigns import draining, line
from campaigns.letters import Filled
from campaigns.mime import Skeleton, addressee, skeleton_of, subject
from campaigns.models import Lane, Recipient
from campaigns.tests.crowd import adds_up, begin, campaign_of, contact, crowd, drain_all, fresh, rows, states
from campaigns.writing import add_block
from messaging.sending import sender_of_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[[], ["PIPELINING", "8BITMIME", "SIZE 1000000"]], ids=["plain", "with extensions"])
def server(sink, request):
    sink.extensions = request.param
    return sink


def test_all_get_it_once_whatever_the_server_can_do(server, in_noor, made, mona):
    crowd(45)
    campaign = campaign_of(made, by=mona)
    begin()
    assert drain_all() == 45
    assert set(server.message_ids.values()) == {1}
    assert server.connections == 1
    assert fresh(campaign).counted == {"sent": 45}


def test_each_is_told_what_was_said_of_them(server, in_noor, made, mona):
    """Answers in one breath belong to one recipient each, and the line goes on."""
    people = crowd(12)
    server.say("rcpt", "550 5.1.1 no such user", to=people[1].email_1)
    server.say("rcpt", "451 4.2.0 later", to=people[3].email_1)
    server.say("dot", "552 5.3.4 message too big", to=people[5].email_1)
    server.say("data", "554 5.7.1 no", to=people[7].email_1)
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 8
    said = {address: (state, reason) for address, state, reason in rows(campaign)}
    assert said[people[1].email_1] == ("failed", "no_such_address")
    assert said[people[3].email_1] == ("deferred", "")
    assert said[people[5].email_1] == ("failed", "too_large")
    assert said[people[7].email_1] == ("failed", "blocked")
    assert set(server.message_ids.values()) == {1}
    assert adds_up(campaign)


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_server_that_closes_while_it_is_spoken_to(server, in_noor, made, mona, step):
    crowd(3)
    server.say(step, "421 4.3.2 going down")
    campaign = campaign_of(made, by=mona)
    begin()
    draining.drain()
    assert Lane.objects.get().blocked_until
    assert set(states(campaign)) <= {"pending", "deferred"}
    assert server.taken == []


def test_a_message_that_nobody_may_get_is_not_begun(sink, in_noor):
    """A server that asks for the message although it refused the recipient: it gets none, and not an empty one."""
    sink.extensions = ["PIPELINING"]
    sink.say("rcpt", "550 5.1.1 no")
    one = line.Line(sender_of_workspace())
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        one.send("us@a.example", "nobody@a.example", b"Subject: x\r\n\r\nx\r\n")
    assert not one.was_handed
    one.send("us@a.example", "somebody@a.example", b"Message-ID: <1>\r\n\r\nx\r\n")
    one.drop()
    assert sink.addresses == ["somebody@a.example"]


def test_dots_at_the_begin_of_lines_arrive(sink, in_noor):
    one = line.Line(sender_of_workspace())
    one.send("us@a.example", "you@a.example", b"Message-ID: <1>\r\n\r\n.\r\n..two\r\n.end\r\n")
    one.drop()
    assert sink.taken[0][1].endswith(b"\r\n\r\n.\r\n..two\r\n.end\r\n")


def test_no_line_is_longer_than_servers_take(sink, in_noor, made, mona):
    long = "عرض" * 2_000
    add_block(made, by=mona, fields={"kind": "text", "text_ar": long, "text_en": "x" * 5_000})
    contact("ا" * 70 + " " + "ب" * 70, "sara@a.example", language="ar")
    campaign_of(made, by=mona)
    begin()
    assert drain_all() == 1
    raw = sink.taken[0][1]
    assert max(len(each) for each in raw.split(b"\r\n")) <= 998
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",)).get_content()
    assert long in body


NAMES = [
    "نورة القحطاني",
    "Sara Noor",
    "O'Hara-Smith",
    "Doe, John",
    'He said "hi"',
    "=?utf-8?q?x?=",
    "ن" * 80,
    "😀 Emoji",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_and_subjects_are_read_as_they_were_written(name):
    read = message_from_bytes(
        addressee(name, "sara@a.example") + subject(name) + b"\r\n", policy=policy.default
    )
    [to] = read["To"].addresses
    # Python reads the fold between two encoded words of a name as a blank, where there is none.
    assert to.display_name.replace(" ", "") == name.replace(" ", "")
    assert to.addr_spec == "sara@a.example"
    assert read["Subject"] == name
    assert all(len(each) <= 78 for each in (addressee(name, "sara@a.example") + subject(name)).split(b"\r\n"))


def test_nothing_that_is_typed_becomes_a_header_of_its_own(in_noor):
    skeleton = skeleton_of(sender_of_workspace(), language="en", key="x")
    assert isinstance(skeleton, Skeleton)
    raw = skeleton.written(
        Filled("a\r\nBcc: all@a.example", "<p>x</p>", "x"),
        to="sara@a.example",
        name="b\nCc: c@a.example",
        headers={},
    )
    read = message_from_bytes(raw, policy=policy.default)
    assert {"Bcc", "Cc"} & set(read.keys()) == set()
    with pytest.raises(ValueError, match="newline"):
        skeleton.written(Filled("a", "x", "x"), to="sara@a.example\nBcc: x@a.example", name="", headers={})


class Broken:
    """A server that greets, or not, and then does what `way` says of each connection."""

    def __init__(self, settings, way):
        self.listening = socket.create_server(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = self.listening.getsockname()
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_SSL, settings.CAMPAIGN_MAILS_PER_SECOND = False, 1_000
        settings.EMAIL_TIMEOUT = 1
        self.way, self.kept = way, []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                made, _address = self.listening.accept()
            except OSError:
                return
            self.kept.append(made)
            threading.Thread(target=self._talk, args=[made], daemon=True).start()

    def _talk(self, made):
        try:
            self.way(made, made.makefile("rb"))
        except OSError:
            return


def answer_all(made, heard, *, until=b"", hello=b"250 ok\r\n"):
    made.sendall(b"220 here\r\n")
    while said := heard.readline():
        word = said[:4].upper()
        if until and word == until:
            return
        made.sendall(hello if word == b"EHLO" else b"354 go on\r\n" if word == b"DATA" else b"250 ok\r\n")
        if word == b"DATA":
            while heard.readline() not in (b".\r\n", b""):
                pass
            return  # the last dot is never answered


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["silent", "silent before TLS"])
def test_a_server_that_never_greets_costs_time_and_nothing_else(in_noor, made, mona, settings, is_encrypted):
    settings.EMAIL_USE_TLS = is_encrypted
    Broken(settings, lambda made, heard: heard.readline())
    crowd(3)
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 0
    assert states(campaign) == {"pending": 3}
    assert Lane.objects.get().blocked_until


def test_encryption_that_fails_sends_nothing_in_the_clear(in_noor, made, mona, settings):
    settings.EMAIL_USE_TLS = True
    seen = []

    def way(made, heard):
        made.sendall(b"220 here\r\n")
        while said := heard.readline():
            seen.append(said[:4].upper())
            is_hello = said[:4].upper() == b"EHLO"
            made.sendall(b"250-here\r\n250 STARTTLS\r\n" if is_hello else b"220 go on\r\n")
            if said[:8].upper() == b"STARTTLS":
                made.sendall(b"this is no handshake\r\n")
                return

    Broken(settings, way)
    crowd(3)
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 0
    assert b"MAIL" not in seen
    assert states(campaign) == {"pending": 3}


def test_a_server_without_encryption_gets_nothing_when_it_is_wanted(in_noor, made, mona, settings):
    settings.EMAIL_USE_TLS = True
    Broken(settings, answer_all)
    crowd(2)
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 0
    assert states(campaign) == {"pending": 2}


def test_a_server_that_hangs_after_the_dot_leaves_one_in_doubt(in_noor, made, mona, settings):
    """The socket stays open and nothing comes: patience ends, and only that message is in doubt."""
    settings.EMAIL_USE_TLS = False
    Broken(settings, answer_all)
    crowd(3)
    campaign = campaign_of(made, by=mona)
    begin()
    began = time.monotonic()
    draining.drain()
    assert time.monotonic() - began < 30
    told = states(campaign)
    assert told["ambiguous"] >= 1
    assert set(told) <= {"ambiguous", "pending"}
    assert adds_up(campaign)


@pytest.mark.parametrize("word", [b"MAIL", b"RCPT", b"DATA"])
def test_a_server_that_falls_silent_before_the_dot_leaves_nobody_in_doubt(
    in_noor, made, mona, settings, word
):
    settings.EMAIL_USE_TLS = False
    Broken(settings, lambda made, heard: (answer_all(made, heard, until=word), time.sleep(5)))
    crowd(3)
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 0
    assert states(campaign) == {"pending": 3}
    assert Lane.objects.get().blocked_until


def test_the_time_limit_of_a_task_gives_the_part_back(sink, in_noor, made, mona, monkeypatch):
    """Celery's soft limit may come anywhere: whose message was under way is in doubt only once it had left."""
    crowd(30)
    campaign = campaign_of(made, by=mona)
    begin()
    usual, seen = line.Line.send, []

    def send(self, *args):
        seen.append(args)
        if len(seen) == 4:
            raise SoftTimeLimitExceeded
        usual(self, *args)

    monkeypatch.setattr(line.Line, "send", send)
    with pytest.raises(SoftTimeLimitExceeded):
        draining.drain()
    monkeypatch.setattr(line.Line, "send", usual)
    told = states(campaign)
    assert told["sent"] == 3
    assert told.get("ambiguous", 0) <= 1
    assert adds_up(campaign)
    assert drain_all() == 30 - 3 - told.get("ambiguous", 0)
    assert set(sink.message_ids.values()) == {1}


def test_who_is_merged_into_another_meanwhile_gets_one(sink, in_noor, made, mona):
    people = crowd(3)
    campaign = campaign_of(made, by=mona)
    begin()
    merge(people[0], people[1], by=mona)
    assert drain_all() == 2
    assert sorted(sink.addresses) == sorted([people[0].email_1, people[2].email_1])
    assert Recipient.objects.get(campaign=campaign, address=people[1].email_1).state == "skipped"
    assert adds_up(campaign)
