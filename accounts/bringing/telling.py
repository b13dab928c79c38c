"""Why rows of a file were refused, in the reader's words; codes and columns are what is kept."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from accounts.bringing.headings import Columns
from lib.formats import isolated


def told(columns: Columns, reasons: Mapping[str, Any], column: str, code: str, written: str) -> str:
    """“Ordered on: this is no day (yesterday)”."""
    reason = str(reasons.get(code, reasons["unexpected"]))
    if column in columns:
        reason = f"{columns[column][0]}: {reason}"
    return f"{reason} ({isolated(written)})" if written else reason


def shown(rows: Iterable[tuple], told_problem: Callable[[str, str, str], str]) -> list[dict[str, Any]]:
    """Refused rows as a page shows them, of (number, problems, cells)."""
    return [
        {
            "number": number,
            "problems": [told_problem(*problem) for problem in problems],
            "cells": " · ".join(cell for cell in cells or [] if cell),
        }
        for number, problems, cells in rows
    ]
