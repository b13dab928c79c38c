"""Nothing a reader sees is without its Arabic, and the catalogue says what the sources say."""

from lib import messages


def test_every_message_of_the_sources_has_its_arabic():
    assert messages.problems() == []


def test_the_sources_are_where_the_tool_looks():
    found = {message.id for message in messages.extract_messages() if isinstance(message.id, str)}
    # one of a template, of code in an app, of the floor, and of the shell
    assert {"Skip to the content", "There is no such Hijri day. Check the day and the month."} <= found
    assert len(found) > 300


def test_no_script_carries_words_of_its_own():
    """Scripts get their few words from data- attributes, so that one catalogue is enough."""
    scripts = sorted((messages.ROOT / "static" / "js").rglob("*.js"))
    assert scripts
    assert [file.name for file in scripts if "gettext(" in file.read_text(encoding="utf-8")] == []
