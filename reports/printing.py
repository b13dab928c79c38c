"""A report as a PDF of A4 pages, Arabic or English: definitions beside their numbers, the time of counting on each."""

import json
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from lib import formats
from planning.printing import HERE as PLANNING
from planning.printing import cut
from reports.measures import Change
from reports.papers import Paper
from reports.showing import Part, Value

HERE = Path(__file__).parent / "print"
LONGEST_TITLE, LONGEST_NAME, LONGEST_FILTERS = 80, 70, 400


def print_paper(paper: Paper, language: str) -> bytes:
    """With the words, digits and direction of this language."""
    return made(worded(paper, language), format="pdf")


def made(words: dict, **how) -> Any:
    import typst  # a large library: loaded when somebody prints

    data = {"report": json.dumps(words, ensure_ascii=False)}
    where = {"root": str(HERE), "font_paths": [str(PLANNING / "fonts")], "ignore_system_fonts": True}
    return typst.compile(str(HERE / "report.typ"), sys_inputs=data, **where, **how)


def worded(paper: Paper, language: str) -> dict:
    opened = paper.asked.membership.workspace
    with translation.override(language), formats.use(opened.formats(language)):
        company = cut(opened.name, LONGEST_TITLE)
        return {
            "language": "ar" if language.startswith("ar") else "en",
            "digits": [formats.digits(each) for each in range(10)],
            "company": company,
            "title": cut(paper.title, LONGEST_TITLE),
            "period": paper.asked.period.name,
            "beside": besides(paper),
            "whose": f"{_('Whose numbers')}: {cut(paper.whose, LONGEST_FILTERS)}",
            "note": open_note(paper),
            "foot": f"{company} · {cut(paper.title, LONGEST_TITLE)} · {paper.as_of}",
            "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
            "nothing": _("None of these numbers is shown to this reader with these filters."),
            "empty": _("Nothing in this period."),
            "number_heads": [
                _("KPI"),
                _("Value"),
                _("Than the period before"),
                _("Than a year earlier"),
            ],
            "numbers": [number(kpi, found) for kpi, found in paper.numbers],
            "runs": [run_words(kpi, run) for kpi, run in paper.runs],
            "tables": [table_words(*each) for each in paper.tables],
        }


def besides(paper: Paper) -> str:
    if not paper.numbers:
        return ""
    _kpi, found = paper.numbers[0]
    return _("beside %(period)s") % {"period": found.before.period.name}


def open_note(paper: Paper) -> str:
    if not paper.asked.period.is_open(paper.asked.today):
        return ""
    return _("The period is not over yet: it is held against as many days of the others.")


def value_words(value: Value) -> dict[str, Any]:
    return {
        "value": value.text,
        "n": value.rests_on + (f" · {_('too few to say much')}" if value.is_few else ""),
        "margin": value.margin,
        "few": value.is_few,
    }


def change_words(change: Change | None) -> dict[str, str]:
    if change is None:
        return {"text": "—", "state": ""}
    text = formats.isolated(change.text)
    if change.is_points:
        text = _("%(change)s points") % {"change": text}
    return {"text": text, "state": {True: "better", False: "worse"}.get(change.is_better, "")}


def number(kpi, found) -> dict[str, Any]:
    return {
        "name": str(kpi.name),
        "definition": str(kpi.definition),
        "before": change_words(found.since_before),
        "year": change_words(found.since_year),
        **value_words(found.now),
    }


def run_words(kpi, run) -> dict[str, Any]:
    largest = max((abs(now.amount or 0) for now, _then, _is_open in run.rows), default=0)
    return {
        "title": f"{kpi.name} · {_('Over time')}",
        "heads": [_("Period"), str(kpi.name), "", _("Rests on"), _("A year earlier")],
        "rows": [
            {
                "name": f"{now.period.name} ({_('so far')})" if is_open else now.period.name,
                "value": now.text,
                "share": round(100 * max(now.amount or 0, 0) / largest) if largest else 0,
                "few": now.is_few or is_open,
                "n": formats.number(now.measure.n),
                "year": then.text,
            }
            for now, then, is_open in run.rows
        ],
    }


def table_words(kpi, split, parts: list[Part]) -> dict[str, Any]:
    return {
        "title": f"{kpi.name} · {split.label}",
        "heads": [str(split.label), str(kpi.name), "", _("Rests on"), _("Than the period before")],
        "rows": [
            {
                "name": cut(part.name, LONGEST_NAME),
                "value": part.value.text,
                "share": part.share,
                "few": part.value.is_few,
                "n": formats.number(part.value.measure.n),
                "change": change_words(part.since_before),
            }
            for part in parts
        ],
    }
