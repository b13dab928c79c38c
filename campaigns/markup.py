"""The little that people mark in a text: an empty line begins a paragraph, "- " an entry of a list, ** makes bold.

Pure: text in, safe HTML and plain text out. Addresses that stand in a text become links. Everything else is shown as
it was typed, and nothing of it is ever taken for HTML or for a template.
"""

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join

ENTRY = re.compile(r"^[-•] +")
_bold = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
# What belongs to a sentence does not belong to the address.
_address = re.compile(r"(https?://[^\s<>\"{}]*[^\s<>\"{}.,;:!?)\]،؛؟])")


def groups_of(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Paragraphs and lists, one after the other: whether it is a list, and its lines."""
    is_list, lines = False, list[str]()
    for line in [*text.splitlines(), ""]:
        is_entry = bool(ENTRY.match(line))
        if lines and (not line.strip() or is_entry != is_list):
            yield is_list, lines
            lines = []
        if line.strip():
            is_list = is_entry
            lines.append(ENTRY.sub("", line).strip() if is_entry else line.strip())


def html_of(text: str, *, paragraph: str, entries: str, link: str) -> str:
    """With these styles, since mail programs read no style sheets."""
    return format_html_join(
        "", "{}", ((_group(*each, paragraph, entries, link),) for each in groups_of(text))
    )


def _group(is_list: bool, lines: list[str], paragraph: str, entries: str, link: str) -> str:
    inner = [(_line(each, link),) for each in lines]
    if is_list:
        return format_html('<ul style="{}">{}</ul>', entries, format_html_join("", "<li>{}</li>", inner))
    first, *others = inner
    return format_html('<p style="{}">{}{}</p>', paragraph, first[0], format_html_join("", "<br>{}", others))


def _line(line: str, link: str) -> str:
    """What stands between ** and ** comes at every second place."""
    parts = [_addresses(each, link) for each in _bold.split(line)]
    marked = [
        format_html("<strong>{}</strong>", each) if place % 2 else each for place, each in enumerate(parts)
    ]
    return format_html_join("", "{}", ((each,) for each in marked))


def _addresses(text: str, link: str) -> str:
    parts = [
        format_html('<a href="{0}" dir="ltr" style="{1}">{0}</a>', each, link) if place % 2 else each
        for place, each in enumerate(_address.split(text))
    ]
    return format_html_join("", "{}", ((each,) for each in parts))


def text_of(text: str) -> str:
    """The same for mail programs that show no HTML."""
    found: list[str] = []
    for is_list, lines in groups_of(text):
        shown = [_bold.sub(r"\1", line) for line in lines]
        found.append("\n".join(f"- {each}" if is_list else each for each in shown))
    return "\n\n".join(found)
