"""What an import had changed about customers who were there before, put back from the history.

The history keeps each row as it was before a change, with its version; the row of the import says from which
version it went to which. Everything goes through the verbs of a form again.
"""

from typing import Any

from django.apps import apps

from accounts import branches
from accounts.custom.definitions import Definition, of_kind
from accounts.custom.reading import by_number, definitions_for
from accounts.models import Account, Contact, ImportRow, LeadStage, Position
from accounts.services import change_account, change_contact, place_contact

# Not restored: who it is, and what the verbs keep themselves.
KEPT = {
    "id", "number", "version", "created_at", "created_by_id", "archived_at", "kind", "lead_stage_id", "lead_stage_at",
}  # fmt: skip


def is_as_left(row: ImportRow) -> bool:
    """Whether nobody has saved these records since the import did."""
    for record, version in ((row.account, row.account_version), (row.contact, row.contact_version)):
        if version is not None and (record is None or record.version != version):
            return False
    return True


def restore(row: ImportRow, *, by, file_name: str) -> None:
    """In the open transaction. Records that were removed from lists since (an industry) stay as they are now."""
    told = {"file": file_name, "row": str(row.row_number)}
    if row.account_version is not None:
        account = Account.objects.get(pk=row.account_id)
        _restore_account(account, former_state(account, row.former), row, by, told)
    if row.contact_version is not None:
        contact = Contact.objects.get(pk=row.contact_id)
        _restore_contact(contact, former_state(contact, row.former), row, by, told)


def former_state(record, former: dict[str, Any]) -> dict[str, Any]:
    """The fields of the record at the version which the import found; nothing when it changed none of them."""
    name = record._meta.model_name
    history = apps.get_model(record._meta.app_label, f"{name}history").objects.filter(pgh_obj=record.pk)
    found = history.filter(version=former[f"{name}_version"]).order_by("-pgh_id").values().first() or {}
    names = {field.attname for field in record._meta.concrete_fields} - KEPT
    return {name: value for name, value in found.items() if name in names}


def _restore_account(account: Account, before: dict[str, Any], row: ImportRow, by, told) -> None:
    status = before.pop("status", account.status)
    changed, tags, custom = _take(account, before), row.former.get("tags"), _custom(account, row, by)
    if "parent_id" in changed and account.parent_id:
        branches.one_change_of_parents(account.workspace_id)
        if branches.is_at_or_below(account.parent, account):
            account.parent_id = None
    if changed or tags is not None or custom:
        names = [*changed, *(["tags"] if tags is not None else []), *(each.key for each in custom)]
        change_account(
            account, by=by, read_version=account.version, changed=_fields(names), tags=tags,
            custom=custom, verb="account.taken_back", **told,
        )  # fmt: skip
    account.set_status(status, by=by, asks_why=False)
    was, left = row.former.get("stages", (None, None))
    if was is not None and account.lead_stage_id == left:
        account.move_to_stage(LeadStage.objects.get(pk=was), by=by)


def _restore_contact(contact: Contact, before: dict[str, Any], row: ImportRow, by, told) -> None:
    changed, interests = _take(contact, before), row.former.get("interests")
    custom = _custom(contact, row, by)
    if changed or interests is not None or custom:
        names = [*changed, *(["interests"] if interests is not None else []), *(each.key for each in custom)]
        change_contact(
            contact, by=by, read_version=contact.version, changed=_fields(names), interests=interests,
            custom=custom, verb="contact.taken_back", **told,
        )  # fmt: skip
    if "title" in row.former:
        position = Position.objects.filter(contact=contact, account=row.account_id).first()
        if position is not None and position.title == row.former["title_since"]:
            place_contact(
                contact, row.account, by=by, title=row.former["title"],
                decision_role=position.decision_role, is_primary=position.is_primary,
            )  # fmt: skip


def _custom(record, row: ImportRow, by) -> dict[Definition, Any]:
    """What stood in the custom fields that the import changed, as far as they are still in use."""
    of = of_kind(type(record))
    known = by_number(definitions_for(by, of))
    kept = row.former.get(f"{of}_custom", {})
    return {known[number]: known[number].untold(value) for number, value in kept.items() if number in known}


def _take(record, before: dict[str, Any]) -> list[str]:
    """Set what differs; what it pointed at may be gone."""
    changed = []
    for name, value in before.items():
        if getattr(record, name) == value:
            continue
        field = record._meta.get_field(name)
        if field.is_relation and value and not field.related_model.objects.filter(pk=value).exists():
            continue
        setattr(record, name, value)
        changed.append(name)
    return changed


def _fields(names: list[str]) -> list[str]:
    return [name.removesuffix("_id") for name in names]
