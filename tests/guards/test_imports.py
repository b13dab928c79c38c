"""What names the rooms one by one, for import-linter (bin/ci) and for pytest, names every one of them."""

import configparser
import tomllib

import pytest

from tests.guards.sources import LAYERS, ROOT, rooms

pytestmark = pytest.mark.net

RULES = ("models", "querysets", "services", "roles")
PAGES = ("views", "forms", "filters", "tasks")


def linter():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def standing(names) -> set[str]:
    found = {f"{room}.{name}" for room in rooms() for name in names if (ROOT / room / name).is_dir()}
    return found | {
        f"{room}.{name}" for room in rooms() for name in names if (ROOT / room / f"{name}.py").exists()
    }


def test_every_room_stands_in_the_one_order():
    order, *_others = linter()["contracts"]
    assert order["type"] == "layers"
    ordered = [room for floor in order["layers"] for room in floor.split(" | ")]
    assert ordered == linter()["root_packages"] == rooms()
    assert order["ignore_imports"] == ["*.tests.** -> **"]
    assert [room for room in LAYERS if room in ordered] == ordered


def test_the_tests_of_every_room_are_run():
    pytest_ini = configparser.ConfigParser()
    pytest_ini.read(ROOT / "pytest.ini", encoding="utf-8")
    tested = {room for room in rooms() if (ROOT / room / "tests").is_dir()}
    assert set(pytest_ini["pytest"]["testpaths"].split()) == tested | {"tests"}


def test_rules_know_no_pages_in_any_room():
    _order, rules = linter()["contracts"]
    assert rules["type"] == "forbidden"
    # A room may name further rules of its own beside those that every room has.
    assert set(rules["source_modules"]) >= standing(RULES)
    assert set(rules["forbidden_modules"]) == standing(PAGES)
