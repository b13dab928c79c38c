"""What a workspace asks of its members' sign-in: a second step, and to prove again who they are.

A rule holds inside the workspace that made it: nothing here ends a session or closes another workspace.
"""

import time
from datetime import datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from django.utils import timezone

from workspaces.models import Membership, Workspace
from workspaces.roles import HEADS
from workspaces.two_step import ask_second_step, factor_page, has_factor, has_second_step


def needs_second_step(membership: Membership) -> bool:
    rule = membership.workspace.two_step
    everybody, admins = Workspace.TwoStep.ALL, Workspace.TwoStep.ADMINS
    return rule == everybody or (rule == admins and membership.role in HEADS)


def grace_ends_at(membership: Membership) -> datetime:
    """Until when a member may work without: so many days from the rule, or from the day the member came."""
    opened = membership.workspace
    began = max(opened.two_step_since or opened.created_at, membership.started_at)
    return began + timedelta(days=opened.two_step_grace_days)


def last_proof(request) -> float:
    """When a password or a code was last given in this session, in seconds since 1970; 0 for never."""
    records = get_authentication_records(request, request.user)
    return max((record.get("at", 0) for record in records), default=0)


def is_proof_old(request) -> bool:
    """Whether what is sensitive must ask again."""
    return time.time() - last_proof(request) > settings.PROOF_MINUTES * 60


def is_session_over(request, opened: Workspace) -> bool:
    """Whether this workspace's limits ask for a proof: too long unused here, or begun too long ago."""
    proof, now = last_proof(request), time.time()
    if opened.session_hours and now - proof > opened.session_hours * 3600:
        return True
    row = request.session.row
    used = row.seen_in.get(str(opened.pk), 0) if row is not None else 0
    idle = opened.session_idle_minutes
    return bool(idle) and now - max(proof, used) > idle * 60


def ask_again(request, back_to):
    """To the page that asks for the code, or where there is no second step for the password; then back."""
    page = factor_page(request.user) if has_factor(request.user) else "account_reauthenticate"
    return redirect_to_login(back_to, reverse(page))


def keep_out(request, membership: Membership, back_to):
    """The page to go to before this workspace opens; None lets in.

    During the days of grace request.two_step_until says on every page until when.
    """
    if needs_second_step(membership) and not has_second_step(request):
        until = grace_ends_at(membership)
        if until <= timezone.now() or has_factor(request.user):
            return ask_second_step(request, back_to())
        request.two_step_until = until
    if is_session_over(request, membership.workspace):
        return ask_again(request, back_to())
    return None
