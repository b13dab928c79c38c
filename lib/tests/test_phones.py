from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.phones import NotAPhone, Phone, country_of, display, international, national, parse


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("0501234567", "SA", "+966501234567"),
        ("٠٥٠ ١٢٣ ٤٥٦٧", "SA", "+966501234567"),
        ("۰۵۰۱۲۳۴۵۶۷", "SA", "+966501234567"),
        ("+966 50 123 4567", "AE", "+966501234567"),
        ("+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "AE", "+966501234567"),
        ("00966501234567", "US", "+966501234567"),
        ("(00966) 50-123-4567", "", "+966501234567"),
        ("966501234567", "SA", "+966501234567"),
        ("\u200e+966501234567\u200f", "SA", "+966501234567"),
        ("501234567", "SA", "+966501234567"),
        ("011 234 5678", "SA", "+966112345678"),
        ("920012345", "SA", "+966920012345"),
        ("050 123 4567", "AE", "+971501234567"),
        ("01012345678", "EG", "+201012345678"),
        ("2224 4444", "KW", "+96522244444"),
        ("03 123 456", "LB", "+9613123456"),
        ("020 7946 0958 ext 12", "GB", "+442079460958"),
        ("011 234 5678 تحويلة ٥", "SA", "+966112345678"),
    ],
)
def test_a_phone_is_understood_in_any_spelling(typed, country, e164):
    assert parse(typed, country).e164 == e164


def test_what_was_typed_stays_beside_it():
    assert parse(" ٠٥٠  ١٢٣٤٥٦٧ ", "SA") == Phone("+966501234567", "٠٥٠ ١٢٣٤٥٦٧")


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("", "Enter a phone number"),
        ("\x00", "Enter a phone number"),
        ("+", "Enter a phone number"),
        ("9" * 5000, "Enter a phone number"),
        ("call me", "Remove the letters"),
        ("050-NOOR", "Remove the letters"),
        ("050 123", "too few digits"),
        ("050 123 4567 890 12", "too many digits"),
        ("+999 123456", "country code"),
        ("000000000", "Check the digits"),
        ("0501234567 / 0507654321", "Enter one phone number"),
    ],
)
def test_what_is_no_phone_is_refused_with_advice(typed, advice):
    with pytest.raises(NotAPhone, match=advice):
        parse(typed, "SA")


def test_without_a_country_the_number_needs_its_code():
    with pytest.raises(NotAPhone, match="country code"):
        parse("0501234567", "")


def test_a_number_is_shown_for_who_reads_it():
    assert national("+966501234567") == "050 123 4567"
    assert international("+966501234567") == "+966 50 123 4567"
    assert display("+966501234567", "SA") == "050 123 4567"
    assert display("+966501234567", "AE") == "+966 50 123 4567"
    assert country_of("+966501234567") == "SA"


def test_what_is_no_number_is_shown_as_it_is():
    assert (international("x"), country_of("x"), display("", "SA")) == ("x", "", "")


@given(st.text(alphabet=st.characters()), st.sampled_from(["SA", "US", "", "XX"]))
def test_any_text_is_a_phone_or_refused(text, country):
    with suppress(NotAPhone):
        assert parse(text, country).e164.startswith("+")


@given(st.integers(500000000, 599999999))
def test_what_is_shown_is_understood_again(subscriber):
    phone = f"+966{subscriber}"
    for shown in (national(phone), international(phone)):
        try:
            assert parse(shown, "SA").e164 == phone
        except NotAPhone:
            assert subscriber // 10_000_000 not in (50, 53, 54, 55, 56, 58, 59)
