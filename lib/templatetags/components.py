"""What templates/components needs from Python: undo addresses of messages, the state of sortable columns."""

from django import template

from lib import formrendering

register = template.Library()

UNDO = "undo:"


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
