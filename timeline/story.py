"""Events as a person reads them: who did what to which record, and from what to what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import formats
from lib.formats import isolated
from timeline.changes import field_changes, told_fields
from timeline.kinds import PLAIN, hidden_keys, kinds, model_of, seen_rows
from timeline.models import Event
from timeline.models.event import keys_of
from timeline.values import Change, further_changes, label_changes, written_changes
from timeline.verbs import SUBJECT, Verb, verbs

UNSEEN = gettext_lazy("did something with a record you cannot open")


@dataclass(frozen=True)
class Line:
    actor: str
    sentence: str
    icon: str
    at: datetime
    body: str = ""
    changes: tuple[Change, ...] = ()
    # The record it is about, and its page while it is there and may be seen.
    subject: str = ""
    kind: str = ""
    page: str = ""
    number: int | None = None
    # The event, when it is an edit of the record on whose page it is told.
    edit: int | None = None

    @property
    def happened(self) -> str:
        """The sentence without the dash that ties it to a name before it."""
        return self.sentence.removeprefix("— ")


def told(events: Sequence[Event], *, member, about: Model | None = None) -> list[Line]:
    """These events as `member` may read them, on the page of `about` or for the whole workspace.

    Queries: one for each kind of record that the events name, one for each history that they need.
    """
    subjects = _subjects(events, member, about)
    seen = [event for event in events if subjects.row(event) is not None and not subjects.hides(event)]
    changes = written_changes(field_changes(seen, subjects.rows), member)
    for event in seen:
        further = further_changes(event.subject_kind, event.detail, member)
        changes[event.pk] = [*changes.get(event.pk, []), *further]
    return [_line(event, about, subjects, changes.get(event.pk, [])) for event in events]


@dataclass
class _Subjects:
    """The records that events name, as far as they are there and may be seen."""

    rows: dict[str, dict[int, Model]]
    # Those that were deleted are called as they were called last.
    last_names: dict[tuple[str, int], str]
    # What is there and not this member's to see: nothing that events keep of it is told.
    unseen: set[tuple[str, int]]

    def row(self, event: Event) -> Model | None:
        return self.rows.get(event.subject_kind, {}).get(event.subject_id)

    def hides(self, event: Event) -> bool:
        about, beside = (event.subject_kind, event.subject_id), (event.context_kind, event.context_id)
        return about in self.unseen or beside in self.unseen

    def name(self, event: Event) -> str:
        row = self.row(event)
        return self.last_names.get((event.subject_kind, event.subject_id), "") if row is None else str(row)


def _subjects(events, member, about) -> _Subjects:
    wanted = defaultdict(set)
    for event in events:
        wanted[event.subject_kind].add(event.subject_id)
    here = about._meta.label_lower if about else None
    own = wanted[here] & set(keys_of(about)) if here else set()
    if here:
        wanted[here] -= own
    rows = {label: seen_rows(label, keys, member) for label, keys in wanted.items()}
    missing = {label: keys - rows[label].keys() for label, keys in wanted.items()}
    if here:
        rows[here][about.pk] = about
        if absorbed := own - {about.pk}:
            rows[here] |= type(about)._default_manager.in_bulk(absorbed)
    missing = {label: keys for label, keys in missing.items() if keys}
    unseen = set() if member.sees_everything else _unseen(events, missing, rows, member, about)
    return _Subjects(rows, _last_names(missing), unseen)


def _unseen(events, missing, rows, member, about) -> set[tuple[str, int]]:
    """Of what events are about and of what they happened at, that which is there and not this member's to see.

    A contact works for two customers, and one of them is another team's: the contact's story is told there too.
    """
    wanted = defaultdict(set, {label: set(keys) for label, keys in missing.items()})
    beside = defaultdict(set)
    for event in events:
        if event.context_kind and event.context_id not in rows.get(event.context_kind, {}):
            beside[event.context_kind].add(event.context_id)
    if about is not None:
        beside[about._meta.label_lower] -= set(keys_of(about))
    for label, keys in beside.items():
        wanted[label] |= keys - seen_rows(label, keys, member).keys()
    return {(label, pk) for label, keys in wanted.items() for pk in hidden_keys(label, keys, member)}


def _last_names(missing: dict[str, set[int]]) -> dict[tuple[str, int], str]:
    """The names that deletions kept."""
    if not missing:
        return {}
    any_of_them = Q()
    for label, keys in missing.items():
        any_of_them |= Q(subject_kind=label, subject_id__in=keys)
    deletions = Event.objects.filter(any_of_them, verb__endswith=".deleted")
    return {(event.subject_kind, event.subject_id): str(event.detail.get("name", "")) for event in deletions}


def _line(event: Event, about: Model | None, subjects: _Subjects, changes: list[Change]) -> Line:
    if subjects.hides(event):
        return Line(actor_of(event), str(UNSEEN), "activity", event.at, kind=_kind_name(event))
    verb = verbs.get(event.verb) or Verb("activity", event.verb)
    subject = subjects.row(event)
    is_own = about is not None and event.subject_kind == about._meta.label_lower
    is_here = about is None or (is_own and event.subject_id in keys_of(about))
    template = verb.here if is_here else verb.elsewhere or verb.here
    if subject is not None:
        changes = [*changes, *label_changes(event.subject_kind, event.detail)]
    name, kind_name = subjects.name(event), _kind_name(event)
    is_edit = is_own and event.subject_id == about.pk and verb.history == SUBJECT and bool(changes)
    words = {**_words(event, verb), "subject": isolated(name or kind_name)}
    return Line(
        actor=actor_of(event),
        sentence=str(template) % _Known(words),
        icon=verb.icon,
        at=event.at,
        body="" if changes else _fields(event),
        changes=tuple(changes),
        subject=name,
        kind=kind_name,
        page=kinds.get(event.subject_kind, PLAIN).page if subject is not None else "",
        number=getattr(subject, "number", None),
        edit=event.pk if is_edit else None,
    )


def _words(event: Event, verb: Verb) -> dict[str, Any]:
    words = {
        key: isolated(value) if isinstance(value, str) else formats.number(value)
        for key, value in event.detail.items()
        if isinstance(value, str | int)
    }
    return {**words, **(verb.words(event.detail) if verb.words else {})}


def _kind_name(event: Event) -> str:
    model = model_of(event.subject_kind)
    return str(model._meta.verbose_name) if model else _("Record")


def actor_of(event) -> str:
    """Who did it: a member, platform staff in a member's place or from Django admin; nothing for Sila itself."""
    person, staff = str(event.actor.user) if event.actor else "", event.detail.get("staff")
    if not isinstance(staff, str):
        return person
    names = {"member": formats.isolated(person), "staff": formats.isolated(staff)}
    whole = (
        _("%(staff)s of the platform, in the place of %(member)s")
        if person
        else _("%(staff)s of the platform")
    )
    return whole % names


class _Known(dict):
    """A word the event did not keep is shown as nothing, not as an error."""

    def __missing__(self, key):
        return ""


def _fields(event: Event) -> str:
    """Which fields an edit touched, where no history tells what they held."""
    names = event.detail.get("fields")
    if not isinstance(names, list):
        return ""
    return formats.listed(each.verbose_name for each in told_fields(event.subject_kind) if each.name in names)
