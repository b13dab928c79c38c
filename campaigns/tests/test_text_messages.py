"""Campaigns by text message go through the engine of letters: once, to who agreed, and what nobody knows is held."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Consent, Contact
from campaigns.channels.costs import cost_of, estimate_of
from campaigns.channels.setting_up import keep_gateway
from campaigns.models import Gateway, Lane, Recipient, SendChunk
from campaigns.scheduling import NotWhole, add_campaign, schedule
from campaigns.snapshot import numbers_of
from campaigns.tests.crowd import adds_up, begin, campaign_of, drain_all, fresh, over, states, tend
from campaigns.tests.provider_sink import running_provider
from campaigns.tests.test_crashes import DIED, Point, die_in_a_process_of_its_own
from campaigns.writing import add_template
from lib.phones import parse
from lib.tenancy.state import workspace
from messaging.models import Suppression

SID = "AC" + "0" * 32
SECRET = "twilio-token-nobody-reads"


@pytest.fixture
def provider(settings):
    with running_provider() as made:
        settings.PRIVATE_SERVERS = True
        yield made


def gateway_to(sink, *, by, **fields):
    said = {
        "provider": Gateway.Provider.TWILIO, "base_url": f"http://{sink.place}", "account": SID,
        "sender": "+14155550100", "price_minor": 12, "currency": "SAR", "per_second": 100, **fields,
    }  # fmt: skip
    return keep_gateway("sms", by=by, fields=said, secret=SECRET)


@pytest.fixture
def gateway(in_noor, mona, provider):
    gateway_to(provider, by=mona)
    return Gateway.objects.get()


def text_template(by, **texts):
    said = {
        "name": "Short", "body_ar": "أهلًا {الاسم الأول}، عرض الموسم بدأ",
        "body_en": "Hello {first name}, the season has begun",
    }  # fmt: skip
    return add_template(by=by, channel="sms", **{**said, **texts})


def person(name, phone, *, agrees=True, **fields):
    found = parse(phone, "SA")
    made = Contact(name_en=name, phone_1=found.typed, phone_1_e164=found.e164, **fields)
    made.save()
    if agrees:
        say(made, "given")
    return made


def say(made, state, purpose="marketing", channel="sms"):
    return Consent.objects.create(
        contact=made, channel=channel, purpose=purpose, state=state, wording="Yes", source="test"
    )


def people(count):
    return [person(f"Guest {at:03}", f"+9665012{at:05}") for at in range(1, count + 1)]


def reasons(made):
    rows = Recipient.objects.filter(campaign=made).select_related("contact").order_by("pk")
    return {row.contact.name_en: (str(row.state), str(row.reason)) for row in rows}


def test_each_number_gets_it_once_in_their_language(in_noor, mona, gateway, provider):
    person("Sara", "050 123 4567", language="en")
    person("Twin", "+966 50 123 4567")
    person("Noura", "٠٥٠ ٧٦٥ ٤٣٢١", language="ar", name_ar="نورة العتيبي")
    person("Silent", "0509999999", agrees=False)
    say(person("Mailed", "0508888888", agrees=False), "given", channel="email")
    Contact.objects.create(name_en="No phone", email_1="nophone@example.com")
    made = campaign_of(text_template(mona), by=mona)
    assert begin() == 1
    assert drain_all() == 2
    assert sorted(provider.numbers) == ["+966501234567", "+966507654321"]
    texts = {each["body"]["To"]: each["body"]["Body"] for each in provider.asked}
    assert texts["+966501234567"] == "Hello Sara, the season has begun\nTo stop, answer: STOP"
    assert texts["+966507654321"].startswith("أهلًا نورة، عرض الموسم بدأ\n")
    assert "إيقاف" in texts["+966507654321"]
    assert reasons(made) == {
        "Sara": ("sent", ""), "Noura": ("sent", ""), "Twin": ("skipped", "duplicate"),
        "Silent": ("skipped", "no_consent"), "Mailed": ("skipped", "no_consent"),
        "No phone": ("skipped", "no_number"),
    }  # fmt: skip
    assert fresh(made).state == "done"
    assert adds_up(made)


def test_the_question_is_as_twilio_wants_it_and_receipts_come_to_a_signed_address(
    in_noor, mona, gateway, provider
):
    person("Sara", "0501234567")
    made = campaign_of(text_template(mona), by=mona)
    begin()
    drain_all()
    asked = provider.asked[0]
    assert asked["path"] == f"/2010-04-01/Accounts/{SID}/Messages.json"
    assert asked["headers"]["Authorization"].startswith("Basic ")
    row = Recipient.objects.get(campaign=made)
    assert asked["body"]["StatusCallback"].endswith(f"?sila={row.reference}")
    assert "/hooks/responses/" in asked["body"]["StatusCallback"]


def test_who_says_no_while_it_runs_gets_nothing(in_noor, mona, gateway, provider):
    sara, noura = person("Sara", "0501234567"), person("Noura", "0507654321")
    made = campaign_of(text_template(mona), by=mona)
    begin()
    say(sara, "withdrawn")
    Suppression.objects.create(channel="whatsapp", address=noura.phone_1_e164)
    assert drain_all() == 1, "what is refused by one channel is not refused by the other"
    assert reasons(made)["Sara"] == ("skipped", "no_consent")
    assert provider.numbers == ["+966507654321"]


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ((400, {"code": 21211, "message": "Invalid 'To'"}, {}), "failed", "no_such_number"),
        ((400, {"code": 21614, "message": "not a mobile number"}, {}), "failed", "no_such_number"),
        ((400, {"code": 21610, "message": "unsubscribed"}, {}), "failed", "opted_out"),
        ((400, {"code": 21612, "message": "not reachable"}, {}), "failed", "not_taken"),
        ((500, {}, {}), "deferred", ""),
        ((503, {"message": "busy"}, {}), "deferred", ""),
        ((502, {}, {}), "ambiguous", "cut"),
        ((302, {}, {"Location": "http://127.0.0.1/"}), "ambiguous", "cut"),
        ("cut", "ambiguous", "cut"),
    ],
)
def test_what_the_provider_answers_decides(in_noor, mona, gateway, provider, answer, state, reason):
    person("Sara", "0501234567")
    made = campaign_of(text_template(mona), by=mona)
    begin()
    provider.answers = [answer]
    drain_all(1)
    assert reasons(made)["Sara"] == (state, reason)
    assert len(provider.asked) == 1, "never again by itself"
    assert adds_up(made)
    kept = list(Suppression.objects.values_list("channel", "address", "reason"))
    alone = {"no_such_number": "wrong", "opted_out": "asked"}.get(reason)
    assert kept == ([("sms", "+966501234567", alone)] if alone else [])


def test_no_answer_in_time_is_perhaps_sent(in_noor, mona, gateway, provider, monkeypatch):
    from campaigns.channels import line

    usual = line.Server
    monkeypatch.setattr(line, "Server", lambda base: usual(base, seconds=0.5))
    person("Sara", "0501234567")
    person("Noura", "0507654321")
    made = campaign_of(text_template(mona), by=mona)
    begin()
    provider.answers = ["hang"]
    drain_all()
    assert sorted(reasons(made).values()) == [("ambiguous", "cut"), ("sent", "")]
    assert len(provider.asked) == 2


def test_too_many_requests_rest_this_lane_alone_and_as_long_as_asked(in_noor, mona, gateway, provider):
    person("Sara", "0501234567")
    made = campaign_of(text_template(mona), by=mona)
    begin()
    provider.answers = [(429, {"code": 20429}, {"Retry-After": "600"})]
    assert drain_all() == 0
    assert reasons(made)["Sara"] == ("pending", ""), "the recipient is not to blame"
    lane = Lane.objects.get(channel="sms")
    left = (lane.blocked_until - timezone.now()).total_seconds()
    assert 590 < left <= 600
    assert lane.per_second == 50, "and more slowly afterwards"
    assert not Lane.objects.filter(channel="email", blocked_until__isnull=False).exists()
    Lane.objects.update(blocked_until=None)
    assert drain_all() == 1


@pytest.mark.parametrize("answer", [(401, {"code": 20003}, {}), (400, {"code": 21606}, {}), (403, {}, {})])
def test_a_provider_that_does_not_let_us_in_pauses_the_campaign(in_noor, mona, gateway, provider, answer):
    person("Sara", "0501234567")
    made = campaign_of(text_template(mona), by=mona)
    begin()
    provider.answers = [answer]
    assert drain_all() == 0
    assert (fresh(made).state, fresh(made).why) == ("paused", "provider")
    assert reasons(made)["Sara"] == ("pending", "")


def test_a_campaign_whose_gateway_is_gone_is_paused(in_noor, mona, gateway, provider):
    person("Sara", "0501234567")
    made = campaign_of(text_template(mona), by=mona)
    begin()
    Gateway.objects.all().delete()
    assert drain_all() == 0
    assert (fresh(made).state, fresh(made).why) == ("paused", "provider")


def test_nothing_is_scheduled_without_a_gateway_or_with_words_that_mean_nothing(in_noor, mona):
    made = add_campaign(by=mona, name="Season", purpose="marketing", template=text_template(mona))
    with pytest.raises(NotWhole):
        schedule(made, by=mona)
    wrong = text_template(mona, name="Wrong", body_en="Hi {nonsense}")
    made = add_campaign(by=mona, name="Season", purpose="marketing", template=wrong)
    with pytest.raises(NotWhole, match="nonsense"):
        schedule(made, by=mona)


def test_it_is_said_before_what_it_costs_and_afterwards_what_it_did(in_noor, mona, gateway, provider):
    for each in people(3):
        Contact.objects.filter(pk=each.pk).update(language="ar")
    long = text_template(mona, name="Long", body_ar="ع" * 71, body_en="")
    made = add_campaign(by=mona, name="Season", purpose="service", template=long)
    numbers = numbers_of(made)
    expected = estimate_of(made, numbers.written_to)
    assert (expected.messages, expected.parts, expected.minor) == (3, 6, 72)
    schedule(made, by=mona)
    Gateway.objects.update(price_minor=99)
    begin()
    provider.answers = [(400, {"code": 21612}, {})]
    drain_all()
    cost = cost_of(fresh(made))
    assert (cost.messages, cost.parts, cost.minor, cost.currency) == (2, 4, 48, "SAR")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("nth", "accepted"), [(1, 0), (8, 7)])
def test_a_worker_that_dies_between_hand_over_and_journal_sends_nobody_twice(
    noor, mona, provider, nth, accepted
):
    from campaigns.channels import line

    with workspace(noor.pk), transaction.atomic():
        gateway_to(provider, by=mona)
        people(30)
        made = campaign_of(text_template(mona), by=mona)
    with workspace(noor.pk):
        begin()
    point = Point(line.MessageLine, "send", nth=nth)
    assert die_in_a_process_of_its_own(noor.pk, point) == DIED
    assert len(provider.asked) == accepted
    with workspace(noor.pk):
        with transaction.atomic():
            over(made)
        assert tend() >= 1
        drain_all_apart()
        with transaction.atomic():
            told = states(made)
            assert adds_up(made)
            assert told == {"ambiguous": 20, "sent": 10}
            assert fresh(made).state == "done"
    assert len(provider.numbers) == len(set(provider.numbers)) == accepted + 10, "nobody twice"


def drain_all_apart():
    from campaigns import draining

    for _turn in range(20):
        with transaction.atomic():
            left = SendChunk.objects.filter(state="open", due_at__lte=timezone.now() + timedelta(1)).exists()
        if not left:
            return
        draining.drain()
