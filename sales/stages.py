"""The short lists by which a workspace sells, its stages and its reasons for a loss: added to, renamed, ordered."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lib.tenancy.models import take_numbers
from sales.models import LostReason, Opportunity, OpportunityStage
from timeline.services import record

MOST = 30
Listed = OpportunityStage | LostReason


class InUse(ValidationError):
    """Opportunities still stand in this stage."""


class ListFull(ValidationError):
    """The list holds as many entries as it may."""


@transaction.atomic
def keep_usual(model: type[Listed]) -> None:
    """Keep the usual entries, where the workspace has none yet: whoever writes the first record does so."""
    if model.objects.exists():
        return
    usual = model.usual()
    # The series of numbers stays locked until the end: of two that come at once, the second finds the first's.
    first = take_numbers(model, len(usual))
    if model.objects.exists():
        return
    for number, each in enumerate(usual, first):
        each.number = number
    model.objects.bulk_create(usual)


def kept(entry: Listed | None) -> Listed | None:
    """The entry itself; of the usual ones that nobody has kept yet, the one that is kept now."""
    if entry is None or entry.pk is not None:
        return entry
    keep_usual(type(entry))
    return type(entry).objects.in_order().filter(place=entry.place).first()


@transaction.atomic
def add_listed(model: type[Listed], *, by, fields, form_token=None) -> Listed:
    """At the end of the list; a stage before the two ends. Raises ListFull."""
    keep_usual(model)
    entries = hold(model)
    if len(entries) >= MOST:
        raise ListFull(_("This list is long enough. Archive an entry before you add another one."))
    made = model(**fields, place=0, form_token=form_token)
    made.save()
    ends = [each for each in entries if not is_movable(each)]
    number_anew([*(each for each in entries if is_movable(each)), made, *ends])
    record(f"{model._meta.model_name}.added", made, by=by)
    return made


@transaction.atomic
def change_listed(entry: Listed, *, by, read_version, changed) -> Listed:
    """Save an edited entry; `changed` names the fields. Raises Stale when somebody else saved it meanwhile.

    Opportunities that stand in a stage get its probability, unless theirs was set by hand.
    """
    if not changed:
        return entry
    entry.save_version(read_version=read_version)
    if "probability" in changed:
        here = Opportunity.objects.filter(stage=entry, state="open", has_own_probability=False)
        here.exclude(probability=entry.probability).update(probability=entry.probability)
    record(f"{entry._meta.model_name}.changed", entry, by=by, fields=sorted(changed))
    return entry


@transaction.atomic
def shift(entry: Listed, *, by, is_up: bool) -> bool:
    """One place up or down among those in use; whether there was one to change places with."""
    entries = hold(type(entry))
    row = [each for each in entries if is_movable(each) and not each.is_archived]
    here = next((place for place, each in enumerate(row) if each.pk == entry.pk), None)
    there = None if here is None else here + (-1 if is_up else 1)
    if here is None or there is None or not 0 <= there < len(row):
        return False
    row[here], row[there] = row[there], row[here]
    put_away = [each for each in entries if is_movable(each) and each.is_archived]
    number_anew([*row, *put_away, *(each for each in entries if not is_movable(each))])
    record(f"{entry._meta.model_name}.shifted", entry, by=by, is_up=is_up)
    return True


@transaction.atomic
def archive_listed(entry: Listed, *, by) -> None:
    """No longer offered. A stage in which opportunities stand cannot vanish: raises InUse."""
    hold(type(entry))
    if isinstance(entry, OpportunityStage):
        if not entry.is_open:
            raise InUse(_("Every workspace needs this stage."))
        if Opportunity.objects.open().filter(stage=entry).exists():
            raise InUse(_("Open opportunities stand in this stage. Move them to another one first."))
        if not OpportunityStage.objects.in_use().filter(kind="open").exclude(pk=entry.pk).exists():
            raise InUse(_("At least one open stage must stay."))
    entry.archive(by=by)


def hold(model: type[Listed]) -> list[Listed]:
    """The whole list, locked until the transaction ends."""
    rows = model.objects.select_for_update(no_key=True).order_by("pk")
    return sorted(rows, key=lambda each: (each.place, each.pk))


def number_anew(entries: list[Listed]) -> None:
    moved = []
    for place, each in enumerate(entries, 1):
        if each.place != place:
            each.place = place
            moved.append(each)
    type(entries[0]).objects.bulk_update(moved, ["place"])


def is_movable(entry: Listed) -> bool:
    """The two ends stay at the end."""
    return not isinstance(entry, OpportunityStage) or entry.is_open
