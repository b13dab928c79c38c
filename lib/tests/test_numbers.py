"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.numbers import NotANumber, parse_number, plain


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12500.5", "12500.5"),
        ("١٢٬٥٠٠٫٥", "12500.5"),
        ("12,500", "12500"),
        ("-3.25", "-3.25"),
        ("٠٫٠٠٠١", "0.0001"),
        ("0", "0"),
        ("12.50", "12.5"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_digits_of_any_script_are_read(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1e3", "ten", "1,2,3", "", "1" * 16, "0.1234567890123456", "5%", "--3"])
def test_everything_else_is_refused(text):
    with pytest.raises(NotANumber):
        parse_number(text)


@pytest.mark.parametrize("text", ["3.5", "1.500", "x"])
def test_a_whole_number_has_no_decimals(text):
    with pytest.raises(NotANumber):
        parse_number(text, is_whole=True)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 15))
def test_a_number_comes_back_from_its_text_and_from_a_binary_number(figures, places):
    number = Decimal(figures).scaleb(-places)
    if (
        len(str(abs(figures))) <= 15
        and places <= 15
        and len(f"{abs(number):f}".replace(".", "").lstrip("0")) <= 15
    ):
        read = parse_number(plain(number)) if abs(number) >= Decimal("1e-15") or not figures else number
        assert read == number
        assert Decimal(repr(float(number))) == number
