"""What the worker does for complaints. Losing any of these messages loses nothing: beat looks again."""

from celery import shared_task

from accounts.tasks import in_each
from complaints import acting, escalating, learning, satisfaction, silence
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


@shared_task
def look_for_patterns():
    in_each("due_workspaces_patterns", learning.learn)


@shared_task
def tell_due_actions():
    in_turn("due_workspaces_actions", lambda: acting.tell_due() == acting.BATCH)
