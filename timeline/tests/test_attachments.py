"""Files of records: what is taken, under which name, who may have it, and what is cleaned up behind them."""

import io
import os
import struct
import time
import zipfile
import zlib
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.utils import timezone
from PIL import Image

from accounts import services
from accounts.deletion import delete_for_good
from interactions.services import log_interaction
from lib.filetypes import Refused
from lib.tenancy.state import workspace
from timeline import attaching, tasks
from timeline.models import Attachment, Event

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind="PNG", size=(30, 20)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind)
    return written.getvalue()


def zipped(**parts) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return written.getvalue()


def bomb() -> bytes:
    """30,000 x 30,000 points in some kilobytes."""

    def chunk(kind, content):
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9999))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def call(salem):
    with workspace(salem.workspace_id):
        account = services.add_account(by=salem, fields={"name_ar": "آفاق", "owner": salem})
        fields = {"channel": "call", "direction": "out", "text": "Asked about the order"}
        yield log_interaction(account=account, by=salem, fields=fields)


@pytest.mark.parametrize(
    ("content", "name", "kept_as", "media_type"),
    [
        (PDF, "عقد التوريد.pdf", "عقد التوريد.pdf", "application/pdf"),
        (PDF, "invoice.pdf.exe", "invoice.pdf.exe.pdf", "application/pdf"),
        (PDF, "../../etc/passwd", "passwd.pdf", "application/pdf"),
        (PDF, "a\0b\u202ecod.pdf", "abcod.pdf", "application/pdf"),
        (PDF, " . ", "الملف.pdf", "application/pdf"),
        (picture("JPEG"), "photo.png", "photo.png.jpg", "image/jpeg"),
        (picture("GIF") + b"=1;alert(1)", "x.js", "x.js.gif", "image/gif"),
        (b"name,city\nAfaq,Jeddah\n", "list.csv", "list.csv", "text/csv"),
        ("مرحبا".encode("windows-1256"), "ملاحظات.txt", "ملاحظات.txt", "text/plain"),
        (b"@echo off\r\n", "run.bat", "run.bat.txt", "text/plain"),
        (b'<?xml version="1.0"?><Invoice/>', "invoice.xml", "invoice.xml", "application/xml"),
        (
            zipped(word__document_xml="<w/>"),
            "offer.docx",
            "offer.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (zipped(a_txt="x"), "all.zip", "all.zip", "application/zip"),
    ],
)
def test_a_file_is_what_is_in_it_and_not_what_its_name_says(call, salem, content, name, kept_as, media_type):
    made = attaching.attach(call, content, name=name, by=salem)
    assert (made.name, made.media_type, made.size_bytes) == (kept_as, media_type, len(content))
    with made.content.open("rb") as file:
        assert file.read() == content
    assert made.content.name.startswith(f"workspaces/{call.workspace_id}/attachment/")
    assert name not in made.content.name


def undone() -> bytes:
    """An archive whose first entry, in which office programs name their type, cannot be inflated."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 20)
    content = bytearray(written.getvalue())
    place = content.find(b"mimetype") + len("mimetype")
    content[place : place + 6] = b"\xff" * 6
    return bytes(content)


def crowded() -> bytes:
    """A ZIP64 of many entries that says in the older place that there are five."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for number in range(66_000):
            archive.writestr(str(number), "")
    content = bytearray(written.getvalue())
    place = content.rfind(b"PK\x05\x06")
    content[place + 8 : place + 16] = struct.pack("<HHI", 5, 5, 100)
    return bytes(content)


def test_comments_without_end_do_not_hold_a_worker(call, salem):
    """Each had two ways to be read, and all together took for ever."""
    began = time.process_time()
    assert attaching.attach(call, b"<!---->" * 1000, name="x.txt", by=salem).media_type == "text/plain"
    assert time.process_time() - began < 2


def test_a_photo_with_strange_notes_of_its_camera_is_taken(call, salem):
    written, notes = io.BytesIO(), Image.Exif()
    notes[0x0112], notes[0x010F] = 6, "x" * 30
    Image.new("RGB", (30, 20), "teal").save(written, "JPEG", exif=notes)
    # Its maker becomes a width in letters.
    content = written.getvalue().replace(b"\x01\x0f\x00\x02", b"\x01\x00\x00\x02")
    made = attaching.attach(call, content, name="photo.jpg", by=salem)
    assert made.media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\x03" + b"\x00" * 90, "unknown"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "page"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<svg onload="alert(1)"/>', "page"),
        (b'<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"/>', "page"),
        ("\ufeff<html></html>".encode(), "page"),
        (zipped(word__document_xml="<w/>", word__vbaProject_bin="x"), "macros"),
        (b"PK\x03\x04 not really", "broken"),
        (b"\x89PNG\r\n\x1a\n not really", "broken"),
        (bomb(), "pixels"),
        (b"<!---->" * 200 + b"<html>", "page"),
        (undone(), "broken"),
        (crowded(), "unknown"),
    ],
)
def test_what_could_hurt_is_not_taken_and_leaves_nothing(call, salem, content, code):
    with pytest.raises(Refused) as refusal:
        attaching.attach(call, content, name="<b>offer</b>.pdf", by=salem)
    assert refusal.value.code == code
    assert not Attachment.objects.exists()
    assert not default_storage.exists("workspaces")


