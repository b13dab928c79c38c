"""The rows of a list as HTML. Python writes them: a table of 25 rows is 250 cells, each seen by everybody all day."""

from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.translation import get_language

from lib.formrendering import joined
from lib.lists.fields import ASIDE, LABELLED, Field
from lib.lists.page import ListPage
from lib.templatetags.house import drawing

BADGE_ICONS = {
    "neutral": "circle",
    "info": "circle-dot",
    "waiting": "hourglass",
    "late": "alert-triangle",
    "done": "check",
}


@lru_cache(maxsize=512)
def badge(label: str, state: str = "neutral", *, plain: bool = False) -> str:
    """templates/components/badge.html for cells."""
    icon = "" if plain else drawing(BADGE_ICONS[state])
    return format_html('<span class="badge badge-{}">{}{}</span>', state, icon, label)


@lru_cache(maxsize=4096, typed=True)
def bdi(text: Any, direction: str = "") -> str:
    """What people typed does not turn the line around it. Cities, colleagues, industries come again and again."""
    if not text:
        return ""
    if direction:
        return format_html('<bdi dir="{}">{}</bdi>', direction, text)
    return format_html("<bdi>{}</bdi>", text)


def choice(record: Any, name: str) -> str:
    """The choice in words, as get_…_display() says it."""
    return _choice(get_language(), record.__class__, name, getattr(record, name))


@lru_cache(maxsize=4096)
def _choice(language: str, model: Any, name: str, value: str) -> str:
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value))


class Rows:
    """The table of one page: heads and rows. `record_url` is the address of record 0, whose number is put in."""

    def __init__(self, page: ListPage, columns: list[Field], *, record_url: str, asked: str = ""):
        self.page = page
        self.columns = columns
        self.before, _zero, self.after = record_url.rpartition("0")
        self.after += asked
        cells = "".join(opening(field).replace("{", "{{").replace("}", "}}") + "{}</td>" for field in columns)
        self.template = f"<tr data-row>{cells}</tr>"

    def url(self, record) -> str:
        return f"{self.before}{record.number}{self.after}"

    def link(self, record) -> str:
        """The name of the record, which opens it."""
        return format_html('<a data-row-link href="{}"><bdi>{}</bdi></a>', self.url(record), record.name)

    def body(self) -> str:
        return joined(map(self.row, self.page.rows), "\n")

    def row(self, record) -> str:
        return format_html(self.template, *[field.cell(record, self) for field in self.columns if field.cell])

    def heads(self) -> str:
        return joined(map(self.head, self.columns), "\n")

    def head(self, field: Field) -> str:
        """The head of a column; a link that sorts, and turns the order round when pressed again."""
        css = format_html(' class="{}"', "num") if "num" in field.css.split() else ""
        if not field.sorts:
            return format_html('<th scope="col"{}>{}</th>', css, field.label)
        now = next((sort for sort in field.sorts if sort.key == self.page.sort.key), None)
        wanted = next((sort for sort in field.sorts if sort is not now), field.sorts[0])
        state = "" if now is None else "descending" if now.is_descending else "ascending"
        return format_html(
            '<th scope="col"{}{}><a class="sort" href="{}">{}{}</a></th>',
            css,
            format_html(' aria-sort="{}"', state) if state else "",
            self.page.address(sort=wanted.key),
            field.label,
            drawing("arrow-down" if state == "descending" else "arrow-up"),
        )


def opening(field: Field) -> str:
    """The tag of a cell: what a phone does with it is said by its class or its label."""
    places = {ASIDE: "cell-aside", LABELLED: ""}
    classes = " ".join(filter(None, [field.css, places.get(field.on_a_phone, "cell-wide")]))
    told = format_html(' class="{}"', classes) if classes else ""
    if field.on_a_phone == LABELLED:
        return format_html('<td{} data-label="{}">', told, field.label)
    return format_html("<td{}>", told)
