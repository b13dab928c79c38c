"""A plan as a PDF of two pages, in Arabic or English. What does not fit is cut by rule, never broken over pages."""

import json
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib import formats
from planning.progress import mean_reached
from planning.reading import Content
from planning.snapshots import snapshot_of
from planning.wording import Section, sections_of

HERE = Path(__file__).parent / "print"
# Of each list: how many lines stand there, which columns, and how wide they are to each other.
LISTS = {
    "objectives": (7, (0, 1, 2, 3, 4, 5, 6, 8), (6, 2, 3, 3, 3, 2, 3, 3)),
    "initiatives": (7, (0, 1, 3, 4), (8, 3, 3, 2)),
    "milestones": (7, (0, 1, 2, 3), (8, 3, 3, 2)),
    "risks": (8, (0, 1, 2, 3, 4), (6, 2, 2, 2, 6)),
    "rivals": (5, (0, 1, 2, 3, 4), (3, 5, 5, 2, 5)),
}
FIRST, SECOND = ("objectives", "initiatives", "milestones"), ("risks", "rivals")
TEXTS = ("upsell", "resources", "obstacles", "success")
# In points; the first one with which it is two pages.
SIZES = (9, 8, 7, 6)
LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_CELL, MOST_LINES = 700, 420, 80, 8


def cut(text: str, longest: int, lines: int = 1) -> str:
    """At most so many signs and lines, ended at a word, with the sign that there was more."""
    rows = [" ".join(row.split()) for row in text.strip().splitlines() if row.strip()]
    kept = " ".join(rows) if lines == 1 else "\n".join(rows[:lines])
    if len(kept) <= longest and (lines == 1 or len(rows) <= lines):
        return kept
    short = kept[: longest - 1]
    return (short.rsplit(" ", 1)[0] if " " in short[longest // 2 :] else short).rstrip() + "…"


def print_plan(plan, language: str) -> bytes:
    """The plan as it stands now, in this language."""
    import typst  # a large library: loaded when somebody prints

    opened = plan.workspace
    with translation.override(language), formats.use(opened.formats(language)):
        words = worded(plan, opened, language)
    where = {"root": str(HERE), "font_paths": [str(HERE / "fonts")], "ignore_system_fonts": True}
    for size in SIZES:
        data = {"plan": json.dumps({**words, "size": size}, ensure_ascii=False)}
        made = typst.compile(str(HERE / "plan.typ"), sys_inputs=data, **where)
        if b"/Count 2" in made:
            break  # else everything is as long as it can be: smaller letters
    return made


def worded(plan, opened, language) -> dict:
    content = Content(plan)
    sections = {each.key: each for each in sections_of(snapshot_of(plan, content))}
    reached = mean_reached(each.percent for each in content.objectives)
    today = formats.day(timezone.localdate())
    state = f"{plan.get_state_display()} · {_('Version %(round)s') % {'round': formats.number(plan.round)}}"
    facts = [
        (_("Revenue goal"), sections["revenue"].text or "—"),
        (_("Reached of the objectives"), "—" if reached is None else formats.percent(reached)),
        (_("Who leads it"), cut(plan.owner.user.name, 40)),
        (_("Next review"), formats.day(plan.next_review_on) if plan.next_review_on else "—"),
    ]
    pages = [
        _("Page %(page)s of %(pages)s") % {"page": formats.number(n), "pages": formats.number(2)}
        for n in (1, 2)
    ]
    return {
        "language": "ar" if language.startswith("ar") else "en",
        "company": cut(opened.name, 80),
        "title": cut(plan.account.name, 60),
        "period": sections["period"].text,
        "state": state,
        "facts": [{"label": label, "value": value} for label, value in facts],
        "foot": _("%(company)s · as of %(day)s") % {"company": cut(opened.name, 80), "day": today},
        "pages": pages,
        "summary": _text(sections["summary"], LONGEST_SUMMARY),
        "first": [_list(sections[key]) for key in FIRST],
        "second": [_list(sections[key]) for key in SECOND],
        "texts": [_text(sections[key], LONGEST_TEXT) for key in TEXTS],
    }


def _text(section: Section, longest: int) -> dict:
    return {"title": section.title, "text": cut(section.text, longest, MOST_LINES)}


def _list(section: Section) -> dict:
    most, columns, widths = LISTS[section.key]
    left = len(section.lines) - most
    more = ""
    if left > 0:
        text = ngettext("%(count)s more line stands in Sila.", "%(count)s more lines stand in Sila.", left)
        more = text % {"count": formats.number(left)}
    return {
        "title": section.title,
        "columns": [section.columns[each] for each in columns],
        "widths": list(widths),
        "lines": [[cut(line.cells[each], LONGEST_CELL) for each in columns] for line in section.lines[:most]],
        "more": more,
    }
