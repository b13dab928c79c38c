"""The link of an invitation: outside any workspace, since nobody is a member yet."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lib.http import UNPROCESSABLE, posted
from lib.tenancy.state import workspace
from lib.tokens import hash_of
from workspaces.forms import NewPersonForm
from workspaces.models import Invitation, User, Workspace
from workspaces.models.invitation import InvitationClosed
from workspaces.services import join_as_new_person, workspace_of_invitation


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Join a workspace. Wrong, used, taken back and old links are answered all alike."""
    response = _answer(request, token)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _answer(request, token):
    workspace_id = workspace_of_invitation(token)
    opened = Workspace.objects.filter(pk=workspace_id, closed_at=None).first() if workspace_id else None
    if opened is None:
        return closed(request)
    try:
        with workspace(opened.pk), transaction.atomic():
            found = Invitation.objects.pending().select_related("invited_by__user")
            if request.method == "POST":
                # Pressed twice, the second one waits here and then finds nothing pending.
                found = found.select_for_update(of=("self",)).order_by("pk")
            found = found.filter(token_hash=hash_of(token)).first()
            if found is None or not found.is_open:
                return closed(request)
            return Guest(request, opened, found).answer()
    except InvitationClosed:
        return closed(request)


def closed(request):
    return render(request, "workspaces/invitation_closed.html", status=404)


class Guest:
    """Who opens the link of an open invitation: somebody new, somebody known, or somebody else."""

    def __init__(self, request, opened, invited):
        self.request = request
        self.opened = opened
        self.invitation = invited
        self.known = User.objects.filter(email=invited.email).first()

    def answer(self):
        if self.request.user.is_authenticated:
            return self._signed_in()
        if self.known is not None:
            return self._page()
        return self._new_person()

    def _signed_in(self):
        is_invited = self.known is not None and self.known.pk == self.request.user.pk
        if is_invited and self.request.method == "POST":
            self.invitation.accept(self.request.user)
            return self._go_in()
        return self._page(is_invited=is_invited)

    def _new_person(self):
        form = NewPersonForm(posted(self.request), email=self.invitation.email)
        if self.request.method == "POST" and form.is_valid():
            try:
                user = join_as_new_person(self.invitation, language=get_language(), **form.cleaned_data)
            except IntegrityError:  # the same person has just come through another workspace's invitation
                self.known = User.objects.get(email=self.invitation.email)
                return self._page()
            sign_in(self.request, user)
            return self._go_in()
        return self._page(form=form, status=UNPROCESSABLE if form.errors else 200)

    def _page(self, status=200, **found):
        context = {"invitation": self.invitation, "opened": self.opened, "known": self.known, **found}
        return render(self.request, "workspaces/invitation.html", context, status=status)

    def _go_in(self):
        messages.success(self.request, _("Welcome to %(name)s.") % {"name": self.opened.name})
        return redirect("desk:today", slug=self.opened.slug)


def sign_in(request, user):
    """Begin a session for somebody who has just chosen a password, with a new session id."""
    get_adapter(request).login(request, user)
    record_authentication(request, user, "password", email=user.email)
