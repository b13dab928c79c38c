"""What every request passes through: its number, its language, and the workspace its address names."""

import re
import uuid

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from lib import formats
from lib.tenancy.state import platform_reads, workspace
from timeline.services import on_behalf, record
from workspaces import policy, support
from workspaces.models import Membership, Workspace
from workspaces.models.session import LONGEST_USER_AGENT
from workspaces.returning import sent_to, where_to_go_on, where_to_return
from workspaces.sessions import idle_limit, note_use
from workspaces.sign_ins import keep_device
from workspaces.signin import client_address
from workspaces.two_step import has_second_step

WORKSPACE_PATH = re.compile(r"^/w/(?P<slug>[-a-zA-Z0-9_]+)/")


class RequestNumberMiddleware:
    """A reference number for every request: error pages show it and the log carries it.

    An address with a NUL is refused here, once for all pages: PostgreSQL takes none, and nobody types one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.number = uuid.uuid4().hex[:10]
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        with structlog.contextvars.bound_contextvars(request=request.number):
            return self.get_response(request)


class DevicesMiddleware:
    """No page needs a camera, a microphone or a place: no script can even ask for them."""

    CLOSED = "camera=(), microphone=(), geolocation=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.CLOSED)
        return response


class LanguageMiddleware:
    """The reader's own language, else what this browser chose before, else what it asks for; Arabic first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if request.user.is_authenticated and request.user.language:
            chosen = request.user.language
        if chosen not in dict(settings.LANGUAGES):
            chosen = translation.get_language_from_request(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class SessionsMiddleware:
    """Whose browser this is, for the session; ends a session left alone too long, and notes that it is used.

    What somebody who is signed in was shown is kept by no cache: the next one at the same desk presses “back”.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user_agent = request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")[:LONGEST_USER_AGENT]
        request.session.client = (client_address(request), user_agent)
        row = request.session.row if request.user.is_authenticated else None
        if row is not None and timezone.now() - row.seen_at > idle_limit():
            logout(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
            keep_device(request, response)
            if response.status_code < 400:
                note_use(request)
        return response


class AdminReadsMiddleware:
    """Django admin looks across workspaces through the platform's own database role, which cannot write there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith("/admin/"):
            return self.get_response(request)
        with platform_reads():
            return self.get_response(request)


class WorkspaceMiddleware:
    """Opens the workspace of /w/<slug>/ for its members, in one transaction that lasts for the whole answer.

    Refused and failed requests write nothing: from status 400 on the transaction is rolled back. It cannot be
    ATOMIC_REQUESTS, which ends before a lazy template is rendered.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        match = WORKSPACE_PATH.match(request.path_info)
        if not match:
            return self.get_response(request)
        if not request.user.is_authenticated:
            return sent_to(request, redirect_to_login(where_to_return(request)))
        opened = Workspace.objects.filter(slug=match["slug"], closed_at=None).first()
        if opened is None:
            raise Http404
        shown = formats.use(opened.formats(request.LANGUAGE_CODE))
        with workspace(opened.pk), timezone.override(opened.time_zone), shown, transaction.atomic():
            response = self._answer(request, opened)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            elif request.is_let_in:
                self._note_entry(request)
        patch_cache_control(response, no_store=True, private=True)
        return response

    @staticmethod
    def _note_entry(request):
        """The first page of this workspace in a session: what its admins see of their members' sign-ins.

        Where else these people work, and when, is nothing of this workspace's.
        """
        row, here = request.session.row, request.membership
        if row is None or str(here.workspace_id) in row.seen_in:
            return
        address, user_agent = request.session.client
        kept = {"address": address, "user_agent": user_agent, "two_steps": has_second_step(request)}
        record("membership.entered", here, by=here, **kept)

    def _answer(self, request, opened):
        request.workspace, request.is_let_in = opened, False
        visit = support.current_visit(request)
        if visit is not None:
            return self._visited(request, visit)
        membership = Membership.objects.active().filter(user=request.user).first()
        if membership is None and support.has_just_left(request):
            return sent_to(request, redirect("workspaces:front_door"))
        if membership is None:
            raise Http404
        membership.user, membership.workspace = request.user, opened
        request.membership = membership
        elsewhere = policy.keep_out(request, membership, lambda: where_to_go_on(request))
        if elsewhere is not None:
            return sent_to(request, elsewhere)
        request.is_let_in = True
        return self.get_response(request)

    def _visited(self, request, visit):
        """Platform staff in a member's place; every event names both."""
        membership = visit.member
        membership.visit, membership.workspace = visit, request.workspace
        request.membership = membership
        with on_behalf(visit.staff_name):
            return self.get_response(request)
