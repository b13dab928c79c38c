"""The worker's application. PostgreSQL is the queue of record: what is published here are hints."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

app = Celery("sila")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
