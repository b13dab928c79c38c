"""The events of a record as a person reads them, newest first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from lib import formats
from lib.formats import isolated
from timeline.models import Event
from timeline.verbs import Verb, verbs

STORY_LENGTH = 30


@dataclass(frozen=True)
class Line:
    actor: str
    sentence: str
    icon: str
    at: datetime
    body: str = ""
    changes: tuple[dict, ...] = ()


def story(record, *, most=STORY_LENGTH) -> list[Line]:
    """The last things that happened to this record and to what belongs to it; one query a kind of subject."""
    events = list(Event.objects.about(record).select_related("actor__user").order_by("-id")[:most])
    subjects = _subjects(record, events)
    return [_line(record, event, subjects) for event in events]


def _subjects(record, events):
    wanted = defaultdict(set)
    for event in events:
        if (event.subject_kind, event.subject_id) != (record._meta.label_lower, record.pk):
            wanted[event.subject_kind].add(event.subject_id)
    found = {kind: apps.get_model(kind).objects.in_bulk(ids) for kind, ids in wanted.items()}
    for kind, ids in wanted.items():
        found[kind] |= _names_of_deleted(kind, ids - found[kind].keys())
    return found


def _names_of_deleted(kind, ids):
    """What is gone is called as it was called last: its deletion kept the name."""
    if not ids:
        return {}
    deletions = Event.objects.filter(subject_kind=kind, subject_id__in=ids, verb__endswith=".deleted")
    return {event.subject_id: event.detail.get("name", "") for event in deletions}


def _line(record, event, subjects):
    verb = verbs.get(event.verb) or Verb("activity", event.verb, event.verb)
    is_here = (event.subject_kind, event.subject_id) == (record._meta.label_lower, record.pk)
    subject = "" if is_here else subjects.get(event.subject_kind, {}).get(event.subject_id, "")
    template = verb.here if is_here else verb.elsewhere or verb.here
    words = {
        **{key: value for key, value in event.detail.items() if isinstance(value, str)},
        "subject": isolated(subject),
    }
    return Line(
        actor=str(event.actor.user) if event.actor else "",
        sentence=str(template) % _Known(words),
        icon=verb.icon,
        at=event.at,
        body=_fields(event),
        changes=tuple(verb.changes(event.detail)) if verb.changes else (),
    )


class _Known(dict):
    """A word the event did not keep is shown as nothing, not as an error."""

    def __missing__(self, key):
        return ""


def _fields(event):
    """Which fields an edit touched, by the names people know them by."""
    names = event.detail.get("fields")
    if not isinstance(names, list):
        return ""
    model = apps.get_model(event.subject_kind)
    known = {field.name: str(field.verbose_name) for field in model._meta.fields}
    return formats.listed(known[name] for name in names if name in known)
