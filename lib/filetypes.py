"""Kinds of files that are taken: what people send each other at work; and names of files that people may see."""

import os
import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib.text import clean

LONGEST_NAME = 190
XML_TEXT = "application/xml"


@dataclass(frozen=True)
class FileType:
    """A kind of file that is taken. A name that ends otherwise than in `endings` gets the first of them."""

    media_type: str
    endings: tuple[str, ...]
    label: str | Promise
    icon: str = "file"


class Refused(Exception):
    """Why a file is not taken: `code` for whoever asks, the text for people."""

    def __init__(self, code: str, text: str):
        self.code = code
        super().__init__(text)


def refused(code: str) -> Refused:
    texts = {
        "unknown": gettext("Files of this kind are not taken."),
        "page": gettext("Web pages and drawings with scripts (HTML, SVG) are not taken. Send a PDF instead."),
        "macros": gettext("It holds macros, which could do harm. Save it without macros first."),
        "broken": gettext("The file is damaged. Try to open it, save it again and send that."),
        "empty": gettext("The file is empty."),
        "pixels": gettext("The picture is too large: at most 64 million points. Save it smaller first."),
    }
    return Refused(code, texts[code])


def office(name: str) -> str:
    return f"application/vnd.openxmlformats-officedocument.{name}"


def open_document(name: str) -> str:
    return f"application/vnd.oasis.opendocument.{name}"


DOCUMENT, SHEET, SLIDES = _("Document"), _("Spreadsheet"), _("Presentation")
PICTURE, SOUND, FILM = _("Picture"), _("Sound"), _("Film")
TYPES = [
    FileType("application/pdf", (".pdf",), "PDF"),
    FileType("image/jpeg", (".jpg", ".jpeg", ".jfif"), PICTURE, "photo"),
    FileType("image/png", (".png",), PICTURE, "photo"),
    FileType("image/gif", (".gif",), PICTURE, "photo"),
    FileType("image/webp", (".webp",), PICTURE, "photo"),
    FileType("image/heic", (".heic", ".heif"), PICTURE, "photo"),
    FileType("image/tiff", (".tif", ".tiff"), PICTURE, "photo"),
    FileType(office("wordprocessingml.document"), (".docx", ".dotx"), DOCUMENT),
    FileType(office("spreadsheetml.sheet"), (".xlsx", ".xlsb", ".xltx"), SHEET, "file-spreadsheet"),
    FileType(office("presentationml.presentation"), (".pptx", ".ppsx", ".potx"), SLIDES),
    FileType(open_document("text"), (".odt",), DOCUMENT),
    FileType(open_document("spreadsheet"), (".ods",), SHEET, "file-spreadsheet"),
    FileType(open_document("presentation"), (".odp",), SLIDES),
    FileType("application/msword", (".doc", ".dot"), DOCUMENT),
    FileType("application/vnd.ms-excel", (".xls", ".xlt"), SHEET, "file-spreadsheet"),
    FileType("application/vnd.ms-powerpoint", (".ppt", ".pps"), SLIDES),
    FileType("application/vnd.ms-outlook", (".msg",), _("E-mail"), "mail"),
    FileType("application/rtf", (".rtf",), DOCUMENT),
    # An office document under a password is a box that only its reader opens.
    FileType("application/x-ole-storage", (".docx", ".xlsx", ".pptx"), _("Document with a password"), "lock"),
    FileType("application/zip", (".zip",), "ZIP", "folder"),
    FileType("audio/ogg", (".ogg", ".opus", ".oga"), SOUND, "speakerphone"),
    FileType("audio/mpeg", (".mp3",), SOUND, "speakerphone"),
    FileType("audio/mp4", (".m4a",), SOUND, "speakerphone"),
    FileType("audio/wav", (".wav",), SOUND, "speakerphone"),
    FileType("audio/amr", (".amr",), SOUND, "speakerphone"),
    FileType("video/mp4", (".mp4", ".m4v", ".3gp"), FILM, "movie"),
    FileType("video/quicktime", (".mov",), FILM, "movie"),
    FileType("text/csv", (".csv", ".tsv"), SHEET, "file-spreadsheet"),
    FileType(XML_TEXT, (".xml",), "XML"),
    FileType("text/plain", (".txt", ".log", ".md", ".eml", ".ics", ".vcf", ".json"), _("Text"), "note"),
]
BY_MEDIA_TYPE = {each.media_type: each for each in TYPES}
# What our own picture reader opens, so that it can be checked and shown.
PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp"}


def shown_name(name: str) -> str:
    """The name of an uploaded file as people may see it: no folders, no control or direction signs."""
    last = re.split(r"[/\\]", clean(name))[-1].strip(". ")
    stem, ending = os.path.splitext(last)
    return f"{stem[: LONGEST_NAME - len(ending[:9])]}{ending[:9]}" or gettext("file")


def fitting_name(name: str, found: FileType) -> str:
    """The shown name, with an ending that says what the file is: no program hides behind a picture."""
    shown = shown_name(name)
    return shown if os.path.splitext(shown)[1].lower() in found.endings else f"{shown}{found.endings[0]}"
