"""Undo of an import: what it added goes and what it changed is as before, unless somebody has worked with it since;
the rest is listed.

Rows go from the last to the first, so that a contact which a later row added to an account goes before it.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Model, Prefetch, Q, QuerySet, prefetch_related_objects

from accounts.following import made_along
from accounts.imports.restoring import is_as_left, restore
from accounts.models import (
    Account,
    AccountNameKey,
    AccountPair,
    AccountStatus,
    AccountTag,
    AccountValue,
    Consent,
    Contact,
    ContactInterest,
    ContactPair,
    ContactValue,
    Import,
    ImportRow,
    LeadStay,
    Position,
)
from accounts.owning import MayNotOwn
from lib.tenancy.copying import copy_rows
from timeline.models import Event, HistoryModel
from timeline.services import part_of

BATCH_ROWS = 300
# Former values are put back by the verbs of a form, one customer after the other.
RESTORED_ROWS = 100
Undone = ImportRow.Undone

# What an import itself hangs on its records; whatever else points at them was made by somebody since.
# What a sweep for duplicates hangs on them.
PAIRED = (AccountNameKey, AccountPair, ContactPair)
OWN = {
    AccountStatus, AccountTag, AccountValue, Consent, ContactInterest, ContactValue, ImportRow, LeadStay, Position,
    *PAIRED,
}  # fmt: skip
SHOWN = ("workspace", "number", "version", "name_ar", "name_en")
OWN_VERBS = ("account.imported", "contact.imported")


def rows_to_undo(origin: Import) -> QuerySet[ImportRow]:
    touched = (ImportRow.Outcome.CREATED, ImportRow.Outcome.TWIN, ImportRow.Outcome.UPDATED)
    return origin.rows.filter(Q(outcome__in=touched) | Q(contact__isnull=False), undone="")


def undo_rows(origin: Import, *, below: int | None, by) -> list[int]:
    """Undo the next rows above row number `below` in the open transaction; the numbers of those looked at."""
    waiting = rows_to_undo(origin) if below is None else rows_to_undo(origin).filter(row_number__lt=below)
    rows = list(waiting.order_by("-row_number")[: RESTORED_ROWS if origin.updates else BATCH_ROWS])
    # All accounts, then all contacts, before anything is looked at or changed: forms lock in this order, and
    # nobody saves what is about to be judged.
    Account.objects.filter(pk__in={row.account_id for row in rows if row.account_id}).held()
    Contact.objects.filter(pk__in={row.contact_id for row in rows if row.contact_id}).held()
    prefetch_related_objects(
        rows,
        Prefetch("account", Account.objects.only(*SHOWN)),
        Prefetch("contact", Contact.objects.only(*SHOWN)),
    )
    added = [row for row in rows if row.adds_account and row.account]
    needed = (
        _needed(Contact, {row.contact_id for row in rows if row.adds_contact}),
        _needed(Account, {row.account_id for row in added}),
    )
    foreign = _with_foreign_positions(rows, added)
    for row in rows:
        row.undone = _verdict(row, *needed, foreign)
    going = [row for row in rows if row.undone in (Undone.REMOVED, Undone.RESTORED)]
    with part_of(**{"import": origin.number}):
        for row in (row for row in going if row.undone == Undone.RESTORED):
            try:
                with transaction.atomic():
                    restore(row, by=by, file_name=origin.file_name)
            except MayNotOwn:  # what stood there is against the rules of today
                row.undone = Undone.CHANGED
    going = [row for row in going if row.undone != Undone.CHANGED]
    _tell(going, by)
    accounts = [row.account_id for row in added if row.undone == Undone.REMOVED]
    contacts = [row.contact_id for row in going if row.adds_contact]
    for verdict in Undone.values:
        same = ImportRow.objects.filter(pk__in=[row.pk for row in rows if row.undone == verdict])
        same.update(undone=verdict)
    _remove(accounts=accounts, contacts=contacts)
    return [row.row_number for row in rows]


def _verdict(row: ImportRow, needed_contacts: set[int], needed_accounts: set[int], foreign: set[int]) -> str:
    if any(record.version > 1 for record in _added_by(row)) or not is_as_left(row):
        return Undone.CHANGED
    needs_contact = row.adds_contact and row.contact_id in needed_contacts
    needs_account = row.adds_account and row.account_id in needed_accounts
    if needs_contact or needs_account or row.pk in foreign:
        return Undone.NEEDED
    return Undone.RESTORED if row.outcome == ImportRow.Outcome.UPDATED else Undone.REMOVED


def _added_by(row: ImportRow) -> list[Account | Contact]:
    added = [row.contact if row.adds_contact else None, row.account if row.adds_account else None]
    return [record for record in added if record is not None]


def _needed(model: type[Model], ids: set[int]) -> set[int]:
    """Those that rows of other tables point at, or that something has happened to since."""
    needed: set[int] = set()
    along = _along(ids) if model is Account else []
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or relation.concrete:
            continue
        pointing = relation.related_model
        if pointing in OWN or issubclass(pointing, HistoryModel):
            continue
        name = relation.field.attname
        rows = pointing.objects.filter(**{f"{name}__in": ids})
        for own in along:
            if own.model is pointing:
                rows = rows.exclude(pk__in=own.values("pk"))
        needed.update(rows.values_list(name, flat=True))
    happened = Event.objects.exclude(verb__in=OWN_VERBS)
    kind = model._meta.label_lower
    for part in ("subject", "context"):
        about = happened.filter(**{f"{part}_kind": kind, f"{part}_id__in": ids})
        needed.update(about.values_list(f"{part}_id", flat=True))
    return needed


def _with_foreign_positions(rows: list[ImportRow], added: list[ImportRow]) -> set[int]:
    """Rows whose account has a contact, or whose contact has an account, that did not come with this row."""
    pairs = {(row.account_id, row.contact_id) for row in rows}
    positions = Position.objects.filter(
        Q(account__in={row.account_id for row in added})
        | Q(contact__in={row.contact_id for row in rows if row.adds_contact})
    ).values_list("account_id", "contact_id")
    strange = [pair for pair in positions if pair not in pairs]
    accounts, contacts = (
        {account for account, _contact in strange},
        {contact for _account, contact in strange},
    )
    added_ids = {row.pk for row in added}
    return {
        row.pk
        for row in rows
        if (row.pk in added_ids and row.account_id in accounts)
        or (row.adds_contact and row.contact_id in contacts)
    }


def remove_untouched(ids: Iterable[int], *, by) -> None:
    """Of accounts that another kind of import added: those that nobody has changed and nothing else needs go."""
    added = Account.objects.filter(pk__in=ids).held()
    needed = _needed(Account, {each.pk for each in added}) if added else set()
    going = [each for each in added if each.version == 1 and each.pk not in needed]
    copy_rows(Event, [_deletion(each, by) for each in going])
    _remove(accounts=[each.pk for each in going], contacts=[])


def _tell(rows: Iterable[ImportRow], by) -> None:
    copy_rows(Event, [_deletion(record, by) for row in rows for record in _added_by(row)])


def _deletion(record: Account | Contact, by) -> dict:
    return {
        "verb": f"{record._meta.model_name}.deleted",
        "actor_id": by.pk,
        "subject_kind": record._meta.label_lower,
        "subject_id": record.pk,
        "is_part": True,
        "detail": {"name": record.name_ar or record.name_en, "number": record.number},
    }


def _remove(*, accounts: list[int], contacts: list[int]) -> None:
    """Children first, each table by name: what is not named here would stop the transaction, not vanish."""
    ImportRow.objects.filter(contact__in=contacts).update(contact=None)
    ImportRow.objects.filter(account__in=accounts).update(account=None)
    ImportRow.objects.filter(twin__in=accounts).update(twin=None)
    _delete(Position.objects.filter(Q(contact__in=contacts) | Q(account__in=accounts)))
    _delete(ContactPair.objects.filter(Q(first__in=contacts) | Q(second__in=contacts)))
    _delete(ContactInterest.objects.filter(contact__in=contacts))
    _delete(ContactValue.objects.filter(record__in=contacts))
    if contacts:
        with connection.cursor() as cursor:
            # The app may not delete consents: the owner's function does, for this workspace's contacts alone.
            cursor.execute("SELECT forget_consents(%s)", [contacts])
    _delete(Contact.objects.filter(pk__in=contacts))
    for rows in _along(accounts):
        _delete(rows)
    _delete(AccountPair.objects.filter(Q(first__in=accounts) | Q(second__in=accounts)))
    _delete(AccountNameKey.objects.filter(account__in=accounts))
    _delete(AccountTag.objects.filter(account__in=accounts))
    _delete(AccountValue.objects.filter(record__in=accounts))
    _delete(LeadStay.objects.filter(account__in=accounts))
    _delete(AccountStatus.objects.filter(account__in=accounts))
    _delete(Account.objects.filter(pk__in=accounts))


def _along(accounts: Iterable[int]) -> list[QuerySet]:
    return [rows for made in made_along for rows in made(accounts)]


def _delete(rows: QuerySet) -> None:
    """Without Django's own cascade, which would delete from append-only tables too."""
    rows._raw_delete(rows.db)
