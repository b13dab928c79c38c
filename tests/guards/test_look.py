"""What pages are made of: logical CSS, no inline style or handler, scripts with a nonce."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN_CSS = sorted((ROOT / "static/css").glob("*.css"))
OWN_JS = sorted((ROOT / "static/js").glob("*.js"))
# Mail has no style sheets of its own: its rules are inlined when it is sent.
TEMPLATES = sorted(
    path
    for folder in (ROOT / "templates", *ROOT.glob("*/templates"))
    for path in folder.rglob("*.html")
    if "emails" not in path.parts
)

PHYSICAL = re.compile(
    r"(?:^|[;{\s])((?:margin|padding|border|inset|scroll-(?:margin|padding))-(?:left|right|top|bottom)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
)
SIDED_VALUE = re.compile(r"(?:text-align|float|clear|justify-\w+)\s*:\s*(left|right)\b")


def name_of(path):
    return str(path.relative_to(ROOT))


def without_comments(css):
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


@pytest.mark.parametrize("path", OWN_CSS, ids=name_of)
def test_css_knows_no_left_and_right(path):
    css = re.sub(r"@media[^{]*", "", without_comments(path.read_text(encoding="utf-8")))
    assert PHYSICAL.findall(css) + SIDED_VALUE.findall(css) == []


@pytest.mark.parametrize("path", OWN_CSS, ids=name_of)
def test_css_takes_nothing_from_elsewhere(path):
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//|@import", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", OWN_JS, ids=name_of)
def test_scripts_need_no_eval(path):
    script = path.read_text(encoding="utf-8")
    assert (
        re.findall(r"\beval\(|new Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write", script)
        == []
    )


def test_vendored_files_point_to_no_map():
    files = [path for path in (ROOT / "static/vendor").rglob("*") if path.suffix in {".css", ".js"}]
    assert files
    assert [path.name for path in files if "sourceMappingURL" in path.read_text(encoding="utf-8")] == []


def tags_of(path):
    """The tags of a template, without what Django takes out and without comments."""
    text = re.sub(
        r"{#.*?#}|{% comment.*?{% endcomment %}|<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.S
    )
    return re.findall(r"<[a-z][^<>]*(?:{[{%][^}]*[%}]}[^<>]*)*>", text, flags=re.S)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_has_no_inline_style_or_handler(path):
    bad = [
        tag
        for tag in tags_of(path)
        if re.search(r"[\s}](?:style|on[a-z]+|hx-on[:\w-]*)\s*=", tag) or tag.startswith("<style")
    ]
    assert bad == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_has_no_script_without_nonce(path):
    scripts = [tag for tag in tags_of(path) if tag.startswith("<script")]
    assert [tag for tag in scripts if "nonce=" not in tag and 'type="application/json"' not in tag] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_loads_nothing_from_elsewhere(path):
    loading = re.compile(
        r"^<(?:link|script|img|iframe|source|video|audio|use|form)\b.*?(?:href|src|srcset|action)=[\"'](?:https?:)?//",
        re.S,
    )
    assert [tag for tag in tags_of(path) if loading.search(tag)] == []


def test_every_icon_that_is_named_exists():
    drawn = {path.stem for path in (ROOT / "templates/icons").glob("*.svg")}
    named = {
        (name_of(path), icon)
        for path in TEMPLATES
        for icon in re.findall(
            r"{% icon \"([\w-]+)\" %}|\bicon=\"([\w-]+)\"|action_icon=\"([\w-]+)\"",
            path.read_text(encoding="utf-8"),
        )
        for icon in icon
        if icon
    }
    assert {(where, icon) for where, icon in named if icon not in drawn} == set()


def test_an_icon_takes_its_colour_from_the_text():
    for path in (ROOT / "templates/icons").glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        assert 'stroke="currentColor"' in svg, path.name
        assert 'aria-hidden="true"' in svg, path.name
        assert "<script" not in svg, path.name
