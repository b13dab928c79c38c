"""What the worker does for points. Losing any of these messages loses nothing: beat looks again."""

import time

from celery import shared_task

from accounts.tasks import in_each
from interactions.tasks import TURN_SECONDS, in_turn
from lib.tenancy.tasks import workspace_task
from loyalty import earning, expiring, notices, occasions, qualifying, reconciling, redeeming, tier_review


@shared_task
def expire_points():
    in_each("due_workspaces_expiry", expiring.start_expiry)


@shared_task
def check_ledgers():
    in_each("due_workspaces_ledger_check", reconciling.start_check)


@shared_task
def review_tiers():
    in_each("due_workspaces_tier_review", tier_review.start_review)


@workspace_task
def settle_purchases():
    """Of the workspace whose purchases have just changed."""
    until = time.monotonic() + TURN_SECONDS
    while earning.settle_next() == earning.BATCH and time.monotonic() < until:
        pass


@shared_task
def settle_waiting_purchases():
    in_turn("due_workspaces_earning", lambda: earning.settle_next() == earning.BATCH)


@shared_task
def time_out_redemptions():
    in_turn("due_workspaces_redemptions", lambda: redeeming.time_out_next() == redeeming.BATCH)


@shared_task
def give_for_occasions():
    in_turn("due_workspaces_occasions", lambda: occasions.give_next() == occasions.BATCH)


@workspace_task
def look_at_referrals():
    """Of the workspace in which friends who came by a code have just bought."""
    until = time.monotonic() + TURN_SECONDS
    while qualifying.look_next() == qualifying.BATCH and time.monotonic() < until:
        pass


@shared_task
def look_at_due_referrals():
    in_turn("due_workspaces_code_referrals", lambda: qualifying.look_next() == qualifying.BATCH)


@shared_task
def write_points_notices():
    in_turn("due_workspaces_points_notices", lambda: notices.write_next() > 0)
