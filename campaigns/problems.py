"""What keeps a template from being sent: said block by block and line by line.

Pure: a template with its blocks in, sentences out. A language counts as written once anything stands in it; what is
written in one language has to be whole in it, and one language is enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.words import CAMPAIGN
from lib import formats
from lib.formats import isolated

LANGUAGES = ("ar", "en")
WHATSAPP, APPROVED = "whatsapp", "approved"
# Kinds of blocks that say nothing without a text of their own.
NEED_TEXT = frozenset({"heading", "text", "button", "columns", "offer"})


@dataclass(frozen=True)
class Problem:
    text: str
    # The number of the block, or None: the subject or the whole.
    block: int | None = None


def written_in(template, blocks: Sequence[Any]) -> list[str]:
    """The languages that a template can be sent in, as far as anything stands in them."""
    return [
        language
        for language in LANGUAGES
        if template.body(language)
        or template.subject(language)
        or any(each.text(language) or each.more(language) for each in blocks)
    ]


def problems_of(template, blocks: Sequence[Any]) -> list[Problem]:
    return list(_problems(template, blocks))


def _problems(template, blocks) -> Iterator[Problem]:
    languages = written_in(template, blocks)
    if not template.is_letter:
        yield from _of_message(template, languages)
        return
    if not languages:
        yield Problem(_("Write a subject, in Arabic, in English or both."))
    if not blocks:
        yield Problem(_("Add a block: there is nothing to read yet."))
    for language in languages:
        if not template.subject(language):
            yield Problem(
                _("The subject in Arabic is missing.")
                if language == "ar"
                else _("The subject in English is missing.")
            )
        for text in (template.subject(language), template.preview(language)):
            for word in CAMPAIGN.unknown_in(text):
                yield Problem(_("Subject and preview: nothing is called %(word)s.") % braced(word))
        for place, block in enumerate(blocks, 1):
            yield from _of_block(block, place, language)


def _of_message(template, languages) -> Iterator[Problem]:
    if not languages:
        yield Problem(_("Write the text, in Arabic, in English or both."))
    for language in languages:
        for word in CAMPAIGN.unknown_in(template.body(language)):
            yield Problem(_("Nothing is called %(word)s.") % braced(word))
        if template.channel == WHATSAPP and template.approval(language) != APPROVED:
            yield Problem(
                _("The Arabic text is not approved by Meta yet.")
                if language == "ar"
                else _("The English text is not approved by Meta yet.")
            )
    if template.channel == WHATSAPP and not template.approved_name:
        yield Problem(_("The name that the text has at Meta is missing."))


def _of_block(block, place: int, language: str) -> Iterator[Problem]:
    where = {"place": formats.number(place)}
    if block.kind in NEED_TEXT and not block.text(language):
        text = (
            _("Block %(place)s says nothing in Arabic.")
            if language == "ar"
            else _("Block %(place)s says nothing in English.")
        )
        yield Problem(text % where, block.number)
    for text in (block.text(language), block.more(language)):
        for number, line in enumerate(text.splitlines(), 1):
            for word in CAMPAIGN.unknown_in(line):
                said = {**where, "line": formats.number(number), **braced(word)}
                yield Problem(
                    _("Block %(place)s, line %(line)s: nothing is called %(word)s.") % said, block.number
                )


def braced(word: str) -> dict[str, str]:
    return {"word": isolated(f"{{{word}}}")}
