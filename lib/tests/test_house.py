import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import Context, Template

from lib import formats
from lib.formats import Formats
from lib.templatetags import house

BOTH = Formats("en", "Asia/Riyadh", "SAR", calendar="both")


def render(source, **context):
    with formats.use(BOTH):
        return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "html"),
    [
        ("{{ value|number }}", 12500, "12,500"),
        ("{{ value|number }}", None, ""),
        ("{{ value|decimal:1 }}", 2.25, "2.3"),
        ("{{ value|percent }}", 50, "50%"),
        ("{{ value|money }}", 1250050, "SAR\u00a012,500.50"),
        ("{{ value|money:'KWD' }}", 1500, "KWD\u00a01.500"),
        ("{{ value|money }}", None, ""),
        ("{{ value|digits }}", 2026, "2026"),
        ("{{ value|day }}", date(2025, 3, 1), "1 March 2025 (1 Ramadan 1446 AH)"),
        ("{{ value|day }}", None, ""),
        (
            "{{ value|moment }}",
            datetime(2025, 3, 1, 9, tzinfo=UTC),
            "1 March 2025 (1 Ramadan 1446 AH), 12:00",
        ),
        ("{{ value|moment }}", "", ""),
        ("{{ value|ltr }}", "mona@noor.example", '<bdi dir="ltr">mona@noor.example</bdi>'),
        ("{{ value|ltr }}", None, ""),
        ("{{ value|sentence }}", "added \u2068<b>\u2069", "added <bdi>&lt;b&gt;</bdi>"),
        ("{{ value|bdi }}", "<b>", "<bdi>&lt;b&gt;</bdi>"),
        ("{{ value|ltr }}", '"><script>', '<bdi dir="ltr">&quot;&gt;&lt;script&gt;</bdi>'),
        ("{{ value|phone }}", "+966501234567", '<bdi dir="ltr">+966 50 123 4567</bdi>'),
        ("{{ value|phone }}", "<i>", '<bdi dir="ltr">&lt;i&gt;</bdi>'),
        ("{{ value|phone }}", "", ""),
        ("{{ value|email }}", "a@xn--mgbh0fb.example", '<bdi dir="ltr">a@مثال.example</bdi>'),
        ("{{ value|initials }}", "Mona Karim", "MK"),
        ("{{ value|initials }}", "سالم بن محمد القحطاني", "س ق"),
        ("{{ value|initials }}", "<script>", "S"),
        ("{{ value|initials }}", "★", ""),
        ("{{ value|initials }}", None, ""),
        ("{{ value|ago }}", None, ""),
    ],
)
def test_a_filter_writes_in_the_workspaces_way_and_escapes(source, value, html):
    assert render(source, value=value) == html


def test_time_passed_carries_the_exact_moment_in_both_calendars():
    html = render("{{ value|ago }}", value=datetime(2025, 3, 1, 9, tzinfo=UTC))
    assert '<time datetime="2025-03-01T09:00:00+00:00"' in html
    assert 'title="1 March 2025 (1 Ramadan 1446 AH), 12:00"' in html
    assert re.search(r">(\d+ years?|\d+ months) ago</time>$", html)


def test_an_icon_is_drawn_inline_and_hidden_from_screen_readers():
    html = render('{% icon "search" %}')
    assert html.startswith("<svg")
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize("name", ["../../etc/passwd", "no-such-icon", "", "search.svg"])
def test_an_unknown_icon_is_a_loud_mistake(name):
    with pytest.raises(house.NoSuchIcon):
        house.icon(name)


def test_every_icon_that_a_template_names_is_drawn():
    root = Path(settings.BASE_DIR)
    named = {
        name
        for template in (root / "templates").rglob("*.html")
        for name in re.findall(r'icon(?:=| |\|default:)"([a-z0-9-]+)"', template.read_text(encoding="utf-8"))
    }
    assert named
    assert sorted(name for name in named if not (root / "templates" / "icons" / f"{name}.svg").exists()) == []


def test_addresses_inside_a_workspace_carry_its_slug(monkeypatch):
    monkeypatch.setattr(house, "reverse", lambda name, kwargs: f"/{name}/{kwargs}")
    request = SimpleNamespace(workspace=SimpleNamespace(slug="noor"))
    assert "slug" in render("{% wurl 'accounts:detail' number=3 as url %}{{ url|safe }}", request=request)
    assert "noor" in render("{% wurl 'accounts:detail' number=3 as url %}{{ url|safe }}", request=request)
