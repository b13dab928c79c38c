"""Merging two customers: one transaction, after which the absorbed one is a part of the survivor."""

from copy import copy
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.branches import one_change_of_parents
from accounts.custom.finding import refresh
from accounts.duplicates.pairs import PAIRS, ordered
from accounts.following import follow
from accounts.merging.fields import ABSORBED, resolved
from accounts.merging.moving import Moving
from accounts.merging.refusals import (
    IsACustomer,
    IsArchived,
    Itself,
    MergedBefore,
    NotAllowed,
    NotFound,
    OtherKind,
    OtherOwner,
)
from accounts.merging.rules import afterwards
from accounts.models import Account, Contact, Merge
from accounts.models.classification import keep_classification
from accounts.models.merge import UNDO_DAYS
from accounts.models.record import Stale
from accounts.owning import MayNotOwn, check_owner
from timeline.services import record
from workspaces.roles import Permission


@transaction.atomic
def merge(
    survivor, absorbed, *, by, choices=None, read_versions=None, form_token=None, part_of=None
) -> Merge:
    """Make `absorbed` a part of `survivor`; `choices` say from whom each field is taken (accounts.merging.fields).

    Raises NotMerged, or Stale where one of them changed since `read_versions` ({key: version}) were read. The same
    form sent twice is one merge.
    """
    choices = choices or {}
    survivor, absorbed, sent = _held(survivor, absorbed, by=by, form_token=form_token)
    if sent is not None:
        return sent
    for each in (survivor, absorbed):
        if read_versions and read_versions.get(each.pk) != each.version:
            raise Stale
    persons = _persons(survivor, absorbed) if part_of is None else None
    if isinstance(survivor, Account):
        one_change_of_parents(survivor.workspace_id)
    merged = Merge.objects.create(
        kind=survivor._meta.label_lower,
        survivor_id=survivor.pk,
        absorbed_id=absorbed.pk,
        survivor_name=survivor.name,
        absorbed_name=absorbed.name,
        by=by,
        part_of=part_of,
        detail_until=timezone.now() + timedelta(days=UNDO_DAYS),
        form_token=form_token,
    )
    if persons:
        merge(*persons, by=None, choices=_same_side(choices), part_of=merged)
    moving = Moving(merged, survivor, absorbed)
    _take_fields(moving, choices)
    moving.move_all()
    _become_part(survivor, absorbed)
    _work_out(survivor, absorbed)
    moving.seal()
    merged.save(update_fields=["fields", "consents"])
    _tell(merged, survivor, absorbed, by=by)
    return merged


def _held(survivor, absorbed, *, by, form_token):
    """Both as they are now, locked in the order of their keys, and checked; and the merge of a form sent before."""
    model = type(survivor)
    if type(absorbed) is not model:
        raise OtherKind
    if survivor.pk == absorbed.pk:
        raise Itself
    keys = [survivor.pk, absorbed.pk]
    # With those that hang on the absorbed one and will be moved: later they would be locked out of their order.
    hanging = Q(merged_into=absorbed) | (Q(parent=absorbed) if model is Account else Q())
    held = {row.pk: row for row in model.objects.filter(Q(pk__in=keys) | hanging).held() if row.pk in keys}
    if form_token and (sent := Merge.objects.filter(form_token=form_token).first()):
        return survivor, absorbed, sent
    if len(held) != 2:
        raise NotFound
    survivor, absorbed = held[survivor.pk], held[absorbed.pk]
    if survivor.merged_into_id or absorbed.merged_into_id:
        raise MergedBefore
    _check_sight(model, held, by)
    if survivor.is_archived or absorbed.is_archived:
        raise IsArchived
    if model is Account and survivor.kind != absorbed.kind:
        raise OtherKind
    return survivor, absorbed, None


def _check_sight(model, held, by) -> None:
    if by is None:
        return
    if not by.can(Permission.EDIT_CUSTOMERS):
        raise NotAllowed
    if model.objects.visible_to(by).filter(pk__in=held).count() != 2:
        raise NotFound


def _persons(survivor, absorbed):
    """The contacts that two customers are who are persons: they become one as well."""
    if isinstance(survivor, Contact):
        if persons_of([absorbed.pk]):
            raise IsACustomer
        return None
    if survivor.kind != Account.Kind.PERSON:
        return None
    found = [
        Contact.objects.standing().filter(positions__account=each, positions__is_primary=True).first()
        for each in (survivor, absorbed)
    ]
    return found if all(found) and found[0] != found[1] else None


def persons_of(contacts) -> bool:
    """Whether one of these contacts is a customer who is a person."""
    is_person = {"positions__is_primary": True, "positions__account__kind": Account.Kind.PERSON}
    standing = {"positions__account__merged_into": None}
    return Contact.objects.filter(pk__in=contacts, **is_person, **standing).exists()


def _same_side(choices) -> dict:
    names = ("name_ar", "name_en", "city", "country", "language")
    return {name: choices[name] for name in names if name in choices}


def _take_fields(moving, choices) -> None:
    survivor, absorbed = moving.survivor, moving.absorbed
    before = copy(survivor)
    values = resolved(survivor, absorbed, choices)
    moving.merge.fields = {name: [getattr(survivor, name), value] for name, value in values.items()}
    for name, value in values.items():
        setattr(survivor, name, value)
    if isinstance(survivor, Account):
        _check_owner(survivor, before)
    survivor.save_version()
    if isinstance(survivor, Account):
        keep_classification(survivor, before, by=moving.merge.by, reason=_("By a merge"))
        follow(survivor, before, by=moving.merge.by)
        status = absorbed.status
        if choices.get("status") == ABSORBED and status != survivor.status:
            moving.merge.fields["status"] = [survivor.status, status]
            survivor.set_status(status, by=moving.merge.by, asks_why=False)


def _check_owner(survivor, before) -> None:
    """The type of the one and the owner of the other may not go together."""
    try:
        check_owner(survivor, before)
    except MayNotOwn as refusal:
        raise OtherOwner(" ".join(refusal.messages)) from refusal


def _become_part(survivor, absorbed) -> None:
    absorbed.merged_into = survivor
    absorbed.archived_at = timezone.now()
    absorbed.save_version()
    first, second = ordered(survivor, absorbed)
    pairs = PAIRS[type(survivor)]
    pairs.objects.filter(first=first, second=second).update(
        state=pairs.State.MERGED, decided_at=timezone.now()
    )


def _work_out(*records) -> None:
    refresh(type(records[0]), [each.pk for each in records])
    for each in afterwards:
        for standing in records:
            each(standing)


def _tell(merged, survivor, absorbed, *, by) -> None:
    name = survivor._meta.model_name
    told = {"merge": merged.number, "is_part": merged.part_of_id is not None}
    fields = sorted(name.removesuffix("_id") for name in merged.fields)
    record(
        f"{name}.merged", survivor, by=by, other=absorbed.name, number=absorbed.number, fields=fields, **told
    )
    record(f"{name}.absorbed", absorbed, by=by, **{**told, "is_part": True}, into=survivor.name)
    survivor.tell_others(by=by)
