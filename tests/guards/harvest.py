"""What pages listen to, read from the code: names of query strings and of forms, targets of fragments."""

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

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


@dataclass
class PageForm:
    """One form of a page: where it posts to, and what a browser would send of it."""

    path: str
    values: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path, self.forms, self.by_id, self.select = path, [], {}, ""

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(PageForm(urlsplit(given.get("action", "")).path or self.path))
            self.by_id[given.get("id")] = self.forms[-1]
        elif tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self._control(tag, given)
        elif tag == "option" and self.select and self.forms:
            held = self.forms[-1].values
            if "selected" in given or not held.get(self.select):
                held[self.select] = given.get("value", "")

    def _control(self, tag, given):
        form = self.by_id.get(given.get("form")) or (self.forms[-1] if self.forms else None)
        self.select = given["name"] if tag == "select" else ""
        if form is None or given["name"] == "csrfmiddlewaretoken":
            return
        if given.get("type") == "file":
            form.files.add(given["name"])
        elif given.get("type") not in {"checkbox", "radio"} or "checked" in given:
            form.values[given["name"]] = given.get("value", "")
        else:
            form.values.setdefault(given["name"], "")


def forms_of(path: str, html: str) -> list[PageForm]:
    parser = _Forms(path)
    parser.feed(html)
    return parser.forms
