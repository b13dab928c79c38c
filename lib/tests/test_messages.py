"""The tool that keeps the Arabic words: tried on a small project of its own."""

import gettext

import pytest

from lib import messages

TEMPLATE = """
{% load i18n %}
<p>{% translate "Save" %}</p>
      {% translate "Open" context "verb" %}
{% blocktranslate trimmed count n=rows|length %}
    One row
    here
{% plural %}
    {{ n }} rows
{% endblocktranslate %}
<a title="{{ title|default:_('No title') }}">{% translate '100% sure' %}</a>
{% comment %}{% translate "Commented out" %}{% endcomment %}
"""
CODE = """
from django.utils.translation import gettext as _, ngettext_lazy, pgettext_lazy
def advise():
    return _("Enter a "
             "date."), ngettext_lazy("%(count)s day", "%(count)s days", "count")
verb = pgettext_lazy("noun", "Open")
"""
ARABIC = {
    "Save": "حفظ",
    "Open": "فتح",
    "No title": "بلا عنوان",
    "100%% sure": "متأكد 100%%",
    "Enter a date.": "اكتب تاريخًا.",
    "One row here": ["لا صفوف", "صف واحد", "صفان", "%(n)s صفوف", "%(n)s صفًا", "%(n)s صف"],
    "%(count)s day": ["لا أيام", "يوم", "يومان", "%(count)s أيام", "%(count)s يومًا", "%(count)s يوم"],
}


@pytest.fixture
def project(tmp_path):
    for name, text in {
        "templates/page.html": TEMPLATE,
        "shop/views.py": CODE,
        "shop/tests/test_views.py": '_("Only in a test")',
        "shop/migrations/0001_initial.py": '_("Only in a migration")',
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def translate(project, arabic):
    """Write these words into the project's catalogue, as a translator would."""
    messages.write(project)
    known = messages.read(project)
    for message in known:
        first = message.id if isinstance(message.id, str) else message.id[0]
        if first in arabic:
            message.string = arabic[first]
    messages.catalogue(project).write_text(messages._text(known), encoding="utf-8")


def test_messages_of_templates_and_code_are_found_as_django_looks_them_up(project):
    found = {(message.context, message.id) for message in messages.extract_messages(project) if message.id}
    assert found == {
        (None, "Save"),
        ("verb", "Open"),
        ("noun", "Open"),
        (None, ("One row here", "%(n)s rows")),
        (None, "No title"),
        (None, "100%% sure"),
        (None, "Enter a date."),
        (None, ("%(count)s day", "%(count)s days")),
    }


def test_a_second_extraction_changes_nothing_and_keeps_the_translations(project):
    translate(project, ARABIC)
    written = messages.catalogue(project).read_text(encoding="utf-8")
    assert not messages.write(project)
    assert messages.catalogue(project).read_text(encoding="utf-8") == written
    assert messages.problems(project) == []


def test_the_catalogue_has_no_places_and_no_dates(project):
    messages.write(project)
    text = messages.catalogue(project).read_text(encoding="utf-8")
    assert "#:" not in text
    assert "Date" not in text
    assert "\n#~" not in text


def test_what_left_the_sources_leaves_the_catalogue(project):
    translate(project, ARABIC)
    (project / "shop" / "views.py").write_text("", encoding="utf-8")
    assert messages.problems(project) == [
        "The sources have other messages than locale/ has: run bin/messages extract."
    ]
    assert messages.write(project)
    assert messages.problems(project) == []
    assert "Enter a date." not in messages.catalogue(project).read_text(encoding="utf-8")


def test_a_new_message_is_told_until_it_has_its_arabic(project):
    translate(project, {name: words for name, words in ARABIC.items() if name != "Save"})
    assert messages.problems(project) == ["'Save' has no Arabic"]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (
            {"One row here": ["", "صف واحد", "صفان", "%(n)s", "%(n)s", "%(n)s"]},
            "has no Arabic in all six forms",
        ),
        ({"%(count)s day": ["0", "1", "2", "أيام", "%(count)s", "%(count)s"]}, "placeholders"),
        ({"%(count)s day": ["0", "1", "2", "%(cuont)s", "%(count)s", "%(count)s"]}, "placeholders"),
        ({"Save": "حفظ %(count)s"}, "placeholders"),
        ({"Save": "<b>حفظ</b>"}, "tags"),
        ({"Save": "حفظ\n"}, "line ends"),
        ({"100%% sure": "100% متأكد"}, "placeholders"),
    ],
)
def test_a_translation_that_would_break_the_page_is_told(project, changed, problem):
    translate(project, ARABIC | changed)
    (told,) = set(messages.problems(project))
    assert problem in told


def test_a_fuzzy_translation_is_told(project):
    translate(project, ARABIC)
    file = messages.catalogue(project)
    file.write_text(
        file.read_text(encoding="utf-8").replace('msgid "Save"', '#, fuzzy\nmsgid "Save"'), encoding="utf-8"
    )
    assert "'Save' is fuzzy" in messages.problems(project)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "لا أيام"),
        (1, "يوم"),
        (2, "يومان"),
        (3, "3 أيام"),
        (10, "10 أيام"),
        (11, "11 يومًا"),
        (99, "99 يومًا"),
        (100, "100 يوم"),
        (103, "103 أيام"),
    ],
)
def test_the_compiled_file_has_the_six_forms_of_arabic(project, count, words):
    translate(project, ARABIC)
    with messages.compile_messages(project).open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.ngettext("%(count)s day", "%(count)s days", count) % {"count": count} == words


def test_contexts_are_kept_apart_in_the_compiled_file(project):
    translate(project, ARABIC)
    with messages.compile_messages(project).open("rb") as file:
        assert gettext.GNUTranslations(file).pgettext("verb", "Open") == "فتح"
