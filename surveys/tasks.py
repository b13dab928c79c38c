"""What the worker does for surveys. Losing the message loses nothing: beat looks again."""

from celery import shared_task

from interactions.tasks import in_turn
from surveys import rounds


@shared_task
def send_planned_surveys():
    in_turn("due_workspaces_survey_plans", lambda: rounds.go_on() > 0)
