"""CSV as people have it: any of four encodings, any of four separators, quotation marks now and then.

Guesses are shown with a preview and can be changed. Records are numbered as a spreadsheet numbers rows: the
heading is row 1, empty rows count. Source of the single-byte guess: in Windows-1256 text, letters beyond ASCII
stand side by side; in Western text they stand alone among ASCII letters.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from accounts.imports import limits
from accounts.imports.trouble import Unreadable

ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1256": "Windows-1256",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
}
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 50
SAMPLE_BYTES = 256 * 1024
BLOCK_BYTES = 1 << 20
_high_runs = re.compile(rb"[\x80-\xff]+")
_separator_line = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)

# Of the process: this is its only user of the csv module's reader.
csv.field_size_limit(limits.MOST_CHARACTERS)


@dataclass(frozen=True)
class TextShape:
    encoding: str  # a key of ENCODINGS
    delimiter: str  # one of DELIMITERS


def guess_shape(file: BinaryIO, *, encoding: str = "", delimiter: str = "") -> TextShape:
    """What is not said is guessed. Raises Unreadable when the bytes are not of the encoding that was said."""
    encoding = encoding or guess_encoding(file)
    _check_encoding(file, encoding)
    return TextShape(encoding, delimiter or guess_delimiter(file, encoding))


def guess_encoding(file: BinaryIO) -> str:
    """Block by block: a file of 25 MB takes no memory to speak of."""
    file.seek(0)
    head = file.read(SAMPLE_BYTES)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8) or _is_utf8(file):
        return "utf-8"
    # A byte or two that went wrong do not make it another encoding: then the row is named instead.
    beyond_ascii = broken = 0
    for block, text in _decoded(file, errors="replace"):
        beyond_ascii += len(block) - len(text.encode("ascii", errors="ignore"))
        broken += text.count("\ufffd")
    return "utf-8" if beyond_ascii - 3 * broken > 40 * broken else _guess_single_byte(head)


def _is_utf8(file: BinaryIO) -> bool:
    try:
        for _block, _text in _decoded(file, errors="strict"):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(file: BinaryIO, *, errors: str) -> Iterator[tuple[bytes, str]]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors)
    file.seek(0)
    while block := file.read(BLOCK_BYTES):
        yield block, decoder.decode(block)
    yield b"", decoder.decode(b"", final=True)


def _guess_single_byte(content: bytes) -> str:
    runs = [len(run) for run in _high_runs.findall(content)]
    together = sum(length for length in runs if length > 1)
    return "cp1256" if together * 2 >= sum(runs) else "cp1252"


def _check_encoding(file: BinaryIO, encoding: str) -> None:
    if encoding not in ENCODINGS:
        raise Unreadable("broken")
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    rows = 1
    try:
        while block := file.read(BLOCK_BYTES):
            rows += decoder.decode(block).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        rows += error.object[: error.start].count(b"\n")
        raise Unreadable("wrong_encoding", row=rows, encoding=ENCODINGS[encoding]) from error


def guess_delimiter(file: BinaryIO, encoding: str) -> str:
    """The sign that parts most records into as many cells as the heading has."""
    with _opened(file, encoding) as text:
        sample = text.read(SAMPLE_BYTES)
    said = _separator_line.match(sample)
    if said:
        return said[1] if said[1] in DELIMITERS else ","
    return max(DELIMITERS, key=lambda sign: (_fit(sample, sign), -DELIMITERS.index(sign)))


def _fit(sample: str, delimiter: str) -> tuple[int, int]:
    widths: list[int] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if record:
                widths.append(len(record))
            if len(widths) > SAMPLE_RECORDS:
                break
    except csv.Error:
        return (0, 0)
    if not widths or widths[0] < 2:
        return (0, 0)
    alike = Counter(widths)[widths[0]]
    return (alike, widths[0])


@contextmanager
def _opened(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")
    try:
        yield text
    finally:
        text.detach()  # the file stays open


def records(file: BinaryIO, shape: TextShape) -> Iterator[tuple[int, list[str]]]:
    """Every record that is not empty, with its row number."""
    with _opened(file, shape.encoding) as text:
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=shape.delimiter)
        row = 0
        while True:
            lines.forget()
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise Unreadable("cell_too_long", row=row + 1) from error
            row += 1
            if row == 1 and _separator_line.fullmatch("".join(lines.kept)):
                row -= 1
                continue
            if lines.ended and _is_open(lines.kept, shape.delimiter):
                raise Unreadable("open_quote", row=row)
            if any(cell and not cell.isspace() for cell in record):
                yield row, record


class _Lines:
    """The lines of a text; those of the record at hand are kept."""

    def __init__(self, text: io.TextIOBase):
        self._text = text
        self.kept: list[str] = []
        self.ended = False

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self._text.readline(limits.MOST_CHARACTERS * limits.MOST_COLUMNS)
        if not line:
            self.ended = True
            raise StopIteration
        self.kept.append(line)
        return line

    def forget(self) -> None:
        self.kept = []


def _is_open(lines: list[str], delimiter: str) -> bool:
    """True when the last record ends inside quotation marks."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False
