"""Sizes and names that keep the house livable (measured on the projects it was drawn from)."""

import ast
import math

import pytest

from tests.guards.sources import ROOT, all_python, is_test, name_of, product_python, rooms, text_of, tree_of

pytestmark = pytest.mark.net

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_SERVICES = 400, 60, 200
USUAL_FILE, USUAL_FUNCTION = 200, 25  # nine of ten are at most this long
BAD_NAMES = {"utils", "util", "helpers", "helper", "managers", "signals", "mixins", "misc", "common", "stuff"}


def lines_of(path):
    return len(text_of(path).splitlines())


def functions():
    for path in all_python():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name_of(path)}:{node.name}", node.end_lineno - node.lineno + 1, path


def ninetieth(sizes):
    return sorted(sizes)[math.ceil(len(sizes) * 0.9) - 1]


def test_files_are_short():
    too_long = {name_of(path): lines_of(path) for path in all_python() if lines_of(path) > LONGEST_FILE}
    assert too_long == {}
    assert ninetieth([lines_of(path) for path in product_python()]) <= USUAL_FILE


def test_functions_are_short():
    assert {name: lines for name, lines, _path in functions() if lines > LONGEST_FUNCTION} == {}
    assert ninetieth([lines for _name, lines, path in functions() if not is_test(path)]) <= USUAL_FUNCTION


def test_services_are_split_before_they_grow():
    services = [path for path in product_python() if path.name == "services.py"]
    assert {name_of(path): lines_of(path) for path in services if lines_of(path) > LONGEST_SERVICES} == {}


def test_no_file_is_a_drawer_for_anything():
    named = [
        name_of(path)
        for path in all_python()
        if path.stem.lower() in BAD_NAMES or path.parent.name in BAD_NAMES
    ]
    assert named == []


def test_every_package_of_the_house_is_a_known_room():
    standing = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert standing <= set(rooms())
