"""Files of records: taking them in, hanging them on a record, cleaning up behind them.

Whatever brings a file (a form, an e-mail, the portal) goes through attach() or stage(): both look into it first.
"""

import io
import os
from typing import BinaryIO

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from lib import filetypes, formats
from lib.file_contents import type_of
from lib.filetypes import Refused
from lib.formats import isolated
from lib.pictures import preview_of
from lib.tenancy.files import private_path
from timeline.models import Attachment
from timeline.models.attachment import KEPT_AFTER_REMOVAL, KEPT_WAITING
from timeline.services import record

MOST_BYTES = 25_000_000
MOST_ON_A_RECORD = 50
MOST_WAITING = 60


def attach(belongs_to, content: bytes | BinaryIO, *, name: str, by=None, is_told=True) -> Attachment:
    """Hang a file on a record; raises Refused (its text is for people) for what is not taken.

    `by` is None for what nobody here sent, such as a file of an e-mail. Not told where another event tells of it.
    """
    check_room(belongs_to, 1)
    made = _take(content, name=name, by=by, belongs_to=belongs_to)
    if is_told:
        record("file.added", belongs_to, by=by, names=[made.name])
    return made


def stage(content: bytes | BinaryIO, *, name: str, by) -> Attachment:
    """Take a file in that waits for the form it belongs to; forgotten after a day if none comes."""
    if Attachment.objects.waiting_for(by)[:MOST_WAITING].count() >= MOST_WAITING:
        raise Refused("many", gettext("Too many files wait for their forms. Save or close some first."))
    return _take(content, name=name, by=by)


@transaction.atomic
def attach_staged(belongs_to, numbers, *, by, is_told=True) -> list[Attachment]:
    """Hang what this member sent before on the record; what is not theirs, gone or used already is left out."""
    waiting = Attachment.objects.waiting_for(by).kept().filter(number__in=numbers)
    found = list(waiting.select_for_update(no_key=True).order_by("pk"))
    if not found:
        return []
    check_room(belongs_to, len(found))
    for each in found:
        each.record_kind, each.record_id = belongs_to._meta.label_lower, belongs_to.pk
        each.expires_at = None
        each.save(update_fields=["record_kind", "record_id", "expires_at"])
    if is_told:
        record("file.added", belongs_to, by=by, names=[each.name for each in found])
    return found


@transaction.atomic
def attach_brought(belongs_to, brought, *, by, is_told=True) -> list[Attachment]:
    """Hang what a form brought (lib.file_fields) on the record: all of it, or nothing and Refused."""
    made = attach_staged(belongs_to, brought.numbers, by=by, is_told=False)
    for upload in brought.uploads:
        made.append(attach(belongs_to, upload.file, name=upload.name, by=by, is_told=False))
    if made and is_told:
        record("file.added", belongs_to, by=by, names=[each.name for each in made])
    return made


def put_files(records) -> None:
    """Give each of these records, all of one kind, its `files`: one query."""
    for each in records:
        each.files = []
    by_key = {each.pk: each for each in records}
    for attachment in Attachment.objects.of(*records).kept().order_by("pk"):
        by_key[attachment.record_id].files.append(attachment)


@transaction.atomic
def remove_file(attachment, *, by) -> None:
    """Take it off its record; it is forgotten later, and restore_file() brings it back until then."""
    _set_removed(attachment, timezone.now(), "file.removed", by=by)


@transaction.atomic
def restore_file(attachment, *, by) -> None:
    _set_removed(attachment, None, "file.restored", by=by)


def _set_removed(attachment, moment, verb, *, by) -> None:
    belongs_to = attachment.record
    if belongs_to is None:  # it waits for its form, which leaves it out or takes it
        return
    belongs_to.wait_to_change()
    attachment.refresh_from_db(from_queryset=Attachment.objects.select_for_update(no_key=True))
    if attachment.is_removed == (moment is not None):
        return
    if moment is None:
        check_room(belongs_to, 1)
    attachment.removed_at = moment
    attachment.expires_at = moment + KEPT_AFTER_REMOVAL if moment else None
    attachment.save(update_fields=["removed_at", "expires_at"])
    record(verb, belongs_to, by=by, names=[attachment.name])


def check_room(belongs_to, wanted: int) -> None:
    there = Attachment.objects.of(belongs_to).kept()[: MOST_ON_A_RECORD + 1].count()
    if there + wanted > MOST_ON_A_RECORD:
        text = ngettext(
            "A record takes at most %(count)s file.",
            "A record takes at most %(count)s files.",
            MOST_ON_A_RECORD,
        )
        raise Refused("many", text % {"count": formats.number(MOST_ON_A_RECORD)})


def named_limits() -> str:
    """What is taken, for the page that asks for files."""
    text = gettext("Up to %(size)s each: documents, spreadsheets, PDF, pictures, sound, film and archives.")
    return text % {"size": formats.file_size(MOST_BYTES)}


def too_large(name: str) -> Refused:
    text = gettext("%(name)s is larger than %(size)s.")
    return Refused("large", text % {"name": isolated(name), "size": formats.file_size(MOST_BYTES)})


def _take(content, *, name, by, belongs_to=None) -> Attachment:
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    size = file.seek(0, os.SEEK_END)
    if size > MOST_BYTES:
        raise too_large(filetypes.shown_name(name))
    try:
        found = type_of(file, size, name=name)
        drawn = preview_of(file) if found.media_type in filetypes.PICTURES else None
    except Refused as refusal:
        text = gettext("%(name)s was not taken. %(why)s")
        words = {"name": isolated(filetypes.shown_name(name)), "why": refusal}
        raise Refused(refusal.code, text % words) from None
    made = Attachment(
        name=filetypes.fitting_name(name, found), media_type=found.media_type, size_bytes=size, added_by=by
    )
    if belongs_to is None:
        made.expires_at = timezone.now() + KEPT_WAITING
    else:
        made.record_kind, made.record_id = belongs_to._meta.label_lower, belongs_to.pk
    file.seek(0)
    made.content.name, made.has_preview = private_path(made, name), drawn is not None
    storage = made.content.storage
    try:
        storage.save(made.content.name, File(file))
        if drawn is not None:
            storage.save(made.preview_path, ContentFile(drawn))
    except OSError:  # the disk is full, and what was written is half a file
        storage.delete(made.content.name)
        storage.delete(made.preview_path)
        text = gettext("There is no room for more files just now. Tell whoever runs Sila.")
        raise Refused("room", text) from None
    made.save()
    return made


def forget_files(model, keys) -> None:
    """The files of records that are deleted for good go with them."""
    Attachment.objects.filter(record_kind=model._meta.label_lower, record_id__in=list(keys)).forget()
