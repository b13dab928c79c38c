"""Where somebody is signed in, and going on after Sila asked who it is."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lib.http import to_page
from workspaces import returning
from workspaces.decorators import workspace_page
from workspaces.devices import device_name, is_phone
from workspaces.roles import Permission
from workspaces.sessions import end_session, sessions_of
from workspaces.sign_ins import history_of
from workspaces.signin import end_other_sessions, folded
from workspaces.views.settings import settings_page


@workspace_page(Permission.VIEW_WORKSPACE, methods=("GET", "POST"), is_personal=True)
def devices(request):
    """Where this person is signed in and was. POST signs out there: the device that `session` names, or all others."""
    if request.method == "POST":
        return _sign_out(request, request.POST.get("session", ""))
    shown = [_device(request, each) for each in sessions_of(request.user)]
    shown.sort(key=lambda each: not each["is_here"])
    attempts = history_of(request.user, folded(request.user.email))
    return settings_page(request, "workspaces/devices.html", devices=shown, attempts=attempts)


def _device(request, session):
    is_here = session.session_key == request.session.session_key
    address, user_agent = request.session.client if is_here else (session.address, session.user_agent)
    return {
        "handle": session.handle,
        "name": device_name(user_agent),
        "icon": "device-mobile" if is_phone(user_agent) else "device-desktop",
        "address": address,
        "began_at": session.began_at,
        "seen_at": session.seen_at,
        "is_here": is_here,
    }


def _sign_out(request, handle):
    if not handle:
        end_other_sessions(request, request.user)
        messages.success(request, _("You are signed out everywhere else."))
    elif is_uuid(handle) and end_session(request.user, handle):
        messages.success(request, _("This device is signed out."))
    else:
        messages.info(request, _("This device was signed out already."))
    return to_page(request, "workspaces:devices")


def is_uuid(text):
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@workspace_page(Permission.VIEW_WORKSPACE)
def go_on(request):
    """What was under way when Sila had to ask who it is: done now, by the page itself or by one press."""
    kept = returning.kept(request)
    if kept is None:
        return redirect("desk:today", slug=request.workspace.slug)
    context = {"path": kept["path"], "back": kept["back"], "is_download": kept["fields"] is None}
    if kept["fields"] is not None:
        context["fields"] = [(name, value) for name, values in kept["fields"].items() for value in values]
    return render(request, "workspaces/continue.html", context)
