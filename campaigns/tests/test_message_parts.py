"""Parts of text messages are counted as networks do."""

import pytest

from campaigns.channels.parts import GSM, UCS2, length_of
from campaigns.channels.stopping import means_stop

SMILE = "\U0001f600"


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", GSM, 0, 0),
        ("a" * 160, GSM, 160, 1),
        ("a" * 161, GSM, 161, 2),
        ("a" * 306, GSM, 306, 2),
        ("a" * 307, GSM, 307, 3),
        ("a" * 158 + "€", GSM, 160, 1),
        ("a" * 159 + "€", GSM, 161, 2),
        # Neither half of a sign of two septets stands at the end of a part.
        ("a" * 152 + "€" + "a" * 152, GSM, 306, 3),
        ("é@£Δ\n", GSM, 5, 1),
        ("`", UCS2, 1, 1),
        ("ع" * 70, UCS2, 70, 1),
        ("ع" * 71, UCS2, 71, 2),
        ("ع" * 134, UCS2, 134, 2),
        ("ع" * 135, UCS2, 135, 3),
        (SMILE * 35, UCS2, 70, 1),
        (SMILE * 36, UCS2, 72, 2),
        ("ع" * 66 + SMILE + "ع" * 66, UCS2, 134, 3),
        ("a" * 69 + "ع", UCS2, 70, 1),
        ("a" * 70 + "€ع", UCS2, 72, 2),
    ],
)
def test_parts(text, alphabet, units, parts):
    found = length_of(text)
    assert (found.alphabet, found.units, found.parts) == (alphabet, units, parts)


def test_how_much_more_fits():
    assert length_of("ع" * 60).left == 10
    assert length_of("ع" * 100).left == 34
    assert length_of("a" * 150).left == 10


@pytest.mark.parametrize(
    "said",
    [
        "STOP",
        " stop. ",
        "Stop!",
        "إيقاف",
        "ايقاف",
        "«إيقاف»",
        "إلغاء الاشتراك",
        "الغاء",
        "unsubscribe\n",
        "أوقف",
    ],
)
def test_a_whole_answer_of_this_kind_means_stop(said):
    assert means_stop(said)


@pytest.mark.parametrize(
    "said", ["", "stopping by today", "لا توقف الطلب من فضلك", "when does it end?", "شكرًا", "S" * 500]
)
def test_what_only_holds_such_a_word_does_not(said):
    assert not means_stop(said)
