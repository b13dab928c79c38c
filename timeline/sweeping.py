"""Files on the disk that no row names: a killed request leaves them, and they are found and deleted."""

import os
import random
import time
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction

from lib.tenancy.state import require_workspace_id
from timeline.models import Attachment
from timeline.models.attachment import PREVIEW

# Such a file may be one whose transaction still runs; none runs for so long.
SAFE_TO_SWEEP_SECONDS = 3600
SWEPT_AT_ONCE = 500
FOLDER = Attachment._meta.model_name


def swept_folders() -> list[int]:
    """Ids of the workspaces with files on the disk, in another order each time: no sweep begins where all do."""
    try:
        names = [name for name in os.listdir(default_storage.path("workspaces")) if name.isdigit()]
    except FileNotFoundError:
        return []
    random.shuffle(names)
    return [int(name) for name in names]


def sweep_workspace(deadline: float) -> int:
    """Delete files on the disk of the open workspace that no row names, such as those of a killed request.

    Safe at any time and in two workers at once; goes on until `deadline` (time.monotonic()) and says how many went.
    """
    folder = Path(default_storage.path(f"workspaces/{require_workspace_id()}/{FOLDER}"))
    swept, batch = 0, []
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return 0
    with entries:
        for entry in entries:
            if time.time() - entry.stat().st_mtime > SAFE_TO_SWEEP_SECONDS:
                batch.append(entry.name)
            if len(batch) >= SWEPT_AT_ONCE:
                swept += _sweep(batch)
                batch = []
                if time.monotonic() > deadline:
                    return swept
    return swept + _sweep(batch)


def _sweep(names: list[str]) -> int:
    start = f"workspaces/{require_workspace_id()}/{FOLDER}/"
    paths = [start + name for name in names]
    with transaction.atomic():
        wanted = {path.removesuffix(PREVIEW) for path in paths}
        known = set(Attachment.objects.filter(content__in=wanted).values_list("content", flat=True))
    gone = [path for path in paths if path.removesuffix(PREVIEW) not in known]
    for path in gone:
        default_storage.delete(path)
    return len(gone)
