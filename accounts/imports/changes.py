"""What a row would change about a customer who is known: values in, changes out, nothing is written.

Only columns that the file has count. A cell that is empty changes nothing, unless the person chose that it
empties the field. Names are ours: a customer found by its number is renamed, one found by its name only gets a
name in the language that was missing. Whether a customer is a company or a person is never changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.custom.definitions import of_kind
from accounts.custom.values import held_value
from accounts.imports import values
from accounts.imports.checking import CheckedRow
from accounts.imports.custom import Known, new_values
from accounts.imports.matching import names_in
from accounts.imports.values import Unfit
from accounts.models import Account, Contact, Position
from lib import money
from lib.text import fold

TEXTS = (
    "other_names", "status", "tier", "management_type", "city", "country", "size", "currency", "language", "website",
    "email", "source", "campaign", "description",
)  # fmt: skip
NEVER_EMPTY = ("status", "currency")
CONTACT_TEXTS = (
    "email_1", "email_2", "birth_on", "gender", "city", "country", "language", "preferred_channel", "description",
)  # fmt: skip
CONTACT_PHONES = ("phone_1", "phone_2", "phone_3")


@dataclass(frozen=True)
class Change:
    """One column of one row; `fields` are the attributes it sets, or the text of what is to be found by name."""

    key: str
    before: str
    after: str
    fields: dict[str, Any]


def account_changes(row: CheckedRow, account: Account, tags: Iterable[str], known: Known) -> list[Change]:
    """`account` with its owner, parent, industry and region; `tags` as they hang on it."""
    found = [*_names(row, account), *_texts(row, row.account, account, TEXTS, "")]
    found += _phones(row, row.account, account, ("phone",), "")
    found += _revenue(row, account)
    if "owner" in row.given and row.owner_id and row.owner_id != account.owner_id:
        found.append(Change("owner", _text(account.owner), row.texts["owner"], {"owner_id": row.owner_id}))
    elif "owner" in row.emptied and account.owner_id:
        found.append(Change("owner", _text(account.owner), "", {"owner_id": None}))
    if row.stage_id and row.stage_id != account.lead_stage_id:
        if row.account.get("status", account.status) == Account.Status.PROSPECT:
            text = row.texts["lead_stage"]
            found.append(Change("lead_stage", _text(account.lead_stage), text, {"stage_id": row.stage_id}))
        else:
            row.note("lead_stage", "no_lead", row.texts["lead_stage"])
    for key in ("industry", "region", "parent"):
        found += _linked(row, account, key)
    return found + _labels(row, "tags", row.tags, tags) + _custom(row, account, known)


def contact_changes(
    row: CheckedRow, contact: Contact, position: Position | None, interests: Iterable[str], known: Known
) -> list[Change]:
    found = _missing_names(row, contact)
    found += _texts(row, row.contact, contact, CONTACT_TEXTS, "contact_")
    found += _phones(row, row.contact, contact, CONTACT_PHONES, "contact_")
    key = "contact_title"
    if position is not None and (key in row.given or key in row.emptied) and position.title != row.title:
        found.append(Change(key, position.title, row.title, {"title": row.title}))
    labels = _labels(row, "contact_interests", row.interests, interests)
    return found + labels + _custom(row, contact, known)


def _names(row: CheckedRow, account: Account) -> list[Change]:
    known = {fold(account.name_ar), fold(account.name_en), *names_in(account.other_names)}
    is_by_number = row.account_number == account.number
    found = []
    for key in ("name_ar", "name_en"):
        name, now = row.account.get(key, ""), getattr(account, key)
        if name and name != now and (is_by_number or fold(name) not in known):
            found.append(Change(key, now, name, {key: name}))
    return found


def _missing_names(row: CheckedRow, contact: Contact) -> list[Change]:
    return [
        Change(f"contact_{key}", "", row.contact[key], {key: row.contact[key]})
        for key in ("name_ar", "name_en")
        if row.contact.get(key) and not getattr(contact, key)
    ]


def _texts(row: CheckedRow, said: dict[str, Any], record, names: Iterable[str], prefix: str) -> list[Change]:
    found = []
    for name in names:
        key, now = f"{prefix}{name}", getattr(record, name)
        if key in row.given and name in said:
            new = said[name]
        elif key in row.emptied and name not in NEVER_EMPTY:
            new = None if name == "birth_on" else ""
        else:
            continue
        if (new or None) != (now or None) and not (name.startswith("email") and new.lower() == now.lower()):
            found.append(Change(key, _shown(record, name, now), _shown(record, name, new), {name: new}))
    return found


def _phones(row: CheckedRow, said: dict[str, Any], record, names: Iterable[str], prefix: str) -> list[Change]:
    """Two spellings of one number are one number."""
    found = []
    for name in names:
        key, now = f"{prefix}{name}", getattr(record, name)
        if key in row.given and name in said:
            new, number = said[name], said[f"{name}_e164"]
        elif key in row.emptied:
            new, number = "", ""
        else:
            continue
        if number != getattr(record, f"{name}_e164"):
            found.append(Change(key, now, new, {name: new, f"{name}_e164": number}))
    return found


def _revenue(row: CheckedRow, account: Account) -> list[Change]:
    key, name = "annual_revenue", "annual_revenue_minor"
    currency = row.account.get("currency", "") if "currency" in row.given else account.currency
    new = None
    if key in row.given and name in row.account:
        new = row.account[name]
        if currency and currency != row.account["currency"]:
            # Read in the workspace's currency, but meant in the customer's.
            try:
                new = values.amount(row.texts[key], currency)
            except Unfit:
                return []
    elif key not in row.emptied:
        return []
    now = account.annual_revenue_minor
    if new == now:
        return []
    shown = [("" if each is None else money.plain(each, currency)) for each in (now, new)]
    return [Change(key, *shown, {name: new})]


def _linked(row: CheckedRow, account: Account, key: str) -> list[Change]:
    """Industry, region and parent are found by name when the change is made."""
    now, text = getattr(account, key), getattr(row, key)
    if key in row.emptied and now is not None:
        return [Change(key, _text(now), "", {key: None})]
    if key not in row.given or not fold(text):
        return []
    names = {fold(now.name_ar), fold(now.name_en)} if isinstance(now, Account) else {fold(_text(now))}
    return [] if fold(text) in names else [Change(key, _text(now), text, {key: text})]


def _labels(row: CheckedRow, key: str, said: list[str], held: Iterable[str]) -> list[Change]:
    """Labels of the file are hung on; none is taken off, unless the cell is empty and that is to count."""
    held = list(held)
    if key in row.emptied and held:
        return [Change(key, "، ".join(held), "", {key: []})]
    known = set(map(fold, held))
    new = [label for label in said if fold(label) not in known]
    return [Change(key, "", "، ".join(new), {key: [*held, *new]})] if new else []


def _custom(row: CheckedRow, record, known: Known) -> list[Change]:
    """One change for each custom field, told under its label."""
    of = of_kind(type(record))
    mine = {key: each for key, each in known.items() if each.of == of}
    return [
        Change(each.label, each.shown(held_value(record, each)), each.shown(value), {each.key: value})
        for each, value in new_values(row, record, mine).items()
    ]


def _text(found: Any) -> str:
    return "" if found is None else str(found)


def _shown(record, name: str, value: Any) -> str:
    choices = dict(record._meta.get_field(name).flatchoices)
    return str(choices.get(value, "" if value is None else value))
