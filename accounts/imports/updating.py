"""Updating the customers of a batch who are known: what each row changes, through the verbs that a form uses.

The first row of a file that means a customer speaks; what rows below say otherwise is told and not taken. Whoever
was saved by somebody after the import was started is left alone: the import knows only what its preview showed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts import branches
from accounts.custom.definitions import Definition, of_kind
from accounts.custom.reading import definitions_for
from accounts.custom.values import held_value
from accounts.imports.changes import Change, account_changes, contact_changes
from accounts.imports.checking import CheckedRow
from accounts.imports.custom import known_columns
from accounts.imports.people import People
from accounts.models import (
    Account,
    AccountTag,
    Contact,
    ContactInterest,
    Import,
    ImportRow,
    Industry,
    LeadStage,
    Position,
    Region,
)
from accounts.owning import refusal
from accounts.services import change_account, change_contact, place_contact
from lib.text import fold
from workspaces.models import Membership


@dataclass
class Update:
    """What one row comes to at a customer who is known."""

    account: Account
    contact: Contact | None = None
    position: Position | None = None
    on_account: list[Change] = field(default_factory=list)
    on_contact: list[Change] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [*self.on_account, *self.on_contact]


class KnownCustomers:
    """The accounts, and with them the contacts, that the rows at hand may change; `held` to be written."""

    def __init__(self, origin: Import, ids: Iterable[int], people: People, *, held: bool):
        self.origin, self.people = origin, people
        self.began_at: datetime | None = origin.job.created_at if origin.job else None
        self.known = known_columns(origin.created_by)
        ids = {pk for pk in ids if pk > 0}
        accounts = (
            Account.objects.filter(pk__in=ids)
            .select_related("owner__user", "industry", "region", "parent", "lead_stage")
            .prefetch_related("custom_values")
        )
        contacts = Contact.objects.filter(
            pk__in={pk for account, pk in people.positions if account in ids}
        ).prefetch_related("custom_values")
        self.accounts = {each.pk: each for each in (accounts.held() if held else accounts)}
        self.contacts = {each.pk: each for each in (contacts.held() if held else contacts)}
        self.tags = _labels_of(AccountTag, "account_id", self.accounts)
        self.interests = _labels_of(ContactInterest, "contact_id", self.contacts)
        rows = ImportRow.objects.filter(origin=origin, account__in=ids)
        self.accounts_above = set(rows.values_list("account_id", flat=True))
        self.contacts_above = set(rows.exclude(contact=None).values_list("contact_id", flat=True))

    def update(self, row: CheckedRow, account_id: int, contact_id: int | None) -> Update | None:
        """What this row changes, if anything; what it may not change is noted on the row."""
        account, contact = self.accounts.get(account_id), self.contacts.get(contact_id or 0)
        if account is None:
            return None
        found = Update(account, contact)
        found.on_account = account_changes(row, account, self.tags.get(account_id, []), self.known)
        if contact is not None:
            found.position = self.people.positions.get((account_id, contact.pk))
            interests = self.interests.get(contact.pk, [])
            found.on_contact = contact_changes(row, contact, found.position, interests, self.known)
        if found.on_account and self._is_closed(row, account, self.accounts_above):
            found.on_account = []
        if contact is not None and found.on_contact and self._is_closed(row, contact, self.contacts_above):
            found.on_contact = []
        self.accounts_above.add(account_id)
        if found.on_contact and contact is not None:
            self.contacts_above.add(contact.pk)
        return found if found.changes else None

    def _is_closed(self, row: CheckedRow, record: Account | Contact, above: set[int]) -> bool:
        if record.is_archived:
            code = "archived"
        elif record.pk in above:
            code = "row_above"
        elif self.began_at and record.updated_at > self.began_at:
            code = "changed_meanwhile"
        else:
            return False
        row.note("", code, record.name)
        return True


def _labels_of(model, owner: str, ids: Iterable[int]) -> dict[int, list[str]]:
    labels: dict[int, list[str]] = {}
    rows = model.objects.filter(**{f"{owner}__in": list(ids)}).order_by("pk")
    for pk, name in rows.values_list(owner, "tag__name"):
        labels.setdefault(pk, []).append(name)
    return labels


def make(update: Update, row: CheckedRow, origin: Import) -> dict[str, Any]:
    """Change the records as a form would; what no history keeps is given back, for the undo."""
    by = origin.created_by
    told = {"file": origin.file_name, "row": str(row.number), "import": origin.number}
    former: dict[str, Any] = {"account_version": update.account.version}
    if update.contact is not None:
        former["contact_version"] = update.contact.version
    if update.on_account:
        _change_account(update, row, by, told, former)
    if update.on_contact and update.contact is not None:
        _change_contact(update, by, told, former)
    return former


def _change_account(update, row, by, told, former) -> None:
    account = update.account
    fields = _fields(update.on_account)
    status, tags = fields.pop("status", None), fields.pop("tags", None)
    stage_id = fields.pop("stage_id", None)
    for key, model in (("industry", Industry), ("region", Region)):
        if key in fields:
            fields[key] = model.objects.named(fields[key]) if fields[key] else None
    if fields.get("parent") and (parent := _parent(account, fields.pop("parent"), row, by)):
        fields["parent"] = parent
    custom = _custom(account, fields, by, former)
    _leave_out_refused(account, fields, row)
    for name, value in fields.items():
        setattr(account, name, value)
    if tags is not None:
        former["tags"] = [str(each) for each in account.taggings.select_related("tag").order_by("pk")]
    changed = [name.removesuffix("_id") for name in fields] + (["tags"] if tags is not None else [])
    changed += [each.key for each in custom]
    change_account(
        account,
        by=by,
        read_version=account.version,
        changed=changed,
        tags=tags,
        custom=custom,
        verb="account.updated",
        **told,
    )
    if status is not None:
        account.set_status(status, by=by, asks_why=False)
    if stage_id is not None:
        former["stages"] = [account.lead_stage_id, stage_id]
        account.move_to_stage(LeadStage.objects.get(pk=stage_id), by=by)


def _leave_out_refused(account: Account, fields: dict[str, Any], row: CheckedRow) -> None:
    """The type and the owner stay as they are where the rules speak against what the row asks."""
    management_type = fields.get("management_type", account.management_type)
    owner_id = fields.get("owner_id", account.owner_id)
    if not {"management_type", "owner_id"} & fields.keys() or not (management_type and owner_id):
        return
    if refusal(management_type, Membership.objects.get(pk=owner_id)):
        row.note("management_type", "may_not_own", row.texts.get("management_type", ""))
        fields.pop("management_type", None)
        fields.pop("owner_id", None)


def _parent(account: Account, name: str, row: CheckedRow, by: Membership) -> Account | None:
    """The one account of this name that is not below; else it is told and left out."""
    found = Account.objects.visible_to(by).filter(name_fold=fold(name)).exclude(pk=account.pk)
    branches.one_change_of_parents(account.workspace_id)
    parents = list(found[:2])
    if len(parents) == 1 and not branches.is_at_or_below(parents[0], account):
        return parents[0]
    row.note("parent", "parent", name)
    return None


def _change_contact(update: Update, by, told: dict[str, Any], former: dict[str, Any]) -> None:
    contact, fields = update.contact, _fields(update.on_contact)
    contact.refresh_from_db()  # of a person, the account has just been followed
    title, interests = fields.pop("title", None), fields.pop("contact_interests", None)
    if title is not None and update.position is not None:
        former["title"], former["title_since"] = update.position.title, title
        place_contact(
            contact,
            update.account,
            by=by,
            title=title,
            decision_role=update.position.decision_role,
            is_primary=update.position.is_primary,
        )
    custom = _custom(contact, fields, by, former)
    for name, value in fields.items():
        setattr(contact, name, value)
    if interests is not None:
        former["interests"] = [str(each) for each in contact.interests.select_related("tag").order_by("pk")]
    changed = [*fields, *(["interests"] if interests is not None else []), *(each.key for each in custom)]
    change_contact(
        contact,
        by=by,
        read_version=contact.version,
        changed=changed,
        interests=interests,
        custom=custom,
        verb="contact.updated",
        **told,
    )


def _custom(record, fields: dict[str, Any], by, former: dict[str, Any]) -> dict[Definition, Any]:
    """The custom values among these fields, taken out of them; what stood there is kept for the undo."""
    of = of_kind(type(record))
    custom = {each: fields.pop(each.key) for each in definitions_for(by, of) if each.key in fields}
    if custom:
        former[f"{of}_custom"] = {str(each.number): each.told(held_value(record, each)) for each in custom}
    return custom


def _fields(changes: list[Change]) -> dict[str, Any]:
    return {name: value for change in changes for name, value in change.fields.items()}
