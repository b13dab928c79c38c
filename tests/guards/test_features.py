"""docs/features.md names each capability once, in its order, and tests that there are."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "features.md").read_text().splitlines()
    if re.match(r"\| [A-Z]\d+ \|", line)
]


def test_each_capability_stands_there_exactly_once_and_in_its_order():
    numbers = defaultdict(list)
    for row in ROWS:
        numbers[row[0][0]].append(int(row[0][1:]))
    assert dict(numbers) == {letter: list(range(1, len(found) + 1)) for letter, found in numbers.items()}
    assert len(ROWS) == 118


def test_the_tests_it_names_are_there():
    named = {path for row in ROWS for path in re.findall(r"[\w/]+\.py", row[-1])}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_what_is_there_names_a_test():
    assert [row[0] for row in ROWS if row[3] != "not yet" and not row[4]] == []
