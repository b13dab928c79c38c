"""What a file really is, by what is in it and whatever its name says; only what is on the list is taken.

Signatures are those of the formats' own specifications; zip and OLE are opened far enough to tell an office document
from an archive, and never unpacked. A general library of signatures would know hundreds of formats that are refused
here anyway, and tells no macros.
"""

import lzma
import os
import re
import struct
import zipfile
import zlib
from typing import BinaryIO

from lib.filetypes import BY_MEDIA_TYPE, XML_TEXT, FileType, office, refused

HEAD_BYTES = 8192
MOST_ENTRIES = 10_000
END_OF_DIRECTORY = b"PK\x05\x06"
# It stands so many bytes before the one above, its locator between them.
END_OF_LARGE_DIRECTORY, LARGE_END_BYTES = b"PK\x06\x06", 76
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_control = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_page = re.compile(
    # A comment ends at its first end: were there more ways to read it, many of them would take for ever.
    rb"\s*(<\?xml[^>]*>\s*)?(<!--((?!-->).)*-->\s*)*"
    rb"(<!doctype\s+(html|svg)|<([a-z]+:)?(html|svg|script|head|body|iframe)\b)",
    re.IGNORECASE | re.DOTALL,
)
_xml = re.compile(rb"\s*<\?xml", re.IGNORECASE)
_runs = re.compile(rb"<script|xml-stylesheet|w3\.org/(1999/xhtml|2000/svg)", re.IGNORECASE)


# (place, bytes, media type), the longer ones first.
SIGNATURES = [
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    *((4, b"ftyp" + brand, "image/heic") for brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc")),
    *(
        (4, b"ftyp" + brand, "video/mp4")
        for brand in (
            b"isom",
            b"iso2",
            b"iso4",
            b"iso5",
            b"iso6",
            b"mp41",
            b"mp42",
            b"avc1",
            b"M4V",
            b"3gp",
            b"dash",
        )
    ),
]
# Parts of office documents.
PARTS = {
    "word/document.xml": office("wordprocessingml.document"),
    "xl/workbook.xml": office("spreadsheetml.sheet"),
    "xl/workbook.bin": office("spreadsheetml.sheet"),
    "ppt/presentation.xml": office("presentationml.presentation"),
}
STREAMS = {
    "EncryptedPackage": "application/x-ole-storage",
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "__nameid_version1.0": "application/vnd.ms-outlook",
}


def type_of(file: BinaryIO, size: int, *, name: str = "") -> FileType:
    """The type by what is in the file; the name only tells one kind of text from another. Raises Refused."""
    if size == 0:
        raise refused("empty")
    file.seek(0)
    head = file.read(HEAD_BYTES)
    return BY_MEDIA_TYPE[_media_type(file, size, head, name)]


def _media_type(file: BinaryIO, size: int, head: bytes, name: str) -> str:
    for place, sign, media_type in SIGNATURES:
        if head.startswith(sign, place):
            return media_type
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(file, size)
    if head.startswith(OLE):
        return _ole_type(file)
    return _text_type(head, name)


def _zip_type(file: BinaryIO, size: int) -> str:
    _check_directory(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            names = {entry.filename for entry in archive.infolist()}
            kind = archive.open("mimetype").read(200).decode("ascii") if "mimetype" in names else ""
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        struct.error,
        RuntimeError,
        ValueError,
        OSError,
        EOFError,
        zlib.error,
        lzma.LZMAError,
    ):
        raise refused("broken") from None
    if any("vbaproject" in each.lower() or each.startswith("Basic/") for each in names):
        raise refused("macros")
    for part, media_type in PARTS.items():
        if part in names:
            return media_type
    return kind if kind in BY_MEDIA_TYPE else "application/zip"


def _check_directory(file: BinaryIO, size: int) -> None:
    """Before zipfile reads it: a directory of a million entries would take long and much memory."""
    tail = min(size, 65_557 + LARGE_END_BYTES)
    file.seek(size - tail)
    end = file.read(tail)
    place = end.rfind(END_OF_DIRECTORY)
    if place < 0 or len(end) - place < 22:
        raise refused("broken")
    entries, directory_bytes = struct.unpack("<HI", end[place + 10 : place + 16])
    large = place - LARGE_END_BYTES
    if large >= 0 and end.startswith(END_OF_LARGE_DIRECTORY, large):
        # The numbers of a ZIP64, which zipfile believes instead.
        entries, directory_bytes = struct.unpack("<QQ", end[large + 32 : large + 48])
    if entries > MOST_ENTRIES or directory_bytes > MOST_ENTRIES * 300:
        raise refused("unknown")
    file.seek(0)


def _ole_type(file: BinaryIO) -> str:
    file.seek(0)
    content = file.read()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise refused("macros")
    for stream, media_type in STREAMS.items():
        if stream.encode("utf-16-le") in content:
            return media_type
    raise refused("unknown")


def _text_type(head: bytes, name: str) -> str:
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_wide and _control.search(head):
        raise refused("unknown")
    plain = head[2:].replace(b"\x00", b"") if is_wide else head.removeprefix(b"\xef\xbb\xbf")
    is_xml = _xml.match(plain)
    if _page.match(plain) or (is_xml and _runs.search(plain)):
        raise refused("page")
    if is_xml:
        return XML_TEXT
    is_table = os.path.splitext(name)[1].lower() in BY_MEDIA_TYPE["text/csv"].endings
    return "text/csv" if is_table else "text/plain"
