"""What the survivor is called and has afterwards: field by field from one of the two, or from both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.branches import is_at_or_below
from accounts.models import Account, Contact
from lib import formats
from lib.places import country_name, language_name
from lib.text import fold

SURVIVOR, ABSORBED, BOTH = "survivor", "absorbed", "both"
# Columns that go with another one, which a person chooses.
ALONG = {
    "phone": ("phone_e164",),
    "annual_revenue_minor": ("currency",),
}
# Several of a kind: the survivor's first, then those of the other that it does not have.
GROUPS = {
    "phones": (_("Phones"), tuple((f"phone_{n}", f"phone_{n}_e164") for n in (1, 2, 3))),
    "emails": (_("E-mail addresses"), tuple((f"email_{n}",) for n in (1, 2))),
}
JOINED = {"other_names": "|", "description": "\n\n"}
NEVER_CHOSEN = {"kind", "currency", "parent"}


@dataclass(frozen=True)
class Line:
    """One field of both, side by side."""

    key: str
    label: Any
    survivor: str
    absorbed: str
    chosen: str
    is_both_offered: bool = False

    @property
    def differs(self) -> bool:
        return self.survivor != self.absorbed

    @property
    def is_asked(self) -> bool:
        """A person decides only where both say something, and not the same."""
        return self.differs and bool(self.survivor and self.absorbed)


def single_fields(model) -> list[models.Field]:
    grouped = {column for _label, slots in _groups(model).values() for slot in slots for column in slot}
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and not field.generated
        if field.name not in NEVER_CHOSEN | grouped
    ]


def _groups(model) -> dict:
    return GROUPS if model is Contact else {}


def lines(survivor, absorbed, choices: Mapping[str, str]) -> list[Line]:
    """Both sides as people read them, in the order of the form."""
    found = []
    for field in single_fields(type(survivor)):
        found.append(
            Line(
                field.name,
                field.verbose_name,
                shown(survivor, field),
                shown(absorbed, field),
                _how(field.name, survivor, absorbed, choices),
                is_both_offered=field.name in JOINED,
            )
        )
    for key, (label, slots) in _groups(type(survivor)).items():
        sides = [
            formats.listed(formats.isolated(slot[0]) for slot in held(each, slots))
            for each in (survivor, absorbed)
        ]
        found.append(Line(key, label, *sides, choices.get(key) or BOTH, is_both_offered=True))
    if isinstance(survivor, Account):
        status = Account._meta.get_field("status")
        sides = (survivor.get_status_display(), absorbed.get_status_display())
        found.append(Line("status", status.verbose_name, *sides, choices.get("status") or SURVIVOR))
    return found


def _how(name, survivor, absorbed, choices) -> str:
    if name in choices:
        return choices[name]
    if name in JOINED:
        return BOTH
    return (
        SURVIVOR if is_given(getattr(survivor, name)) or not is_given(getattr(absorbed, name)) else ABSORBED
    )


def is_given(value) -> bool:
    return value not in (None, "")


def shown(record, field) -> str:
    value = getattr(record, field.name)
    if not is_given(value):
        return ""
    if field.name == "annual_revenue_minor":
        return formats.money(value, record.currency)
    if field.name in ("country", "language"):
        return str({"country": country_name, "language": language_name}[field.name](value))
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if isinstance(field, models.DateField):
        return formats.day(value)
    if isinstance(field, models.BooleanField):
        return str(_("Yes") if value else _("No"))
    return str(value)


def held(record, slots) -> list[tuple[str, ...]]:
    found = [tuple(getattr(record, column) for column in slot) for slot in slots]
    return [slot for slot in found if slot[0]]


def resolved(survivor, absorbed, choices: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the survivor that are other than they are now. Status is not among them: it has its own verb."""
    values: dict[str, Any] = {}
    for field in single_fields(type(survivor)):
        how = _how(field.name, survivor, absorbed, choices)
        if how == BOTH and field.name in JOINED:
            values[field.attname] = _joined(field, survivor, absorbed)
        elif how == ABSORBED:
            for name in (field.attname, *ALONG.get(field.name, ())):
                values[name] = getattr(absorbed, name)
    for key, (_label, slots) in _groups(type(survivor)).items():
        values |= _united(slots, survivor, absorbed, choices.get(key) or BOTH)
    if isinstance(survivor, Account) and survivor.parent_id and is_at_or_below(survivor, absorbed):
        # Whatever lay between them comes to lie below the survivor.
        values["parent_id"] = absorbed.parent_id
    elif (
        isinstance(survivor, Account)
        and survivor.parent_id is None
        and absorbed.parent_id not in (None, survivor.pk)
    ) and not is_at_or_below(absorbed.parent, survivor):
        values["parent_id"] = absorbed.parent_id
    return {name: value for name, value in values.items() if getattr(survivor, name) != value}


def _joined(field, survivor, absorbed) -> str:
    """Both texts, each once; of other names also what the absorbed one was called, so that it is found by it."""
    sign = JOINED[field.name]
    texts = [getattr(survivor, field.name), getattr(absorbed, field.name)]
    if field.name == "other_names":
        names = [name for text in texts for name in text.replace("\n", "|").split("|")]
        called = {fold(survivor.name_ar), fold(survivor.name_en)}
        names += [absorbed.name_ar, absorbed.name_en]
        texts = [name.strip() for name in names if fold(name) not in called]
    once = {fold(text): text for text in reversed(texts) if text}
    return sign.join(reversed(once.values()))[: field.max_length]


def _united(slots, survivor, absorbed, how) -> dict[str, Any]:
    sides = {SURVIVOR: [survivor], ABSORBED: [absorbed], BOTH: [survivor, absorbed]}[how]
    found = {}
    for slot in (slot for each in sides for slot in held(each, slots)):
        found.setdefault(slot[-1].casefold() or slot[0], slot)
    filled = [*found.values(), *[tuple("" for _column in slots[0])] * len(slots)]
    return {
        column: value
        for columns, slot in zip(slots, filled, strict=False)
        for column, value in zip(columns, slot, strict=True)
    }
