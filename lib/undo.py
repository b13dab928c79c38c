"""Undo: what every verb that can be taken back says when it is done.

One way for all of them: the toast carries the address of the opposite verb, and Undo POSTs to it with `undo`
in its query. So the same address does and undoes, and the server decides again whether it still may.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class TooLate(Exception):
    """Something happened since, so taking it back would take that back too."""


def say_done(request, text, *, undo_url="", **undo):
    """Tell what was done; with an address, offer to take it back: say_done(request, text, undo_url=url, undo=3)."""
    tags = f"undo:{undo_url}?{urlencode(undo or {'undo': 1})}" if undo_url else ""
    messages.success(request, text, extra_tags=tags)


def carry_out(request, verb, text) -> None:
    """Do it and say so, or say why it was refused: `verb` asks for nothing and raises ValidationError."""
    try:
        verb()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        say_done(request, text)


def say_too_late(request):
    messages.error(request, _("Something has changed since, so this cannot be undone any more."))


def is_undo(request) -> bool:
    """Whether a verb is to be taken back: on a toast, or by a button of a page."""
    return "undo" in request.GET or bool(request.POST.get("undo"))


def asked_number(request, name="undo") -> int | None:
    """Which version or event is meant, as a toast or a link wrote it into the address."""
    number = request.GET.get(name, "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 18 else None
