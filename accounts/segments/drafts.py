"""A tree of rules while it is being built on a page: read from a form as it was typed, changed by a button, shown.

Every press is a POST of the whole form, so that nothing that was typed is lost and the page needs no script. A part of
the tree has a place, "r" for the root and "r.0.2" below it, which begins the names of its fields. Pure: no database.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from accounts.segments.tree import ALL, ANY, DEEPEST, ROOT, Vocabulary
from lib.lists.rules import CHOICES, GROUPS, Operator, Param

PLACE = re.compile(r"r(?:\.[0-9]{1,3}){0,6}")
MOST_PLACES, LONGEST_VALUE, MOST_VALUES = 100, 200, 400
CHECKED_AT_ONCE = 12


def new_draft() -> dict[str, Any]:
    return {"kind": ALL, "not": False, "parts": [new_rule()]}


def new_rule() -> dict[str, Any]:
    return {"field": "", "op": "", "not": False, "values": {}}


def from_kept(raw: Any) -> dict[str, Any]:
    """The tree of a row for the page that changes it, whatever the row holds: what cannot be shown is left out."""
    found = _shaped(raw)
    return found if found and "parts" in found else new_draft()


def _shaped(raw: Any) -> dict[str, Any] | None:
    if not isinstance(raw, dict):
        return None
    is_negated = bool(raw.get("not"))
    if isinstance(raw.get("parts"), list):
        kind = raw.get("kind") if raw.get("kind") in (ALL, ANY) else ALL
        parts = [part for part in map(_shaped, raw["parts"]) if part is not None]
        return {"kind": kind, "not": is_negated, "parts": parts}
    field, op, values = raw.get("field"), raw.get("op"), raw.get("values")
    if not isinstance(field, str):
        return None
    return {
        "field": field,
        "op": op if isinstance(op, str) else "",
        "not": is_negated,
        "values": {name: _typed(value) for name, value in values.items()} if isinstance(values, dict) else {},
    }


def _typed(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [each for each in value if isinstance(each, str)]
    return value if isinstance(value, str) else ""


def from_post(post) -> dict[str, Any]:
    """The tree as typed, sound or not; what is too much or means no place is left out."""
    nodes: dict[str, dict[str, Any]] = {}
    for place in post.getlist("node")[:MOST_PLACES]:
        parent = place.rpartition(".")[0]
        if not PLACE.fullmatch(place) or place in nodes:
            continue
        if place != ROOT and "parts" not in nodes.get(parent, {}):
            continue
        nodes[place] = _node(post, place)
        if place != ROOT:
            nodes[parent]["parts"].append(nodes[place])
    root = nodes.get(ROOT)
    return root if root and "parts" in root else new_draft()


def _node(post, place: str) -> dict[str, Any]:
    is_negated = post.get(f"{place}-not") == "1"
    kind = post.get(f"{place}-kind")
    if kind in (ALL, ANY):
        return {"kind": kind, "not": is_negated, "parts": []}
    begin = f"{place}-v-"
    values: dict[str, Any] = {}
    for name in post:
        if name.startswith(begin):
            given = [value[:LONGEST_VALUE] for value in post.getlist(name)[:MOST_VALUES]]
            values[name.removeprefix(begin)] = given if len(given) > 1 else given[0] if given else ""
    return {
        "field": post.get(f"{place}-field", "")[:LONGEST_VALUE],
        "op": post.get(f"{place}-op", "")[:LONGEST_VALUE],
        "not": is_negated,
        "values": values,
    }


def press(draft: dict[str, Any], pressed: str) -> dict[str, Any]:
    """What a button does to the tree: add a rule or a group, turn a part round, take it out. Others change nothing."""
    verb, _sign, place = pressed.partition(":")
    found = _find(draft, place)
    if found is None:
        return draft
    part, parent = found
    if verb == "rule" and "parts" in part:
        part["parts"].append(new_rule())
    elif verb == "group" and "parts" in part and place.count(".") + 1 < DEEPEST:
        part["parts"].append(
            {"kind": ANY if part["kind"] == ALL else ALL, "not": False, "parts": [new_rule()]}
        )
    elif verb == "not":
        part["not"] = not part["not"]
    elif verb == "remove" and parent is not None:
        parent["parts"] = [each for each in parent["parts"] if each is not part]
    return draft


def _find(draft, place):
    if not PLACE.fullmatch(place):
        return None
    part, parent = draft, None
    for step in place.split(".")[1:]:
        parts = part.get("parts") if isinstance(part, dict) else None
        if parts is None or int(step) >= len(parts):
            return None
        part, parent = parts[int(step)], part
    return part, parent


@dataclass
class Box:
    """One thing to fill in, as the page shows it."""

    name: str
    param: Param
    value: Any
    problem: str = ""
    options: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if self.param.kind != CHOICES:
            return str(self.param.kind)
        return "checks" if len(self.options) <= CHECKED_AT_ONCE else "many"

    @property
    def unit(self) -> str:
        return self.param.unit() if self.param.unit else ""


@dataclass
class Shown:
    """A part of the tree, as the page shows it."""

    place: str
    is_negated: bool
    problem: str = ""
    # Of a group.
    kind: str = ""
    parts: list["Shown"] = field(default_factory=list)
    may_have_groups: bool = False
    # Of a rule.
    fields: list[tuple[str, list[tuple[str, str, bool]]]] = field(default_factory=list)
    operators: list[tuple[str, str, bool]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    label: str = ""

    @property
    def is_group(self) -> bool:
        return bool(self.kind)

    @property
    def is_root(self) -> bool:
        return self.place == ROOT


def show(draft: dict[str, Any], vocabulary: Vocabulary, problems: dict[str, str], place: str = ROOT) -> Shown:
    """The draft for a page; a field that was changed has the first of its operators."""
    problem, is_negated = problems.get(place, ""), bool(draft.get("not"))
    if "parts" in draft:
        parts = [show(part, vocabulary, problems, f"{place}.{at}") for at, part in enumerate(draft["parts"])]
        deeper = place.count(".") + 1 < DEEPEST
        return Shown(place, is_negated, problem, draft["kind"], parts, deeper)
    shown = Shown(place, is_negated, problem, fields=grouped(vocabulary, draft["field"]))
    word = vocabulary.words.get(draft["field"])
    if word is None:
        return shown
    shown.label = str(word.label)
    operators = word.asked.operators
    chosen = word.asked.operator(draft["op"]) or operators[0]
    shown.operators = [(each.key, str(each.label), each is chosen) for each in operators]
    shown.boxes = boxes(chosen, draft["values"], vocabulary, problems, place)
    return shown


def grouped(vocabulary: Vocabulary, chosen: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """All fields by group, each with whether it is the one."""
    groups: dict[Any, list[tuple[str, str, bool]]] = {group: [] for group in GROUPS}
    for key, word in vocabulary.words.items():
        groups[word.asked.group].append((key, str(word.label), key == chosen))
    return [(str(group), words) for group, words in groups.items() if words]


def boxes(operator: Operator, values, vocabulary: Vocabulary, problems, place: str) -> list[Box]:
    found = []
    for param in operator.params:
        typed = values.get(param.name, "")
        box = Box(f"{place}-v-{param.name}", param, typed, problems.get(f"{place}.{param.name}", ""))
        if param.kind == CHOICES:
            held = set(typed) if isinstance(typed, list) else {typed}
            offered = vocabulary.choices(param).items()
            box.options = [(key, str(label), key in held) for key, label in offered]
        elif not isinstance(typed, str):
            box.value = typed[0] if typed else ""
        found.append(box)
    return found


def with_first_operators(draft: dict[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Where the operator is none of the field's (which was just chosen), the first one: as the page shows it."""
    if "parts" in draft:
        return {**draft, "parts": [with_first_operators(part, vocabulary) for part in draft["parts"]]}
    word = vocabulary.words.get(draft["field"])
    if word is None or word.asked.operator(draft["op"]):
        return draft
    return {**draft, "op": word.asked.operators[0].key}
