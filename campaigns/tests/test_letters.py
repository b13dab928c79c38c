"""What becomes of a template when it is read: filled, escaped, left out where nothing is known."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from campaigns.letters import letter_of
from campaigns.markup import html_of, text_of
from campaigns.models import Template, TemplateBlock
from campaigns.problems import problems_of, written_in
from campaigns.words import CAMPAIGN, LETTER, first_name
from interactions.placeholders import filled

STYLES = {"paragraph": "P", "entries": "U", "link": "L"}


def block(kind="text", **fields):
    return TemplateBlock(kind=kind, number=7, **fields)


def read(*blocks, language="en", values=None, **subjects):
    subjects = subjects or {"subject_en": "News", "subject_ar": "أخبار"}
    letter = letter_of(Template(name="x", **subjects), blocks, language, company="Noor")
    return letter.fill({"preferences": "https://sila.example/p/1", **(values or {})})


def test_each_is_told_by_name_and_in_their_language():
    both = block(text_ar="مرحبًا {الاسم الأول}، كيف حالكم؟", text_en="Hello {first name}, how are you?")
    english = read(both, values={"first_name": "Sara"}, subject_en="For {First Name}", subject_ar="لكم")
    assert english.subject == "For Sara"
    assert "Hello Sara, how are you?" in english.html
    assert "Hello Sara, how are you?" in english.text
    arabic = read(both, language="ar", values={"first_name": "سارة"})
    assert '<html lang="ar" dir="rtl">' in arabic.html
    assert "مرحبًا سارة، كيف حالكم؟" in arabic.html


def test_what_is_not_known_leaves_no_hole():
    said = read(block(text_en="{first name}, welcome back, dear {customer}!"))
    assert '<p style="margin:0 0 12px">welcome back, dear!</p>' in said.html
    assert "welcome back, dear!" in said.text.splitlines()


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "{% include 'x' %}", "{{ settings.SECRET_KEY }}", "<img src=x onerror=y>"],
)
def test_nothing_that_people_type_is_run_or_becomes_html(typed):
    said = read(
        block("heading", text_en=typed),
        block(text_en=typed),
        block("offer", text_en=typed, more_en=typed, code=typed[:40]),
        block("columns", text_en=typed, more_en=typed),
        values={"first_name": typed},
        subject_en="{first name}",
    )
    assert "<script" not in said.html
    assert "<img" not in said.html
    assert said.subject == typed
    assert typed in said.text


def test_a_value_is_not_read_for_words_in_braces():
    said = read(
        block(text_en="Dear {first name} of {customer}"),
        values={"first_name": "{customer}", "customer": "B&B"},
    )
    assert "Dear {customer} of B&amp;B" in said.html
    assert "Dear {customer} of B&B" in said.text


def test_a_subject_stays_one_line_whatever_is_filled_in():
    said = read(
        block(text_en="x"), values={"customer": "A\r\nBcc: all@x.example"}, subject_en="To {customer}"
    )
    assert said.subject == "To A Bcc: all@x.example"


def test_points_are_told_only_to_who_has_some():
    points = block("points", text_en="Use them.", text_ar="استخدموها.")
    assert "1,200" in read(points, values={"points": "1,200"}).html
    without = read(points)
    assert "Use them." not in without.html
    assert "Use them." not in without.text


def test_who_reads_it_can_always_say_what_they_want_to_receive():
    said = read(block(text_en="x"))
    assert 'href="https://sila.example/p/1"' in said.html
    assert "https://sila.example/p/1" in said.text


def test_a_block_that_says_nothing_in_this_language_is_left_out():
    said = read(
        block("button", text_ar="اشتر الآن", link="https://x.example/buy"), block(text_en="Only English")
    )
    assert "x.example" not in said.html
    assert "Only English" in said.html


def test_paragraphs_lists_bold_and_addresses():
    typed = "One **bold** word\nsecond line\n\n- first\n- https://x.example/a?b=1&c=2.\nend"
    assert html_of(typed, **STYLES) == (
        '<p style="P">One <strong>bold</strong> word<br>second line</p>'
        '<ul style="U"><li>first</li><li><a href="https://x.example/a?b=1&amp;c=2" dir="ltr" style="L">'
        "https://x.example/a?b=1&amp;c=2</a>.</li></ul>"
        '<p style="P">end</p>'
    )
    assert text_of(typed) == "One bold word\nsecond line\n\n- first\n- https://x.example/a?b=1&c=2.\n\nend"


@given(st.text(alphabet='ab <>"&*-{}\n/:.ع,https', max_size=80))
def test_no_text_brings_a_tag_of_its_own(typed):
    shown = html_of(typed, **STYLES)
    for ours in (
        '<p style="P">',
        "</p>",
        '<ul style="U">',
        "</ul>",
        "<li>",
        "</li>",
        "<br>",
        "<strong>",
        "</strong>",
    ):
        shown = shown.replace(ours, "")
    while '<a href="' in shown:
        before, _ours, rest = shown.partition('<a href="')
        link, _quote, rest = rest.partition('" dir="ltr" style="L">')
        assert not set(link) & set('<>" \n')
        shown = before + rest.replace("</a>", "", 1)
    assert "<" not in shown


@given(
    st.lists(
        st.sampled_from(["{customer}", "{المدينة}", "{other}", " ", "x", ",", "\n", "{", "}"]), max_size=12
    )
)
def test_a_text_read_once_says_what_it_says_when_it_is_read_each_time(parts):
    text, values = "".join(parts), {"customer": "Afaq"}
    assert filled(CAMPAIGN.pieces(text), values) == CAMPAIGN.fill(text, values)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("سارة القحطاني", "سارة"),
        ("عبد الله الحربي", "عبد الله"),
        ("أبو بكر سالم", "أبو بكر"),
        ("Abd Alrahman Ali", "Abd Alrahman"),
        ("Maya", "Maya"),
        ("", ""),
    ],
)
def test_first_names(name, first):
    assert first_name(name) == first


def test_a_template_says_what_keeps_it_from_being_sent():
    with override("en"):
        a_template_says_what_is_missing()


def a_template_says_what_is_missing():
    template = Template(name="x", subject_ar="جديدنا", subject_en="")
    blocks = [
        block("heading", text_ar="أهلًا", text_en="Welcome"),
        block(text_ar="سطر\nثم {الشركة} و{الاسم الأول}", text_en=""),
    ]
    assert written_in(template, blocks) == ["ar", "en"]
    told = [
        (problem.text.replace("\u2068", "").replace("\u2069", ""), problem.block)
        for problem in problems_of(template, blocks)
    ]
    assert told == [
        ("Block 2, line 2: nothing is called {الشركة}.", 7),
        ("The subject in English is missing.", None),
        ("Block 2 says nothing in English.", 7),
    ]


def test_one_language_is_enough():
    assert problems_of(Template(name="x", subject_ar="جديدنا"), [block(text_ar="نص")]) == []
    assert len(problems_of(Template(name="x"), [])) == 2


def test_the_words_that_only_we_fill_in_are_not_offered():
    template = Template(name="x", subject_en="x")
    assert problems_of(template, [block(text_en="{sila:preferences}")])
    assert LETTER.unknown_in("{sila:preferences}") == []
