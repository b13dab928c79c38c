"""What the worker does for complaints. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task

from complaints import escalating, satisfaction, silence
from interactions.tasks import in_turn


@shared_task
def remind_of_deadlines():
    in_turn("due_workspaces_escalations", lambda: escalating.escalate_next() == escalating.BATCH)


@shared_task
def remind_waited_for():
    in_turn("due_workspaces_silence", lambda: silence.remind_next() == silence.BATCH)


@shared_task
def ask_satisfied():
    in_turn("due_workspaces_satisfaction", lambda: satisfaction.ask_next() == satisfaction.BATCH)
