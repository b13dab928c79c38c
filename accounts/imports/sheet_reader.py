"""Reads one sheet of a spreadsheet in a process of its own, with limits on memory and time.

Run as a script: it imports nothing of Sila. A file of 1.4 KB that names a cell in the last row and column makes
the parser ask for 500 GB and end its process; here that ends nobody's but this one.

Writes one JSON line for each row that is not empty, [row number, [cells]], and on standard output
{"sheets": [...], "sheet": name} or {"trouble": code}.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta


def main(source, target, sheet_name, most_rows, most_columns, most_characters, most_cells, memory, seconds):
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    limits = {"rows": int(most_rows), "columns": int(most_columns), "characters": int(most_characters)}
    try:
        with CalamineWorkbook.from_path(source) as book:
            sheets = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
            if not sheets or (sheet_name and sheet_name not in sheets):
                return {"trouble": "no_such_sheet" if sheets else "no_rows"}
            if sheet_name:
                sheet = book.get_sheet_by_name(sheet_name)
            else:
                opened = (book.get_sheet_by_name(name) for name in sheets)
                sheet = next((each for each in opened if each.height), None) or book.get_sheet_by_name(
                    sheets[0]
                )
            if sheet.total_height * sheet.total_width > int(most_cells):
                return {"trouble": "too_many_cells"}
            trouble = write(sheet, target, limits)
            return trouble or {"sheets": sheets, "sheet": sheet.name}
    except PasswordError:
        return {"trouble": "password"}
    except (CalamineError, OSError, ValueError):
        return {"trouble": "broken"}
    except MemoryError:
        return {"trouble": "too_many_cells"}


def write(sheet, target, limits):
    first_row, first_column = sheet.start or (0, 0)
    written = 0
    with open(target, "w", encoding="utf-8") as lines:
        for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first_row + 1):
            texts = [as_text(cell) for cell in cells]
            while texts and not texts[-1].strip():
                texts.pop()
            if not texts:
                continue
            if len(texts) + first_column > limits["columns"]:
                return {"trouble": "too_many_columns", "row": number}
            if max(map(len, texts)) > limits["characters"]:
                return {"trouble": "cell_too_long", "row": number}
            written += 1
            if written > limits["rows"] + 1:
                return {"trouble": "too_many_rows"}
            lines.write(json.dumps([number, texts], ensure_ascii=False) + "\n")
    return None


def as_text(cell):
    """As a person would have typed it: a phone number that was kept as a figure has no «.0»."""
    if isinstance(cell, str):
        return cell.encode("utf-8", "replace").decode()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
