"""What pages listen to, read from the code: names of query strings and of forms, targets of fragments."""

import ast
import re
from functools import cache

from tests.guards.sources import product_python, templates, text_of, tree_of

TARGET = re.compile(r"hx-target=\"#([\w-]+)\"")


@cache
def query_names() -> list[str]:
    """Every name that some code looks up in what a request carries."""
    found = set()
    for path in product_python():
        for node in ast.walk(tree_of(path)):
            found |= set(_names(node))
    return sorted(found)


def _names(node):
    if (
        isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in {"get", "getlist", "pop"}
        and node.args
    ):
        asked, key = node.func.value, node.args[0]
    elif isinstance(node, ast.Subscript):
        asked, key = node.value, node.slice
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        asked, key = node.comparators[0], node.left
    else:
        return
    is_request = getattr(asked, "attr", getattr(asked, "id", "")) in {"GET", "POST", "query", "params"}
    if is_request and isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield key.value


@cache
def targets() -> list[str]:
    """The places of a page that htmx fills: some views answer each with a part of their own."""
    return sorted({name for path in templates() for name in TARGET.findall(text_of(path))})
