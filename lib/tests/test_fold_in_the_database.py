"""The database folds as lib/text.py does: generated columns and Python must never disagree."""

import sys
import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.tests.test_fold import CORPUS
from lib.text import fold, search_fold

pytestmark = pytest.mark.django_db

# A character newer than Python's Unicode may be taken apart by a newer server; nobody's name has one yet.
storable = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\x00"))
mixed = st.text(
    alphabet=st.sampled_from(
        "عبدالله ابوبن الدينmAl-RajhiΣςßİıهةىيکیٱأؤ\u0651\u0640\u200d\u0301'’.@0٣۴ﷺＡé★\u05b1\u05b0"
    )
)
in_one_transaction = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def in_the_database(function: str, texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT public.{function}(t) FROM unnest(%s::text[]) WITH ORDINALITY AS u(t, n) ORDER BY n",
            [texts],
        )
        return [row[0] for row in cursor.fetchall()]


def test_the_corpus_folds_the_same():
    texts = [typed for typed, _ in CORPUS]
    assert in_the_database("fold_text", texts) == [fold(text) for text in texts]
    assert in_the_database("search_text", texts) == [search_fold(text) for text in texts]


def test_every_character_folds_the_same_alone_and_inside_a_word():
    known = [
        chr(code)
        for code in range(1, sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co") and not 0x3500 < code < 0x9F00
    ]
    words = [f"A{character}b" for character in known]
    assert in_the_database("fold_text", known) == [fold(text) for text in known]
    assert in_the_database("fold_text", words) == [fold(text) for text in words]


@in_one_transaction
@given(st.lists(storable | mixed, max_size=20))
def test_any_text_folds_the_same(texts):
    assert in_the_database("fold_text", texts) == [fold(text) for text in texts]


@in_one_transaction
@given(st.lists(storable | mixed, max_size=20))
def test_any_text_is_looked_into_the_same(texts):
    assert in_the_database("search_text", texts) == [search_fold(text) for text in texts]


def test_nothing_folds_to_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.fold_text(NULL), public.search_text(NULL)")
        assert cursor.fetchone() == (None, None)


def test_the_functions_work_under_any_search_path():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.search_text('عبد الله')")
        assert cursor.fetchone() == ("عبد الله عبدالله",)


def test_the_folded_order_is_the_order_of_the_arabic_alphabet():
    alphabet = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(l, '' ORDER BY public.fold_text(l) COLLATE \"C\") FROM unnest(%s::text[]) l",
            [sorted(alphabet, key=hash)],
        )
        assert cursor.fetchone() == (alphabet,)
