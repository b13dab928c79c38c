"""Names after an @ in a text: found, and shown as the colleagues are called today. Texts in, texts out."""

import re
from collections.abc import Iterable, Mapping

from django.utils.html import format_html, format_html_join


def pattern(written: Iterable[str]) -> re.Pattern:
    """These names after an @ that begins a word, as no e-mail address does; the longer ones first."""
    names = "|".join(re.escape(each) for each in sorted(written, key=len, reverse=True))
    return re.compile(rf"(?<![\w@.])@({names})(?!\w)", re.IGNORECASE)


def names_in(text: str, known: Iterable[str]) -> list[str]:
    """Those of the known names that are named in a text, each once, as they are known."""
    by_fold = {each.casefold(): each for each in known}
    if "@" not in text or not by_fold:
        return []
    found = (by_fold.get(match[1].casefold()) for match in pattern(by_fold.values()).finditer(text))
    return list(dict.fromkeys(each for each in found if each is not None))


def marked(text: str, names: Mapping[str, str]) -> str:
    """The text with each name that was written as it is today; in HTML where there are any."""
    today = {written.casefold(): name for written, name in names.items()}
    if not today:
        return text
    parts, end = [], 0
    for match in pattern(names).finditer(text):
        name = today.get(match[1].casefold(), match[1])
        parts += [text[end : match.start()], format_html('<bdi class="mention">@{}</bdi>', name)]
        end = match.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))
