"""What templates/components needs from Python: undo addresses of messages, the state of sortable columns."""

from functools import lru_cache

from django import template
from django.utils.html import format_html

from lib import formrendering
from lib.templatetags.house import drawing

register = template.Library()

UNDO = "undo:"
CHECKED = format_html(" {}", "checked")


@register.filter
def undo_url(message):
    """The address to POST to for Undo: ``messages.success(request, text, extra_tags=f"undo:{url}")``."""
    tags = (getattr(message, "extra_tags", "") or "").split()
    address = next((tag.removeprefix(UNDO) for tag in tags if tag.startswith(UNDO)), "")
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_ours else ""


@register.simple_tag
def sort_state(page, up, down):
    """How a ListPage is sorted by the column with these two sort keys, and the link that turns it round."""
    now = {up: "ascending", down: "descending"}.get(page.sort.key, "")
    wanted = (down, up) if now == "ascending" else (up, down)
    return {"now": now, "url": next((page.sort_urls[key] for key in wanted if key in page.sort_urls), "")}


@register.simple_tag
def plain_field(field):
    """A text box or select as crispy writes it; nothing for the kinds that its own templates write."""
    return formrendering.plain_field(field)


@register.simple_tag
def sort_options(page):
    """The orders of a ListPage as radio buttons of a menu."""
    chosen = page.sort.key
    return formrendering.joined(
        sort_option(sort.key, str(sort.label), sort.key == chosen) for sort in page.sorts
    )


@lru_cache(maxsize=1024)
def sort_option(key: str, label: str, is_chosen: bool) -> str:
    return format_html(
        '<label class="menu-item"><input class="visually-hidden" type="radio" name="sort" value="{}"{}'
        ' data-submit-on-change>{}<span class="tick">{}</span></label>\n',
        key,
        CHECKED if is_chosen else "",
        label,
        drawing("check"),
    )
