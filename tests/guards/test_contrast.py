"""Every pair of colours in use, read from static/css/house.css and computed (WCAG 2.2: 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "static/css/house.css").read_text(encoding="utf-8")
THEMES = ("light", "dark by the system", "dark by choice")

# Text needs 4.5:1, what shows where a control is or what state it has needs 3:1.
TEXT = [
    *(
        (text, ground)
        for text in ("text", "muted", "link")
        for ground in ("page", "surface", "raised", "hover", "selected")
    ),
    *((text, ground) for text in ("danger",) for ground in ("page", "surface", "raised", "hover")),
    *((f"{state}-text", f"{state}-bg") for state in ("neutral", "info", "waiting", "late", "done")),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-danger", "danger"),
    ("on-danger", "danger-hover"),
]
SHAPES = [
    *(("border", ground) for ground in ("page", "surface", "raised")),
    *(("accent", ground) for ground in ("page", "surface", "raised", "hover", "selected")),
    ("accent", "neutral-bg"),  # the bar of a progress
    ("danger", "surface"),
]


def tokens_of(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block))


def read_themes() -> dict[str, dict[str, str]]:
    light = tokens_of(re.search(r"^:root \{(.*?)^\}", CSS, re.S | re.M)[1])
    system = tokens_of(re.search(r'^  :root:not\(\[data-theme="light"\]\) \{(.*?)^  \}', CSS, re.S | re.M)[1])
    chosen = tokens_of(re.search(r'^:root\[data-theme="dark"\] \{(.*?)^\}', CSS, re.S | re.M)[1])
    return dict(zip(THEMES, (light, system, chosen), strict=True))


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_says():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_can_be_read(theme):
    colours = read_themes()[theme]
    found = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_every_control_can_be_seen(theme):
    colours = read_themes()[theme]
    found = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in SHAPES}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 3} == {}


def test_dark_is_the_same_by_the_system_and_by_choice():
    themes = read_themes()
    assert themes["dark by the system"] == themes["dark by choice"]
    assert set(themes["light"]) == set(themes["dark by choice"])


def test_colours_are_written_only_as_tokens():
    rules = CSS.split("/* ---------- 2.")[1].split("@media print")[0]
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", rules) == []
