from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import money
from lib.money import (
    AmountTooLarge,
    NegativeAmount,
    NotAnAmount,
    TooManyDecimals,
    UnknownCurrency,
    exponent,
    parse_amount,
    parts,
    plain,
)


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("12500.50", "SAR", 1250050),
        ("12,500.50", "SAR", 1250050),
        ("١٢٬٥٠٠٫٥٠", "SAR", 1250050),
        ("١٢٥٠٠٫٥", "SAR", 1250050),
        ("١٢،٥٠٠", "SAR", 1250000),
        ("۱۲٬۵۰۰", "SAR", 1250000),
        ("12.500,50", "SAR", 1250050),
        ("12 500,50", "EUR", 1250050),
        ("12\u00a0500.50", "SAR", 1250050),
        ("12'500.50", "CHF", 1250050),
        ("1,500", "SAR", 150000),
        ("12,5", "SAR", 1250),
        ("0,50", "SAR", 50),
        (".5", "SAR", 50),
        ("1,234,567", "SAR", 123456700),
        ("1.234.567", "SAR", 123456700),
        ("1,234,567.89", "SAR", 123456789),
        ("12500.0000", "SAR", 1250000),
        ("007", "SAR", 700),
        ("0", "SAR", 0),
        ("-0", "SAR", 0),
        ("SAR 12,500", "SAR", 1250000),
        ("12,500 ر.س.", "SAR", 1250000),
        ("1.500", "KWD", 1500),
        ("0,500", "KWD", 500),
        ("12.5", "KWD", 12500),
        ("1,500", "KWD", 1500000),
        ("1500", "JPY", 1500),
        ("1,500", "JPY", 1500),
        ("92233720368547758.07", "SAR", 2**63 - 1),
    ],
)
def test_an_amount_is_understood_as_people_write_it(typed, currency, minor):
    assert parse_amount(typed, currency) == minor


@pytest.mark.parametrize(
    ("typed", "currency", "error"),
    [
        ("", "SAR", NotAnAmount),
        ("abc", "SAR", NotAnAmount),
        ("1e3", "SAR", NotAnAmount),
        ("NaN", "SAR", NotAnAmount),
        ("inf", "SAR", NotAnAmount),
        ("0x10", "SAR", NotAnAmount),
        ("1,23,456", "SAR", NotAnAmount),
        ("1,234.567,8", "SAR", NotAnAmount),
        ("12٫5٫5", "SAR", NotAnAmount),
        ("1..5", "SAR", NotAnAmount),
        ("5.", "SAR", NotAnAmount),
        ("1/2", "SAR", NotAnAmount),
        ("½", "SAR", NotAnAmount),
        ("10 USD", "SAR", NotAnAmount),
        ("-5", "SAR", NegativeAmount),
        ("\u200e-٥", "SAR", NegativeAmount),
        ("−5", "SAR", NegativeAmount),
        ("5-", "SAR", NegativeAmount),
        ("1.500", "SAR", TooManyDecimals),
        ("1.505", "SAR", TooManyDecimals),
        ("1.5001", "SAR", TooManyDecimals),
        ("1.5", "JPY", TooManyDecimals),
        ("92233720368547758.08", "SAR", AmountTooLarge),
        ("9" * 40, "SAR", AmountTooLarge),
        ("9" * 5000, "SAR", AmountTooLarge),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(typed, currency, error):
    with pytest.raises(NotAnAmount) as refusal:
        parse_amount(typed, currency)
    assert type(refusal.value) is error
    assert str(refusal.value)


def test_the_advice_names_the_currency():
    with pytest.raises(TooManyDecimals, match=r"SAR has 2 decimals\."):
        parse_amount("1.505", "SAR")
    with pytest.raises(TooManyDecimals, match=r"JPY has no decimals\."):
        parse_amount("1.5", "JPY")


def test_a_negative_amount_is_understood_where_it_is_allowed():
    assert parse_amount("-12.50", "SAR", may_be_negative=True) == -1250


def test_minor_units_follow_iso_4217():
    assert {exponent(code) for code in ("KWD", "BHD", "OMR", "JOD", "IQD", "TND")} == {3}
    assert [exponent(code) for code in ("SAR", "JPY", "CLF")] == [2, 0, 4]
    with pytest.raises(UnknownCurrency):
        exponent("XXX")


def test_parts_and_plain_form():
    assert parts(-1250005, "SAR") == (12500, "05")
    assert parts(7, "JPY") == (7, "")
    assert plain(-5, "KWD") == "-0.005"


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(sorted(money.CURRENCIES)))
def test_the_plain_form_is_understood_again(minor, currency):
    written = plain(minor, currency)
    assert parse_amount(written, currency, may_be_negative=True) == minor


@given(st.integers(0, 2**63 - 1), st.sampled_from(["SAR", "KWD", "JPY"]))
def test_grouped_amounts_are_understood_again(minor, currency):
    whole, decimals = parts(minor, currency)
    written = f"{whole:,}" + ("." + decimals if decimals else "")
    assert parse_amount(written, currency) == minor
    arabic = written.translate(str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫"))
    assert parse_amount(arabic, currency) == minor


@given(st.text(alphabet=st.characters()) | st.text(alphabet="0123456789٠١٢.,٫٬' -SAR"))
def test_any_text_is_an_amount_or_refused(text):
    with suppress(NotAnAmount):
        assert 0 <= parse_amount(text, "SAR") <= money.LARGEST
