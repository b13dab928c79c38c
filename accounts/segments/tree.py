"""The rules of a segment as a tree: read, checked, kept, said. Nothing here asks the database.

A tree is kept as texts: {"kind": "all" | "any", "not": bool, "parts": [...]}, and a rule in it as
{"field": key, "op": key of the operator, "not": bool, "values": {name: text or list of texts}}. What a form sends has
the same shape, so that it is read the same way. Errors: `Unsound`, which tells by place what is wrong; a place is the
way from the root, such as "r.0.2".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lib import formats
from lib.lists.rules import Asked, Operator, Param, Unfit

ALL: Final = "all"
ANY: Final = "any"
ROOT: Final = "r"
MOST_RULES: Final = 30
DEEPEST: Final = 3  # groups within groups, with the root


class Unsound(ValueError):
    """`problems` tells by place what is wrong, in sentences."""

    def __init__(self, problems: dict[str, str]):
        super().__init__("; ".join(f"{place}: {text}" for place, text in problems.items()))
        self.problems = problems


@dataclass(frozen=True)
class Rule:
    field: str
    operator: str
    values: Mapping[str, Any]
    is_negated: bool = False


@dataclass(frozen=True)
class Group:
    kind: str
    parts: tuple["Rule | Group", ...] = ()
    is_negated: bool = False

    def rules(self) -> list[Rule]:
        return [rule for part in self.parts for rule in (part.rules() if isinstance(part, Group) else [part])]


@dataclass(frozen=True)
class Word:
    """A field as rules may name it."""

    label: Any
    asked: Asked


class Vocabulary:
    """The fields that may be asked of, by key; their choices are looked up once."""

    def __init__(self, words: Mapping[str, Word]):
        self.words = dict(words)
        self._choices: dict[Callable, dict[str, Any]] = {}

    def choices(self, param: Param) -> dict[str, Any]:
        if param.choices is None:
            return {}
        if param.choices not in self._choices:
            self._choices[param.choices] = dict(param.choices())
        return self._choices[param.choices]

    def operator(self, rule: Rule) -> Operator:
        """Of a rule that was read."""
        return next(each for each in self.words[rule.field].asked.operators if each.key == rule.operator)


def is_group(raw: Any) -> bool:
    return isinstance(raw, dict) and "parts" in raw


def read(raw: Any, vocabulary: Vocabulary) -> Group:
    """The tree of what a form or a row says; Unsound with all that is wrong, by place."""
    reader = _Reader(vocabulary)
    tree = reader.group(raw, ROOT, 1)
    if not reader.problems and not tree.rules():
        reader.problems[ROOT] = _("Add a rule: a segment without rules would be everybody.")
    if reader.problems:
        raise Unsound(reader.problems)
    return tree


class _Reader:
    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self.problems: dict[str, str] = {}
        self.count = 0

    def group(self, raw: Any, place: str, depth: int) -> Group:
        parts = raw.get("parts") if isinstance(raw, dict) else None
        if not isinstance(parts, list) or raw.get("kind") not in (ALL, ANY):
            self.problems[place] = _("These rules cannot be read.")
            return Group(ALL)
        if depth > DEEPEST:
            self.problems[place] = _("Groups can stand in each other %(most)s deep at most.") % {
                "most": formats.number(DEEPEST)
            }
            return Group(ALL)
        if not parts and depth > 1:
            self.problems[place] = _("This group is empty: add a rule, or remove it.")
        read_parts = []
        for at, part in enumerate(parts):
            below = f"{place}.{at}"
            found = self.group(part, below, depth + 1) if is_group(part) else self.rule(part, below)
            read_parts.append(found)
            if self.count > MOST_RULES:
                break
        kept = tuple(part for part in read_parts if part is not None)
        return Group(raw["kind"], kept, bool(raw.get("not")))

    def rule(self, raw: Any, place: str) -> Rule | None:
        self.count += 1
        if self.count > MOST_RULES:
            most = {"most": formats.number(MOST_RULES)}
            self.problems[place] = _("A segment has %(most)s rules at most.") % most
            return None
        raw = raw if isinstance(raw, dict) else {}
        key = raw.get("field")
        word = self.vocabulary.words.get(key) if isinstance(key, str) else None
        if word is None:
            self.problems[place] = (
                _("There is no such field any more. Choose another one.") if key else _("Choose a field.")
            )
            return None
        chosen = raw.get("op")
        operator = word.asked.operator(chosen) if isinstance(chosen, str) else None
        if operator is None:
            self.problems[place] = _("Choose what is asked of the field.")
            return None
        values = self.values(raw.get("values"), operator, place)
        return Rule(key, operator.key, values, bool(raw.get("not")))

    def values(self, raw: Any, operator: Operator, place: str) -> dict[str, Any]:
        typed = raw if isinstance(raw, dict) else {}
        found: dict[str, Any] = {}
        for param in operator.params:
            try:
                found[param.name] = param.read(typed.get(param.name, ""), self.vocabulary.choices(param))
            except Unfit as refusal:
                self.problems[f"{place}.{param.name}"] = str(refusal)
        return found


def kept(node: Rule | Group, vocabulary: Vocabulary) -> dict[str, Any]:
    """The tree as it is kept; read() gives it back."""
    if isinstance(node, Group):
        parts = [kept(part, vocabulary) for part in node.parts]
        return {"kind": node.kind, "not": node.is_negated, "parts": parts}
    operator = vocabulary.operator(node)
    values = {param.name: param.written(node.values[param.name]) for param in operator.params}
    return {"field": node.field, "op": node.operator, "not": node.is_negated, "values": values}


def describe(node: Rule | Group, vocabulary: Vocabulary, *, is_inside: bool = False) -> str:
    """The tree in words of whoever reads."""
    if isinstance(node, Group):
        between = (
            pgettext("between rules", " and ") if node.kind == ALL else pgettext("between rules", " or ")
        )
        parts = [describe(part, vocabulary, is_inside=len(node.parts) > 1) for part in node.parts]
        said = between.join(parts)
        needs_marks = is_inside and len(parts) > 1 and not node.is_negated
        said = f"({said})" if needs_marks else said
    else:
        operator = vocabulary.operator(node)
        sentence = operator.say(dict(node.values), vocabulary.choices)
        label = str(vocabulary.words[node.field].label)
        said = _("%(field)s: %(said)s") % {"field": label, "said": sentence}
    return _("not (%(rule)s)") % {"rule": said} if node.is_negated else said
