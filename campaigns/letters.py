"""A template as a letter: read once for a language, then filled for each who is written to.

The page of the letter is ours and is rendered once; what people typed goes into it as escaped text. Only what stands
in braces is put in for each recipient, as a value, escaped again for HTML: no text of a person is ever run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain, groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.markup import html_of, text_of
from campaigns.words import LETTER
from interactions.placeholders import Pieces, filled

PARAGRAPH = "margin:0 0 12px"
ENTRIES = "margin:0 0 12px;padding-inline-start:24px"
LINK = "color:#0f6268;word-break:break-all"
PAGE = "emails/campaign.html"


@dataclass(frozen=True)
class Part:
    """A piece of the letter, left out where the value that it needs is not known."""

    pieces: Pieces
    needs: str = ""


@dataclass(frozen=True)
class Filled:
    subject: str
    html: str
    text: str


@dataclass(frozen=True)
class Letter:
    language: str
    subject: Pieces
    html: tuple[Part, ...]
    text: tuple[Part, ...]

    def needs(self, *keys: str) -> bool:
        """Whether any of these placeholders stands in it."""
        texts = [self.subject, *(part.pieces for part in (*self.html, *self.text))]
        return any(
            not isinstance(each, str) and each.placeholder.key in keys for one in texts for each in one
        )

    def fill(self, values: Mapping[str, str]) -> Filled:
        """Values by the key of their placeholder, in the letter's language."""
        safe = {key: escape(value) for key, value in values.items()}
        subject = " ".join(filled(self.subject, values).text.split())
        return Filled(subject, _joined(self.html, safe), _joined(self.text, values))


def _joined(parts: Iterable[Part], values: Mapping[str, str]) -> str:
    return "".join(
        filled(part.pieces, values).text for part in parts if not part.needs or values.get(part.needs)
    )


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbours that are always there as one, so that little is left to do for each recipient."""
    for needs, some in groupby(parts, key=lambda part: part.needs):
        if needs:
            yield from some
            continue
        pieces: list[Any] = []
        for piece in chain.from_iterable(part.pieces for part in some):
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            else:
                pieces.append(piece)
        yield Part(tuple(pieces))


def letter_of(template, blocks: Sequence[Any], language: str, *, company: str, follow=None) -> Letter:
    """The template in this language; whether it is whole in it is asked of campaigns/problems.py.

    With `follow`, a campaigns.following.Follow, its links and its picture are told from one another by recipient.
    """
    shown = shown_blocks(blocks, language)
    html = html_pieces(template, shown, language, company=company, picture=follow.picture if follow else "")
    if follow:
        html = [(follow.rewritten(piece), needs) for piece, needs in html]
    with override(language):
        texts = [(plain(each), each["needs"]) for each in shown]
        foot = _("You receive this because you agreed to it. What you want to receive, and how to stop it:")
    text = [*texts, (f"-- \n{company}\n\n{foot}\n{{sila:preferences}}\n", "")]
    return Letter(
        language=language,
        subject=LETTER.pieces(template.subject(language)),
        html=tuple(_merged(Part(LETTER.pieces(piece, is_html=True), needs) for piece, needs in html)),
        text=tuple(_merged(Part(LETTER.pieces(piece), needs) for piece, needs in text)),
    )


def html_pieces(template, shown, language: str, *, company: str, picture="") -> list[tuple[str, str]]:
    """The page of the letter, piece by piece, each with the value that it needs."""
    whole = {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "company": company,
        "subject": template.subject(language),
        "preview": template.preview(language),
        "picture": picture,
    }
    with override(language):
        begin, end = (render_to_string(f"{PAGE}#{part}", whole) for part in ("begin", "end"))
        rows = [
            (render_to_string(f"{PAGE}#block", {**whole, "block": each}), each["needs"]) for each in shown
        ]
    return [(begin, ""), *rows, (end, "")]


def shown_blocks(blocks: Sequence[Any], language: str) -> list[dict[str, Any]]:
    return [block for block in (shown_block(each, language) for each in blocks) if block is not None]


def shown_block(block, language: str) -> dict[str, Any] | None:
    """What the page needs of a block; None where it says nothing in this language."""
    text, more = block.text(language), block.more(language)
    if block.kind not in {"divider", "points", "picture"} and not (text or more):
        return None
    if block.kind == "picture" and not block.picture:
        return None
    styles = {"paragraph": PARAGRAPH, "entries": ENTRIES, "link": LINK}
    return {
        "kind": block.kind,
        "text": text,
        "html": html_of(text, **styles),
        "plain": text_of(text),
        "more_html": html_of(more, **styles),
        "more_plain": text_of(more),
        "link": block.link,
        "picture": block.picture,
        "code": block.code,
        # Who has no points is told nothing of them.
        "needs": "points" if block.kind == "points" else "",
    }


def plain(block: dict[str, Any]) -> str:
    """A block for mail programs that show no HTML; ends with an empty line."""
    kind, text = block["kind"], block["plain"]
    if kind == "heading":
        lines = [text, "=" * min(len(text), 40)]
    elif kind == "button":
        lines = [f"{text}:", block["link"]]
    elif kind == "picture":
        lines = [each for each in (text, block["link"]) if each]
    elif kind == "points":
        lines = [text or _("Your points: {points}")]
    elif kind == "divider":
        lines = ["-" * 20]
    else:
        code = _("Code: %(code)s") % {"code": block["code"]} if block["code"] else ""
        lines = [each for each in (text, block["more_plain"], code) if each]
    return "\n".join(lines) + "\n\n" if lines else ""
