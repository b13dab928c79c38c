"""Who gets a complaint: the account manager, then skill, language, load, turn. Pure."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.choosing import Candidate, Chosen, Reason, chosen

DELIVERY, FOOD = 7, 9


def ask(*candidates, owner=None, categories=(DELIVERY,), language="ar"):
    return chosen(candidates, owner=owner, categories=frozenset(categories), language=language)


@pytest.mark.parametrize(
    ("candidates", "asked", "wanted"),
    [
        ([], {}, None),
        ([Candidate(1), Candidate(2, load=9)], {"owner": 2}, Chosen(2, Reason.ACCOUNT_OWNER)),
        ([Candidate(1), Candidate(2)], {"owner": 3}, Chosen(1, Reason.LOAD)),
        (
            [Candidate(1), Candidate(2, rank=4, load=9, categories=frozenset({DELIVERY}))],
            {},
            Chosen(2, Reason.SKILL),
        ),
        (
            [Candidate(1), Candidate(2, categories=frozenset({FOOD}))],
            {"categories": (DELIVERY, FOOD)},
            Chosen(2, Reason.SKILL),
        ),
        ([Candidate(1), Candidate(2, categories=frozenset({FOOD}))], {}, Chosen(1, Reason.LOAD)),
        (
            [Candidate(1), Candidate(2, load=3, languages=frozenset({"en"}))],
            {"language": "en"},
            Chosen(2, Reason.LANGUAGE),
        ),
        ([Candidate(1, languages=frozenset({"ar"}))], {}, Chosen(1, Reason.LOAD)),
        (
            [
                Candidate(1, categories=frozenset({DELIVERY})),
                Candidate(2, load=5, categories=frozenset({DELIVERY}), languages=frozenset({"en"})),
            ],
            {"language": "en"},
            Chosen(2, Reason.SKILL),
        ),
        # The manager has less to do, but complaints are the daily work of the agents.
        ([Candidate(1, rank=3), Candidate(2, rank=1, load=8)], {}, Chosen(2, Reason.LOAD)),
        ([Candidate(1, load=2), Candidate(2, load=1)], {}, Chosen(2, Reason.LOAD)),
        ([Candidate(1, load=1, last=12), Candidate(2, load=1, last=4)], {}, Chosen(2, Reason.LOAD)),
        ([Candidate(2), Candidate(1)], {}, Chosen(1, Reason.LOAD)),
    ],
)
def test_who_gets_it_and_why(candidates, asked, wanted):
    assert ask(*candidates, **asked) == wanted


@given(st.integers(min_value=1, max_value=6), st.integers(min_value=1, max_value=40))
def test_one_after_the_other_nobody_gets_two_more_than_another(people, filed):
    pool = {pk: Candidate(pk) for pk in range(1, people + 1)}
    got = Counter()
    for number in range(1, filed + 1):
        pk = ask(*pool.values()).pk
        pool[pk] = replace(pool[pk], load=pool[pk].load + 1, last=number)
        got[pk] += 1
    counts = [got[pk] for pk in pool]
    assert max(counts) - min(counts) <= 1


def test_closed_at_once_they_still_take_turns():
    pool = {pk: Candidate(pk) for pk in (1, 2, 3)}
    got = []
    for number in range(1, 7):
        pk = ask(*pool.values()).pk
        pool[pk] = replace(pool[pk], last=number)
        got.append(pk)
    assert got == [1, 2, 3, 1, 2, 3]
