"""The product's own source files, read once for all guards that read code."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = [
    "crm", "desk", "portal", "api", "reports", "campaigns", "complaints", "loyalty", "planning", "visits", "sales",
    "updates", "surveys", "meetings", "social",
    "interactions", "accounts", "messaging", "workspaces", "timeline", "lib",
]  # fmt: skip


def rooms() -> list[str]:
    """The packages of the house that stand so far, in the order of imports."""
    return [room for room in LAYERS if (ROOT / room / "__init__.py").exists()]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


@cache
def all_python() -> list[Path]:
    """Everything people wrote in Python, tests and commands too; not the migrations that Django wrote."""
    folders = [*(ROOT / room for room in rooms()), *(ROOT / name for name in ("bin", "tests", "benchmarks"))]
    found = [path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts]
    return sorted([*found, ROOT / "manage.py", ROOT / "conftest.py"])


@cache
def product_python() -> list[Path]:
    """What runs in production: no tests, no bin/, no benchmarks."""
    return [path for path in all_python() if name_of(path).split("/")[0] in rooms() and not is_test(path)]


@cache
def templates() -> list[Path]:
    return sorted(
        path for folder in (ROOT / "templates", *ROOT.glob("*/templates")) for path in folder.rglob("*.*")
    )


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=name_of(path))
