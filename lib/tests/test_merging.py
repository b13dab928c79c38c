"""Two edits of one form: nothing of either is lost in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.merging import merge, plain

CASES = [
    # was, mine, theirs, stands, is a collision, is taken over
    ("a", "a", "a", "a", False, False),
    ("a", "b", "a", "b", False, False),
    ("a", "a", "c", "c", False, True),
    ("a", "b", "b", "b", False, False),
    ("a", "b", "c", "b", True, False),
    ("a", "", "c", "", True, False),
    ("", "b", "", "b", False, False),
    (None, "b", "c", "b", True, False),
    (None, "b", "b", "b", False, False),
    ("a\nb", "a\r\nb", "c", "c", False, True),
]


@pytest.mark.parametrize(("was", "mine", "theirs", "stands", "collides", "taken"), CASES)
def test_one_field(was, mine, theirs, stands, collides, taken):
    before = {} if was is None else {"city": was}
    merged = merge(was=before, mine={"city": mine}, theirs={"city": theirs})
    assert merged.values == {"city": stands}
    assert (merged.collisions == ("city",), merged.taken == ("city",)) == (collides, taken)


texts = st.dictionaries(st.sampled_from("abc"), st.text(max_size=3))


@given(was=texts, mine=texts, theirs=texts)
def test_what_stands_is_one_of_the_two_and_a_loss_is_a_collision(was, mine, theirs):
    merged = merge(was=was, mine=mine, theirs=theirs)
    for name, value in merged.values.items():
        here, there = plain(mine.get(name, "")), plain(theirs[name])
        assert plain(value) in {here, there}
        lost = {here, there} - {plain(value), plain(was.get(name, "\0"))}
        assert not lost or name in merged.collisions