def test_too_much_is_refused_with_the_limit_in_words(call, salem, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_BYTES", 2_000_000)
    with pytest.raises(Refused, match="2"):
        attaching.attach(call, PDF + b" " * 2_000_000, name="large.pdf", by=salem)
    monkeypatch.setattr(attaching, "MOST_ON_A_RECORD", 1)
    attaching.attach(call, PDF, name="one.pdf", by=salem)
    with pytest.raises(Refused):
        attaching.attach(call, PDF, name="two.pdf", by=salem)


def test_a_picture_is_drawn_anew_for_pages_and_kept_as_it_came(call, salem):
    content = picture("JPEG", (3000, 1500)) + b"<script>alert(1)</script>"
    made = attaching.attach(call, content, name="large.jpg", by=salem)
    assert made.has_preview
    with default_storage.open(made.preview_path) as file:
        drawn = file.read()
    assert b"script" not in drawn
    assert Image.open(io.BytesIO(drawn)).size == (1200, 600)


def test_a_full_disk_is_told_and_leaves_no_half_file(call, salem, monkeypatch):
    saved = FileSystemStorage._save

    def full(storage, name, content):
        saved(storage, name, content)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(Refused) as refusal:
        attaching.attach(call, PDF, name="a.pdf", by=salem)
    assert refusal.value.code == "room"
    assert not Attachment.objects.exists()
    assert default_storage.listdir(f"workspaces/{call.workspace_id}/attachment") == ([], [])


def test_files_sent_before_their_form_are_hung_on_its_record_once_and_only_by_who_sent_them(
    call, salem, mona
):
    first, second = (attaching.stage(PDF, name=f"{n}.pdf", by=salem) for n in "ab")
    numbers = [first.number, second.number]
    assert attaching.attach_staged(call, numbers, by=mona) == []
    assert [each.name for each in attaching.attach_staged(call, numbers, by=salem)] == ["a.pdf", "b.pdf"]
    assert attaching.attach_staged(call, numbers, by=salem) == []
    assert list(Attachment.objects.of(call).filter(expires_at=None)) == [first, second]
    told = Event.objects.about(call).filter(verb="file.added")
    assert [event.detail["names"] for event in told] == [["a.pdf", "b.pdf"]]


def test_who_sees_the_record_sees_its_files(call, salem, mona, reem, karim):
    made = attaching.attach(call, PDF, name="a.pdf", by=salem)
    waits = attaching.stage(PDF, name="b.pdf", by=salem)
    assert [made.is_seen_by(each) for each in (salem, mona)] == [True, True]
    assert [waits.is_seen_by(each) for each in (salem, mona)] == [True, False]
    with workspace(karim.workspace_id):
        assert not Attachment.objects.filter(pk__in=[made.pk, waits.pk]).exists()


def test_a_removed_file_comes_back_until_it_is_forgotten(call, salem, django_capture_on_commit_callbacks):
    made = attaching.attach(call, PDF, name="a.pdf", by=salem)
    attaching.remove_file(made, by=salem)
    attaching.remove_file(made, by=salem)
    assert not Attachment.objects.of(call).kept().exists()
    attaching.restore_file(made, by=salem)
    assert Attachment.objects.of(call).kept().get() == made
    attaching.remove_file(made, by=salem)
    tasks.forget_expired_attachments()
    assert Attachment.objects.filter(pk=made.pk).exists(), "not yet"
    Attachment.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.forget_expired_attachments()
    assert not Attachment.objects.filter(pk=made.pk).exists()
    assert not default_storage.exists(made.content.name)


def test_what_no_row_names_is_swept_from_the_disk_once_nobody_can_be_writing_it(call, salem):
    made = attaching.attach(call, picture(), name="a.png", by=salem)
    try:
        with transaction.atomic():
            lost = attaching.attach(call, picture(), name="lost.png", by=salem)
            raise KeyboardInterrupt  # as of a worker that is killed here
    except KeyboardInterrupt:
        pass
    paths = [made.content.name, made.preview_path, lost.content.name, lost.preview_path]
    for path in paths:
        assert default_storage.exists(path)
    tasks.sweep_files()
    assert all(map(default_storage.exists, paths)), "its transaction may still run"
    for path in paths:
        os.utime(default_storage.path(path), (time.time() - 7200,) * 2)
    tasks.sweep_files()
    tasks.sweep_files()
    assert [default_storage.exists(path) for path in paths] == [True, True, False, False]


def test_files_go_with_a_customer_who_is_deleted_for_good(
    call, salem, huda, django_capture_on_commit_callbacks
):
    made = attaching.attach(call, PDF, name="a.pdf", by=salem)
    with django_capture_on_commit_callbacks(execute=True):
        delete_for_good(call.account, by=huda)
    assert not Attachment.objects.exists()
    assert not default_storage.exists(made.content.name)
