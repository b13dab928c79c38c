"""The rows of a list as HTML. Python writes them: a table of 25 rows is 250 cells, each seen by everybody all day."""

from functools import lru_cache
from typing import Any

from django.utils.html import escape, format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.formrendering import joined
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field
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


# The box of a row belongs to the form #bulk, which stands below the table.
PICK = (
    '<td class="pick"><label><input class="form-check-input" type="checkbox" name="number" value="{number}"'
    ' form="bulk" data-pick><bdi class="visually-hidden">{name}</bdi></label></td>'
)


class Cells:
    """The cells of records. `record_url` is the address of record 0, whose number is put in."""

    def __init__(self, columns: list[Field], *, record_url: str, asked: str = ""):
        self.columns = columns
        self.before, _zero, self.after = record_url.rpartition("0")
        self.after += asked
        self.asked = asked.replace("?", "&", 1)
        # What cells of this page read once for all rows.
        self.kept: dict[str, Any] = {}
        self.titles = {field.key: _("Edit: %(label)s") % {"label": field.label} for field in columns}

    def edit_link(self, field: Field) -> str:
        """A cell that is edited in its place, in the order of Tab once its row has the focus."""
        link = format_html(
            '<a class="cell-edit" data-cell tabindex="-1" title="{}" href="', self.titles[field.key]
        )
        address = f"{self.before}{{number}}/cell/?field={field.key}{self.asked}"
        return f'{literal(link)}{escape(address)}">{{}}</a>'

    def cell(self, field: Field, record) -> str:
        """One cell that was edited, without its tag."""
        shown = field.cell(record, self) if field.cell else ""
        return format_html(self.edit_link(field), shown, number=record.number)

    def url(self, record) -> str:
        return f"{self.before}{record.number}{self.after}"

    def link(self, record) -> str:
        """The name of the record, which opens it."""
        return format_html('<a data-row-link href="{}"><bdi>{}</bdi></a>', self.url(record), record.name)


class Rows(Cells):
    """The table of one page: heads and rows."""

    def __init__(
        self,
        page: ListPage,
        columns: list[Field],
        *,
        record_url: str,
        asked: str = "",
        can_pick: bool = False,
        can_edit: bool = False,
    ):
        super().__init__(columns, record_url=record_url, asked=asked)
        self.page = page
        # Lists without a cell that is edited in its place have rows that need not know of an archive.
        self.can_pick, self.can_edit = can_pick, can_edit and any(field.input for field in columns)
        self.template = self._template(is_open=can_edit)
        self.closed = self._template(is_open=False) if can_edit else self.template

    def _template(self, *, is_open: bool) -> str:
        """A row to be filled in with its cells, its number and its name."""
        cells = []
        for field in self.columns:
            shown = self.edit_link(field) if is_open and field.input else "{}"
            cells.append(f"{literal(opening(field))}{shown}</td>")
        return f"<tr data-row>{PICK if self.can_pick else ''}{''.join(cells)}</tr>"

    def body(self) -> str:
        return joined(map(self.row, self.page.rows), "\n")

    def row(self, record) -> str:
        cells = [field.cell(record, self) for field in self.columns if field.cell]
        template = self.closed if self.can_edit and record.archived_at else self.template
        return format_html(template, *cells, number=record.number, name=record.name)

    def heads(self) -> str:
        heads = [self.head(field) for field in self.columns]
        return joined([self.pick_head(), *heads] if self.can_pick else heads, "\n")

    def pick_head(self) -> str:
        """Ticks the rows of this page; it works with scripts alone, so they show it."""
        return format_html(
            '<th scope="col" class="pick"><label hidden data-pick-all><input class="form-check-input"'
            ' type="checkbox"><span class="visually-hidden">{}</span></label></th>',
            _("Select all rows of this page"),
        )

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


def literal(html: str) -> str:
    """As a part of a template of str.format, whatever signs a label has."""
    return html.replace("{", "{{").replace("}", "}}")


def opening(field: Field) -> str:
    """The tag of a cell: what a phone does with it is said by its class or its label."""
    places = {MAIN: "cell-main", ASIDE: "cell-aside", LABELLED: ""}
    classes = " ".join(filter(None, [field.css, places.get(field.on_a_phone, "cell-wide")]))
    told = format_html(' class="{}"', classes) if classes else ""
    place = format_html(" data-cell-place{}", "") if field.input else ""
    if field.on_a_phone == LABELLED:
        return format_html('<td{}{} data-label="{}">', told, place, field.label)
    return format_html("<td{}{}>", told, place)
