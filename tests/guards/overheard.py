"""All the ways by which something may leave a request besides its answer: log, output, mail, tasks, cache."""

import logging

import structlog
from celery.app.task import Task
from django.core import mail
from django.core.cache import cache

from workspaces.models import SystemMail


class Recorder(logging.Handler):
    """Keeps everything any logger says, as it says it and as it would be written, with its extras."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.said = []
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record):
        self.said.append(f"{self.format(record)} {record.__dict__}")


class Overheard:
    def __init__(self, capsys, monkeypatch):
        self.recorder, self.tasks, self.capsys = Recorder(), [], capsys
        self.printed, self.last_mail = "", 0
        monkeypatch.setattr(Task, "apply_async", lambda task, *given, **options: self._queue(*given))
        cache.clear()

    def _queue(self, args=(), kwargs=None, *_more):
        self.tasks.append((args, kwargs))

    def __enter__(self):
        newest = SystemMail.objects.order_by("-pk").first()
        self.last_mail = newest.pk if newest else 0
        # At the levels that are set, and also where a logger does not hand on to the root.
        named = ("django", "django.request", "django.server", "celery")
        self.loggers = [logging.getLogger(), *map(logging.getLogger, named)]
        for logger in self.loggers:
            logger.addHandler(self.recorder)
        structlog.contextvars.clear_contextvars()
        return self

    def __exit__(self, *_error):
        for logger in self.loggers:
            logger.removeHandler(self.recorder)
        self.printed = "".join(self.capsys.readouterr())

    def mails(self):
        sent = [f"{each.subject} {each.body} {each.alternatives} {each.to}" for each in mail.outbox]
        waiting = SystemMail.objects.filter(pk__gt=self.last_mail)
        return sent + [f"{each.subject} {each.text} {each.html} {each.to}" for each in waiting]

    def places_with(self, *marks, also_in_mail=True) -> list[str]:
        places = {
            "log": self.recorder.said,
            "output": [self.printed],
            "mail": self.mails() if also_in_mail else [],
            "task": self.tasks,
            "cache": cached(),
        }
        return [
            f"{mark} in {place}: {str(text)[max(0, str(text).index(mark) - 200) :][:400]}"
            for place, texts in places.items()
            for text in texts
            for mark in marks
            if mark in str(text)
        ]


def cached() -> list[str]:
    """Keys and values of this worker's own Redis."""
    client = cache._cache.get_client()
    return [f"{key} {client.get(key)}" for key in client.scan_iter() if client.type(key) == b"string"]
