"""What files and other programs say about a mention, read with the words they use for it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from social.arriving import ArrivalForm, meant_by, named
from social.imports.columns import COLUMNS, missing


def read(**said):
    form = ArrivalForm(named({"network": "x", "handle": "@a", "text": "words", **said}))
    return form.fields_of_mention if form.is_valid() else sorted(form.errors)


@pytest.mark.parametrize(
    ("typed", "network"),
    [("Twitter", "x"), ("تويتر", "x"), ("انستقرام", "instagram"), ("Google Reviews", "google"),
     ("قوقل", "google"), ("سناب شات", "snapchat"), ("X", "x"), ("أخرى", "other")],
)  # fmt: skip
def test_networks_by_the_names_people_have_for_them(typed, network):
    assert read(network=typed)["network"] == network


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("سلبي", "negative"), ("Positive", "positive"), ("استفسار", "question"), ("", "neutral")],
)
def test_how_it_is_meant(typed, meant):
    assert read(sentiment=typed)["sentiment"] == meant


def test_stars_tell_how_a_review_is_meant():
    assert [meant_by(stars) for stars in (1, 2, 3, 4, 5, None)] == [
        "negative", "negative", "neutral", "positive", "positive", "neutral",
    ]  # fmt: skip
    assert read(rating="٥")["sentiment"] == "positive"
    assert read(rating="5", sentiment="negative")["sentiment"] == "negative"


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-01T07:00:00Z",
        "2026-03-01 10:00",
        "1/3/2026 10:00",
        "٢٠٢٦-٠٣-٠١ ١٠:٠٠",
        "2026-03-01T10:00:00+03:00",
    ],
)
def test_moments_as_they_are_written(typed):
    with timezone.override("Asia/Riyadh"):
        assert read(at=typed)["at"] == datetime(2026, 3, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"text": ""}, ["text"]),
        ({"text": "x" * 5_001}, ["text"]),
        ({"network": "myspace"}, ["network"]),
        ({"network": ""}, ["network"]),
        ({"handle": "", "author_name": " "}, ["author_name"]),
        ({"link": "javascript:alert(1)"}, ["link"]),
        ({"link": "http://x.example"}, ["link"]),
        ({"at": "yesterday"}, ["at"]),
        ({"at": "2999-01-01"}, ["at"]),
        ({"at": "0001-01-01T00:00:00+14:00"}, ["at"]),
        ({"rating": 6}, ["rating"]),
        ({"rating": 10**30}, ["rating"]),
        ({"followers": -1}, ["followers"]),
        ({"followers": float("nan")}, ["followers"]),
        ({"sentiment": ["a"]}, ["sentiment"]),
        ({"network": {"a": 1}}, ["network"]),
        ({"external_id": "x" * 201}, ["external_id"]),
    ],
)
def test_what_cannot_be_read_is_named(said, wrong):
    assert read(**said) == wrong


def test_what_is_long_ago_asks_nobody_for_an_answer():
    old = timezone.now() - timedelta(days=31)
    form = ArrivalForm(named({"network": "x", "handle": "a", "text": "b", "at": old.isoformat()}))
    assert form.is_valid()
    assert form.decided["state"] == "dismissed"
    assert ArrivalForm.base_fields.keys() >= {"answer", "answer_link", "answered_at"}


def test_columns_by_their_headings():
    assert COLUMNS.match(["Platform", "الاسم", "اسم المستخدم", "التعليق", "التاريخ", "Text", "What"]) == [
        "network", "author_name", "handle", "text", "at", "", "",
    ]  # fmt: skip
    assert missing({"network"}) == ["text", "author_name"]
    assert missing({"text", "handle"}) == []
