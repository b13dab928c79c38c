"""How what strangers send by a public form is taken: not too often, filled in, and with the stamp of an open page."""

from allauth.core import ratelimit
from django.utils.translation import gettext as _

from lib.http import UNPROCESSABLE
from lib.stamps import NoStamp, Stamp, new_stamp, read_stamp

SENT = "sent"
TOO_MANY = 429


def stamp_of(request, workspace, form, *, kind: str) -> tuple[Stamp | None, int]:
    """The stamp of a form that may be taken; or none, the status of the refusal, and in the form what is wrong.

    `kind` names the form: its stamps, and its limits send_<kind> for each address and <kind>s_of_workspace.
    """
    if not allowed(request, workspace, kind=kind):
        form.add_error(None, _("Too many attempts. Wait a few minutes, then try again."))
        return None, TOO_MANY
    if not form.is_valid():
        return None, UNPROCESSABLE
    try:
        return read_stamp(form.cleaned_data["stamp"], workspace.slug, form=kind), 200
    except NoStamp:
        form.data = {**form.data.dict(), "stamp": new_stamp(workspace.slug, form=kind)}
        form.add_error(None, _("This page was open for too long. Nothing is lost: send it once more."))
        return None, UNPROCESSABLE


def allowed(request, workspace, *, kind: str) -> bool:
    """Neither too often from one address nor too often to one workspace."""
    by_address = ratelimit.consume(request, action=f"send_{kind}")
    return bool(by_address and ratelimit.consume(request, action=f"{kind}s_of_workspace", key=workspace.slug))
