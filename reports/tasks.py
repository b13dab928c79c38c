"""What the worker does for reports. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task

from accounts.tasks import in_each
from interactions.tasks import in_turn
from lib.tenancy.tasks import workspace_task
from reports import foreseeing, mailing
from reports.figures import keeping as figures
from reports.health.computing import start_reading
from reports.rollups import checking, keeping


@shared_task
def keep_rollups_up():
    in_turn("due_workspaces_rollups", keeping.keep_up)


@workspace_task
def keep_figures(told):
    figures.note(told)


@shared_task
def keep_figures_up():
    in_turn("due_workspaces_figures", figures.keep_up)


@shared_task
def check_rollups():
    in_each("due_workspaces_rollup_check", checking.check)


@shared_task
def read_health():
    """In the night of each workspace."""
    in_each("due_workspaces_health", start_reading)


@shared_task
def foresee():
    in_each("due_workspaces_foresight", foreseeing.start_foreseeing)


@shared_task
def send_reports():
    """By e-mail, at the hour of each workspace."""
    in_turn("due_workspaces_subscriptions", lambda: mailing.send_next() == mailing.BATCH)
