from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.dates import (
    GREGORIAN_MONTHS,
    HIJRI_MONTHS,
    NotADay,
    ago_in_words,
    day_in_words,
    from_hijri,
    local_day,
    parse_day,
    to_hijri,
)

FIRST_OF_MARCH = date(2025, 3, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "2025-03-01",
        "2025/3/1",
        "2025.03.01",
        "1/3/2025",
        "01-03-2025",
        "1.3.2025",
        "٠١/٠٣/٢٠٢٥",
        "۲۰۲۵/۰۳/۰۱",
        "2025-03-01 00:00:00",
        "2025-03-01T10:30:00Z",
        "1/3/2025 م",
        "1446/9/1",
        "١٤٤٦-٠٩-٠١ هـ",
        "1/9/1446",
        "1/9/1446هـ",
        "1 رمضان 1446",
        "١ رمضان ١٤٤٦ هـ",
        "1 Ramadan 1446 AH",
        "1 مارس 2025",
        "١ آذار ٢٠٢٥",
        "1 March 2025",
        "March 1, 2025",
        "1-Mar-2025",
        "  1  march,  2025 ",
        "\u200f١/٣/٢٠٢٥\u200f",
    ],
)
def test_the_first_of_march_2025_is_understood_however_it_is_written(typed):
    assert parse_day(typed) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("30 ربيع الآخر 1446", date(2024, 11, 2)),
        ("1 ربيع الثاني 1446", date(2024, 10, 4)),
        ("29/2/2024", date(2024, 2, 29)),
        ("12 ذو الحجة 1446", date(2025, 6, 8)),
        ("12 ذي الحجة 1446هـ", date(2025, 6, 8)),
        ("1343/1/1", date(1924, 8, 1)),
        ("1500/12/30", date(2077, 11, 16)),
        ("1 أغسطس 1985", date(1985, 8, 1)),
    ],
)
def test_other_days_are_understood(typed, day):
    assert parse_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("", "four digits"),
        ("tomorrow", "four digits"),
        ("1/3/25", "four digits"),
        ("2025-03", "four digits"),
        ("99999-01-01", "four digits"),
        ("2025-3/1", "four digits"),
        ("1 Foo 2025", "four digits"),
        ("0000-00-00", "Gregorian date"),
        ("31/02/2025", "no such day"),
        ("3/25/2025", "no such day"),
        ("2025-13-01", "no such day"),
        ("1446/1/30", "no such Hijri day"),
        ("1446/13/1", "no such Hijri day"),
        ("1501/1/1", "Gregorian date"),
        ("1342/12/29", "Gregorian date"),
        ("1/9/2025 هـ", "Gregorian date"),
        ("\x00\ud800", "four digits"),
        ("1" * 5000, "four digits"),
    ],
)
def test_what_is_no_day_is_refused_with_advice(typed, advice):
    with pytest.raises(NotADay, match=advice):
        parse_day(typed)


def test_the_tables_of_the_hijri_calendar_end_without_an_error():
    assert to_hijri(date(1924, 7, 31)) is None
    assert to_hijri(date(2077, 11, 17)) is None
    assert to_hijri(date(1924, 8, 1)) == (1343, 1, 1)
    assert to_hijri(date.max) is None


@given(st.dates(date(1924, 8, 1), date(2077, 11, 16)))
def test_a_day_comes_back_from_the_other_calendar(day):
    assert from_hijri(*to_hijri(day)) == day


@given(st.dates(date(1924, 8, 1), date(2077, 11, 16)), st.sampled_from(["ar", "en"]))
def test_a_day_in_words_is_understood_again(day, language):
    for calendar in ("gregorian", "hijri"):
        assert parse_day(day_in_words(day, language, calendar)) == day


@given(
    st.text(alphabet=st.characters())
    | st.from_regex(r"[0-9٠-٩]{1,4}[-/ ][0-9]{1,2}[-/ ][0-9]{1,5} ?(هـ)?", fullmatch=True)
)
def test_any_text_is_a_day_or_refused(text):
    with suppress(NotADay):
        assert isinstance(parse_day(text), date)


@pytest.mark.parametrize(
    ("language", "calendar", "words"),
    [
        ("ar", "gregorian", "1 مارس 2025"),
        ("ar", "hijri", "1 رمضان 1446 هـ"),
        ("ar", "both", "1 مارس 2025 (1 رمضان 1446 هـ)"),
        ("en", "gregorian", "1 March 2025"),
        ("en", "hijri", "1 Ramadan 1446 AH"),
        ("en", "both", "1 March 2025 (1 Ramadan 1446 AH)"),
        ("en-gb", "gregorian", "1 March 2025"),
    ],
)
def test_a_day_in_words(language, calendar, words):
    assert day_in_words(FIRST_OF_MARCH, language, calendar) == words


def test_a_day_outside_the_tables_is_shown_in_the_gregorian_calendar_alone():
    assert day_in_words(date(1900, 1, 2), "en", "hijri") == "2 January 1900"


def test_months_have_twelve_names_in_each_language():
    assert {len(set(names)) for months in (GREGORIAN_MONTHS, HIJRI_MONTHS) for names in months.values()} == {
        12
    }


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(days=1, hours=12), "1 day ago"),
        (timedelta(days=29), "29 days ago"),
        (timedelta(days=30), "1 month ago"),
        (timedelta(days=364), "12 months ago"),
        (timedelta(days=800), "2 years ago"),
        (timedelta(hours=-1), "in 1 hour"),
        (timedelta(days=-3), "in 3 days"),
    ],
)
def test_time_passed_in_words(passed, words):
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert ago_in_words(now - passed, now) == words


def test_the_day_of_a_moment_depends_on_the_place():
    late = datetime(2025, 3, 1, 22, tzinfo=UTC)
    assert local_day(late, "Asia/Riyadh") == date(2025, 3, 2)
    assert local_day(late, "America/New_York") == date(2025, 3, 1)
    with pytest.raises(ValueError, match="time zone"):
        local_day(late.replace(tzinfo=None), "Asia/Riyadh")
