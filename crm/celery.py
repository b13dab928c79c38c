"""The worker's application. PostgreSQL is the queue of record: what is published here are hints."""

import os

from celery import Celery
from celery.signals import task_prerun, worker_init
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

app = Celery("sila")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def look_at_the_walls(**kwargs):
    """A worker, like the web, does not start on a database that does not keep workspaces apart."""
    from workspaces.checks import refuse_if_open

    refuse_if_open()


@task_prerun.connect
def look_at_the_connections(**kwargs):
    """What the database has closed since the last task is opened anew, as the web does before each request.

    Celery's own care comes with every two thousandth task: until then a restarted database would be away for ever.
    """
    close_old_connections()
