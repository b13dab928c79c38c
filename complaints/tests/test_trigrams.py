"""Likeness of texts: what PostgreSQL's pg_trgm answers, without asking it for every pair."""

from itertools import combinations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from complaints.trigrams import Texts
from lib.text import search_fold

TEXTS = (
    "الشحنة وصلت والكراتين ممزقة والأكواب مكسورة في الصندوق الثاني",
    "وصلت الشحنة والكراتين ممزّقة والاكواب مكسورة في الصندوق الأول",
    "The boxes arrived torn, order 4711",
    "the BOXES arrived wet, order ٤٧١٢",
    "لا",
    "عبد الله",
)


def likeness(one, other):
    texts = Texts(0.000001)
    texts.add(1, one)
    found = texts.likest(other)
    return found[1] if found else 0


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), list(combinations(map(search_fold, TEXTS), 2)))
def test_likeness_is_that_of_postgresql(one, other):
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity(%s, %s)", [one, other])
        assert likeness(one, other) == pytest.approx(cursor.fetchone()[0], abs=0.000001)


def plainly(one, other):
    def trigrams(text):
        words = [f"  {word} " for word in text.split(" ") if word]
        return {word[at : at + 3] for word in words for at in range(len(word) - 2)}

    a, b = trigrams(one), trigrams(other)
    return len(a & b) / len(a | b) if a | b else 0


SOME = st.lists(st.text("ابتثجح", min_size=1, max_size=5), max_size=6).map(" ".join)


@given(st.lists(SOME, max_size=8), SOME, st.floats(0.05, 1))
def test_the_likest_is_the_first_of_those_with_the_greatest_share(texts, text, bound):
    held = Texts(bound)
    for key, each in enumerate(texts):
        held.add(key, each)
    likest = max(range(len(texts)), key=lambda key: (plainly(texts[key], text), -key), default=None)
    most = plainly(texts[likest], text) if texts else 0
    if abs(most - bound) > 1e-6:
        wanted = (likest, most) if most > bound else None
        assert held.likest(text) == (wanted and (wanted[0], pytest.approx(wanted[1])))


def test_a_text_without_words_is_like_nothing():
    texts = Texts(0.1)
    texts.add(1, "")
    assert texts.likest("") is None
    assert texts.likest("كلمة") is None
    assert len(texts) == 1
