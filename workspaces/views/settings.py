"""Settings of the workspace, and of the person who looks at them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from lib.http import UNPROCESSABLE, posted, to_page, workspace_url
from workspaces.decorators import workspace_page
from workspaces.forms import ProfileForm, WorkspaceForm
from workspaces.models import User, Workspace
from workspaces.roles import Permission
from workspaces.security_forms import SecurityForm
from workspaces.services import change_security, change_workspace
from workspaces.settings_menu import tabs_for
from workspaces.two_step import has_factor


def settings_page(request, template, form=None, **context):
    """A page of the settings under its tabs; a refused form answers 422."""
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, template, {"form": form, "tabs": tabs_for(request), **context}, status=status)


@workspace_page(Permission.VIEW_WORKSPACE)
def settings_home(request):
    """The first page of the settings that is open: for admins the workspace's, for others their own."""
    may_manage = request.membership.can(Permission.MANAGE_SETTINGS)
    if not may_manage and request.membership.visit is not None:
        tabs = tabs_for(request)
        return redirect(tabs[0]["url"] if tabs else workspace_url(request, "desk:today"))
    return redirect(workspace_url(request, "workspaces:general" if may_manage else "workspaces:profile"))


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def general(request):
    return page_over_workspace(request, "general", WorkspaceForm, change_workspace)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"), proof=("POST",))
def security(request):
    """What this workspace asks of its members' sign-in."""
    return page_over_workspace(request, "security", SecurityForm, change_security)


def page_over_workspace(request, name, form_class, change):
    """The page of this name, with a form over the workspace whose changes this verb keeps."""
    # A copy, so that a refused form leaves the name on top of the page as it is.
    opened = Workspace.objects.get(pk=request.workspace.pk)
    form = form_class(posted(request), instance=opened)
    if request.method == "POST" and form.is_valid():
        if form.changed_data:
            change(opened, by=request.membership, changed=form.changed_data)
        messages.success(request, _("The settings were saved."))
        return to_page(request, f"workspaces:{name}")
    return settings_page(request, f"workspaces/{name}.html", form)


@workspace_page(Permission.VIEW_WORKSPACE, methods=("GET", "POST"), is_personal=True)
def profile(request):
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(posted(request), instance=person)
    if request.method == "POST" and form.is_valid():
        person.save(update_fields=["name", "language"])
        with override(person.language):
            messages.success(request, _("Your profile was saved."))
        return to_page(request, "workspaces:profile")
    return settings_page(request, "workspaces/profile.html", form, has_factor=has_factor(request.user))
