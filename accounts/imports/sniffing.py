"""What a file really is, whatever its name says; what could hurt a reader is refused before it is parsed.

Everything here looks at the first bytes, the zip's directory and the first kilobyte of its parts: a bomb is
refused in milliseconds. The directory may lie, so the reader of spreadsheets has limits of its own too.
"""

import re
import struct
import zipfile
import zlib
from typing import BinaryIO

from accounts.imports import limits
from accounts.imports.trouble import Unreadable

TEXT, SHEET = "text", "sheet"
HEAD_BYTES = 65_536
END_OF_DIRECTORY = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
KNOWN_BINARIES = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
)
# What zipfile and zlib raise for one broken byte or another.
DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
    LookupError,
)
_control = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_page = re.compile(rb"\s*<(!doctype|html|\?xml|table|meta|head|body|svg|script)", re.IGNORECASE)
_macro = re.compile(r"vbaproject|vbadata|macrosheet|activex|/scripts/|^basic/", re.IGNORECASE)


def kind_of(file: BinaryIO, size: int) -> str:
    """TEXT or SHEET; raises Unreadable for anything else."""
    if size == 0:
        raise Unreadable("empty")
    if size > limits.MOST_BYTES:
        raise Unreadable("too_large")
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head.startswith(b"PK"):
        check_zip(file, size)
        return SHEET
    if head.startswith(OLE):
        check_ole(file)
        return SHEET
    check_text(head)
    return TEXT


def check_text(head: bytes) -> None:
    if head.startswith(KNOWN_BINARIES):
        raise Unreadable("not_text")
    if head.startswith(UTF16_MARKS):
        return
    if _page.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise Unreadable("web_page")
    # Real files have a NUL here and there; a program or a picture is full of them.
    if len(_control.findall(head)) > max(8, len(head) // 50):
        raise Unreadable("not_text")


def check_ole(file: BinaryIO) -> None:
    """The older Excel format, or a newer one inside an encrypted shell."""
    file.seek(0)
    content = file.read(limits.MOST_BYTES)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable("password")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Unreadable("macros")


def check_zip(file: BinaryIO, size: int) -> None:
    _check_directory(file, size)
    try:
        with zipfile.ZipFile(file) as book:
            entries = book.infolist()
            _check_entries(entries)
            names = {entry.filename for entry in entries}
            if "content.xml" in names:
                _check_open_document(book)
            elif "xl/workbook.xml" not in names:
                raise Unreadable("not_text")
            _check_parts(book, entries)
    except DAMAGED as error:
        raise Unreadable("broken") from error


def _check_directory(file: BinaryIO, size: int) -> None:
    """Before zipfile reads the directory: one of 100,000 entries would take a second and a lot of memory."""
    tail = min(size, 65_557)
    file.seek(size - tail)
    end = file.read(tail)
    place = end.rfind(END_OF_DIRECTORY)
    if place < 0 or len(end) - place < 22:
        raise Unreadable("broken")
    entries, directory_bytes = struct.unpack("<HI", end[place + 10 : place + 16])
    if entries > limits.MOST_ENTRIES or directory_bytes > limits.MOST_DIRECTORY_BYTES:
        raise Unreadable("suspicious")
    file.seek(0)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > limits.MOST_ENTRIES or len({entry.filename for entry in entries}) < len(entries):
        raise Unreadable("suspicious")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable("password")
    if any(_macro.search(entry.filename) for entry in entries):
        raise Unreadable("macros")
    inflated = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if inflated > limits.MOST_INFLATED_BYTES:
        raise Unreadable("suspicious")
    if inflated > limits.RATIO_COUNTS_FROM_BYTES and inflated > packed * limits.MOST_RATIO:
        raise Unreadable("suspicious")


def _check_parts(book: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """No part declares entities (XXE), and what is called a part is one."""
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        with book.open(entry) as part:
            head = part.read(HEAD_BYTES if entry.filename == "[Content_Types].xml" else 2048)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or "<!DOCTYPE".encode("utf-16-le") in head:
            raise Unreadable("suspicious")
        if entry.filename == "[Content_Types].xml" and b"macroEnabled" in head:
            raise Unreadable("macros")


def _check_open_document(book: zipfile.ZipFile) -> None:
    with book.open("META-INF/manifest.xml") as manifest:
        if b"encryption-data" in manifest.read(HEAD_BYTES):
            raise Unreadable("password")
