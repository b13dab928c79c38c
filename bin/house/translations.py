"""Compiled messages: .mo files are made from .po files, never committed."""

from pathlib import Path

from .places import PYTHON, ROOT, VENV
from .processes import run_step
from .registry import environment
from .steps import step

COMMAND = ROOT / "bin" / "messages"


def compile_changed() -> None:
    if COMMAND.exists() and any(_is_stale(po) for po in (ROOT / "locale").rglob("*.po")):
        with step("translations"):
            argv = [str(PYTHON), str(COMMAND), "compile"]
            run_step(
                "translations", argv, environment(), VENV / "translations.log", "compiling the translations"
            )


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
