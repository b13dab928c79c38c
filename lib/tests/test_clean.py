"""Cleaning: what a person typed or a file carried, made fit to store."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.text import MARKS_ON_A_LETTER, clean, decode_entities


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  نور   التجارية \n", "نور التجارية"),
        ("a\x00b\x07c\x7f\x9f", "abc"),
        ("\ufeffالاسم", "الاسم"),
        ("نور\u202eevil\u202c", "نورevil"),
        ("\u2066نور\u2069\u200b", "نور"),
        ("ab\ud800cd\udfff", "abcd"),
        ("x\ufffey\uffff\ufdd0", "xy"),
        ("tab\tand\u00a0nbsp\u3000wide\u2028line", "tab and nbsp wide line"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻 Lab", "👩\u200d💻 Lab"),
        ("\u200fنور\u200d", "نور"),
        ("\u200d\u200d\u200c", ""),
        ("\u0301\u0651", ""),
        ("\u3164\u2800", ""),
        (" \t\r\n", ""),
        ("★", "★"),
        ("-", "-"),
        ("مُحَمَّد", "مُحَمَّد"),
        ("١٢٣", "١٢٣"),
        ("北京大学", "北京大学"),
        ("one\ntwo", "one two"),
    ],
)
def test_what_was_typed_is_cleaned(typed, stored):
    assert clean(typed) == stored


def test_a_tower_of_marks_is_cut_and_its_letter_stays():
    assert clean("Z" + "\u0351" * 10_000 + "algo") == "Z" + "\u0351" * MARKS_ON_A_LETTER + "algo"


def test_a_long_text_keeps_its_lines_but_not_its_holes():
    assert clean(" a  b \r\n\r\n\r\n\r\nc\u2028d \n", lines=True) == "a b\n\nc\nd"


@given(st.text(alphabet=st.characters()))
def test_cleaned_text_can_be_stored_and_shown(text):
    for cleaned in (clean(text), clean(text, lines=True)):
        cleaned.encode()
        assert not {unicodedata.category(c) for c in cleaned.replace("\n", "")} & {"Cc", "Cs", "Zl", "Zp"}
        assert cleaned == cleaned.strip()
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("carried", "meant"),
    [
        ("Science &amp; Technology", "Science & Technology"),
        ("L&#039;&eacute;cole", "L'école"),
        ("&#x645;&#1606;&#1609;", "منى"),
        ("A &amp;amp; B", "A & B"),
        ("AT&T", "AT&T"),
        ("?a=1&copy=2&lang", "?a=1&copy=2&lang"),
        ("&unknown; &#0;", "&unknown; \ufffd"),
        ("5 < 6 & 7", "5 < 6 & 7"),
    ],
)
def test_entities_become_the_characters_they_mean(carried, meant):
    assert decode_entities(carried) == meant
