"""What every template of Sila may use (a builtin library: no {% load %} needed).

Filters write in the formats in force (lib/formats.py). Those that return HTML escape what they are given; the
others return plain text, which the template escapes. An empty value stays empty.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django import template
from django.template import Engine
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from lib import formats
from lib.emails import readable
from lib.phones import international

register = template.Library()


@register.filter
def number(value):
    """{{ count|number }}: 12,500"""
    return "" if value in (None, "") else formats.number(int(value))


@register.filter
def decimal(value, places=2):
    """{{ average|decimal:1 }}: 12.5"""
    return "" if value in (None, "") else formats.decimal(value, int(places))


@register.filter
def figure(value, unit=""):
    """{{ target|figure:unit }}: 12,500.5 hours, with as many places as there are"""
    return "" if value in (None, "") else f"{formats.figure(value)} {unit}".strip()


@register.filter
def percent(value, places=0):
    """{{ share|percent:1 }}: 12.5% of 12.5"""
    return "" if value in (None, "") else formats.percent(value, int(places))


@register.filter
def file_size(size_bytes):
    """{{ file.size_bytes|file_size }}: 2.4 MB"""
    return "" if size_bytes is None else formats.file_size(size_bytes)


@register.filter
def money(minor, currency=""):
    """{{ sale.amount_minor|money:sale.currency }}; without a currency it is the workspace's."""
    return "" if minor in (None, "") else formats.money(int(minor), currency or "")


@register.filter
def digits(value):
    """{{ number|digits }}: the digits in force, without grouping (years, numbers of records)."""
    return "" if value is None else formats.digits(value)


@register.filter
def day(value):
    """{{ born_on|day }}: 1 March 2025, in the workspace's calendar."""
    return formats.day(value) if isinstance(value, date) else ""


@register.filter
def month(value):
    """{{ first|month }}: March 2025, the Gregorian month of this day."""
    return formats.month(value) if isinstance(value, date) else ""


@register.filter
def day_in_both(value):
    """{{ eid|day_in_both }}: 20 March 2026 (1 Shawwal 1447 AH), whichever calendar is the workspace's."""
    return formats.day_in_both(value) if isinstance(value, date) else ""


@register.filter
def hours(intervals):
    """{{ day.hours|hours }}: from 08:00 to 12:00, from 13:00 to 17:00."""
    return formats.hours(intervals or ())


@register.filter
def moment(value):
    """{{ created_at|moment }}: day and time of day."""
    return formats.moment(value) if isinstance(value, datetime) else ""


@register.filter
def clock(value):
    """{{ slot|clock }}: 14:05, in the time zone in force."""
    return formats.clock(value) if isinstance(value, datetime) else ""


@register.filter
def ago(value):
    """{{ event.at|ago }}: "3 days ago" that carries the exact time."""
    if not isinstance(value, datetime):
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.moment(value),
        formats.ago(value),
    )


@register.filter
def ltr(value):
    """{{ email|ltr }}: e-mails, codes and addresses read from left to right in any line."""
    return "" if value in (None, "") else format_html('<bdi dir="ltr">{}</bdi>', value)


@register.filter
def bdi(value):
    """{{ name|bdi }}: what people typed does not turn the line around it."""
    return "" if value in (None, "") else format_html("<bdi>{}</bdi>", value)


@register.filter
def phone(e164):
    """{{ contact.phone_1_e164|phone }}: +966 50 123 4567, left to right."""
    return ltr(formats.digits(international(e164))) if e164 else ""


@register.filter
def email(address):
    """{{ contact.email_1|email }}: left to right, a domain in its own letters."""
    return ltr(readable(address)) if address else ""


@register.filter
def sentence(text):
    """{{ line.sentence|sentence }}: what lib.formats.isolated() set apart in it becomes a <bdi>."""
    escaped = conditional_escape(text)
    return mark_safe(escaped.replace("\u2068", "<bdi>").replace("\u2069", "</bdi>"))  # noqa: S308  # nosec


@register.filter
def initials(name):
    """«س ق» for سالم القحطاني, "MK" for Mona Karim: at most two; Arabic ones apart, or they would join."""
    words = [re.sub(r"^ال(?=\w{2})", "", word) for word in re.findall(r"\w+", str(name or ""))]
    letters = [word[0].upper() for word in words]
    letters = letters[:1] + letters[1:][-1:]
    return (" " if any(letter > "\u0590" for letter in letters) else "").join(letters)


@register.simple_tag
def icon(name):
    """{% icon "search" %}: the drawing of templates/icons/search.svg, hidden from screen readers."""
    return drawing(str(name))


@register.simple_tag(takes_context=True)
def wurl(context, name, **kwargs):
    """{% wurl 'accounts:detail' number=3 %}: the address of a page inside the workspace of this request."""
    slug = context["request"].workspace.slug
    return reverse(name, kwargs={"slug": slug, **kwargs}) if kwargs else page_of_workspace(name, slug)


@lru_cache(maxsize=4096)
def page_of_workspace(name: str, slug: str) -> str:
    """Menus and headers ask for the same addresses on every page."""
    return reverse(name, kwargs={"slug": slug})


class NoSuchIcon(LookupError):
    """templates/icons has no drawing of this name."""


@lru_cache
def drawing(name: str) -> SafeString:
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        for folder in Engine.get_default().dirs:
            file = Path(folder) / "icons" / f"{name}.svg"
            if file.is_file():
                return mark_safe(file.read_text(encoding="utf-8").strip())  # noqa: S308  # nosec
    raise NoSuchIcon(name)
