"""One row of a file as an account, perhaps a contact, and what was wrong with it: pure, no database.

The rule: a row is refused only when it has no name. A value that does not fit is left out or shortened and told
with its row, its column and what was written; the rest of the row is imported.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.imports import custom, values
from accounts.imports.columns import BY_KEY, NAMES, PERSON_NAME_PARTS, PHONES
from accounts.imports.stages import take_stage
from accounts.imports.values import Unfit
from accounts.models import Account
from lib.spreadsheets import original
from lib.text import clean, decode_entities, fold

ARABIC_LETTERS = frozenset(chr(code) for code in range(0x0620, 0x06D4))
NAME_LENGTH = 200
LENGTHS = {
    "other_names": 2000,
    "city": 80,
    "campaign": 80,
    "industry": 80,
    "region": 80,
    "description": 10_000,
    "contact_title": 120,
    "contact_city": 80,
    "contact_description": 10_000,
}
# What the person's columns are called when the row turns out to be a company.
OF_A_COMPANY = {"contact_phone_1": "phone", "contact_phone_2": "phone", "contact_email_1": "email"}
LIST_SIGN = ":::"
# What programs write where they mean nothing.
NOTHING = frozenset(("unspecified", "0/0/00", "0/0/0000", "غير محدد"))
MOST_KEPT_OF_A_VALUE = 500
SAMPLE_VALUES = 60


@dataclass
class CheckedRow:
    number: int
    cells: list[str]
    account: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    tags: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    industry: str = ""
    region: str = ""
    owner_id: int | None = None
    stage_id: int | None = None  # of leads
    parent: str = ""
    consent: str = ""  # given, withdrawn or nothing
    consent_wording: str = ""
    refused: str = ""  # a code of values.TEXTS
    custom: dict[str, Any] = field(default_factory=dict)  # values of custom fields by the key of their column
    problems: list[list[str]] = field(default_factory=list)  # [column, code, what was written]
    account_number: int | None = None  # the customer's own, as an export of ours says it
    given: frozenset[str] = frozenset()  # columns with a text
    emptied: frozenset[str] = frozenset()  # columns without one, where that empties the field
    texts: dict[str, str] = field(default_factory=dict)  # what was written, by column

    def note(self, column: str, code: str, written: str) -> None:
        self.problems.append([column, code, written.replace("\0", "")[:MOST_KEPT_OF_A_VALUE]])


@dataclass(frozen=True)
class Checker:
    """Checks the rows of one file.

    `mapping` has a column key, or nothing, for each heading; `members` the ids of colleagues by folded name and
    e-mail address, `stages` those of the stages of leads by folded label; country and currency are the workspace's,
    for rows that do not say theirs.
    """

    headings: list[str]
    mapping: list[str]
    country: str
    currency: str
    members: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, int] = field(default_factory=dict)
    updates: bool = False  # a customer who is found by number needs no name
    empty_clears: bool = False
    custom_fields: custom.Known = field(default_factory=dict)

    def check(self, number: int, cells: list[str]) -> CheckedRow:
        row = CheckedRow(number, cells)
        texts = self._texts(row)
        self._numbered(row, texts)
        _join_person_name(texts)
        _part_lists(texts)
        is_found_by_number = self.updates and row.account_number is not None
        if not is_found_by_number and not any(key in texts for key in NAMES):
            _make_the_person_the_customer(texts)
        elif "contact_name" in texts and values.yes_or_no(texts.get("kind", "")) is False:
            del texts["kind"]  # “is a company: no” is said of the person
        row.texts, row.given = texts, frozenset(texts)
        if self.empty_clears:
            row.emptied = frozenset(filter(None, self.mapping)) - row.given
        self._name_account(row, texts)
        if row.refused:
            return row
        for key, text in texts.items():
            take = TAKERS.get(key)
            if take is not None:
                _tried(row, key, text, take)
        if "owner" in texts:
            row.owner_id = self.members.get(fold(texts["owner"]))
            if row.owner_id is None:
                row.note("owner", "member", texts["owner"])
        take_stage(row, texts, self.stages)
        self._phones_and_money(row, texts)
        self._contact(row, texts)
        custom.take(row, self.custom_fields, texts)
        self._consent(row, texts)
        return row

    def _texts(self, row: CheckedRow) -> dict[str, str]:
        texts = {}
        for key, cell in zip(self.mapping, row.cells, strict=False):
            if not key or not cell:
                continue
            text = clean(decode_entities(original(cell)), lines=key.endswith("description"))
            if text and text.lower() not in NOTHING:
                texts[key] = text
        beyond = row.cells[len(self.mapping) :]
        if any(cell.strip() for cell in beyond):
            row.note("", "more_cells", " ".join(beyond))
        for key, most in LENGTHS.items():
            if len(texts.get(key, "")) > most:
                row.note(key, "too_long", texts[key])
                texts[key] = texts[key][:most].rstrip()
        return texts

    def _numbered(self, row: CheckedRow, texts: dict[str, str]) -> None:
        if "account_number" not in texts:
            return
        written = texts.pop("account_number")
        try:
            row.account_number = values.whole_number(written)
        except Unfit as error:
            row.note("account_number", error.code, written)

    def _name_account(self, row: CheckedRow, texts: dict[str, str]) -> None:
        other_names = texts.get("other_names", "")
        name_ar, name_en, left = placed_names(texts, "name")
        for name in filter(None, [left]):
            other_names = _with_name(other_names, name)
        for key, name in (("name_ar", name_ar), ("name_en", name_en)):
            if len(name) > NAME_LENGTH:
                row.note(key, "name_shortened", name)
                other_names = _with_name(other_names, name)
        is_found_by_number = self.updates and row.account_number is not None
        if not fold(name_ar) and not fold(name_en) and not is_found_by_number:
            row.refused = "no_name"
            return
        row.account = {
            "name_ar": name_ar[:NAME_LENGTH].rstrip(),
            "name_en": name_en[:NAME_LENGTH].rstrip(),
            "other_names": other_names[: LENGTHS["other_names"]].rstrip(),
        }

    def _phones_and_money(self, row: CheckedRow, texts: dict[str, str]) -> None:
        country = row.account.get("country") or self.country
        if "phone" in texts:
            _tried(
                row,
                "phone",
                texts["phone"],
                lambda row, text: _set_phone(row.account, "phone", text, country),
            )
        currency = row.account.setdefault("currency", self.currency)
        if "annual_revenue" in texts:
            _tried(
                row,
                "annual_revenue",
                texts["annual_revenue"],
                lambda row, text: _set_amount(row, text, currency),
            )

    def _contact(self, row: CheckedRow, texts: dict[str, str]) -> None:
        written = {key: text for key, text in texts.items() if key.startswith("contact_")}
        if row.account.get("kind") == Account.Kind.PERSON:
            self._contact_of_person(row, written)
        elif not any(key.startswith("contact_name") for key in written):
            told = ("contact_title", "contact_phone_1", "contact_email_1")
            for key in told:
                if key in written:
                    row.note(key, "no_contact_name", written[key])
                    return
            return
        else:
            name_ar, name_en, _left = placed_names(texts, "contact_name")
            row.contact.update(name_ar=name_ar[:NAME_LENGTH], name_en=name_en[:NAME_LENGTH])
        country = row.contact.get("country") or row.account.get("country") or self.country
        for key in ("contact_phone_1", "contact_phone_2", "contact_phone_3"):
            if key in written:
                name = key.removeprefix("contact_")
                _tried(
                    row,
                    key,
                    written[key],
                    lambda row, text, name=name: _set_phone(row.contact, name, text, country),
                )
        row.title = written.get("contact_title", "")

    def _contact_of_person(self, row: CheckedRow, written: dict[str, str]) -> None:
        """A person customer and its contact are one: each fills what the other leaves open."""
        account = row.account
        if "contact_phone_1" in written and not account.get("phone"):
            country = account.get("country") or self.country
            mobile = written.pop("contact_phone_1")
            _tried(
                row, "contact_phone_1", mobile, lambda row, text: _set_phone(account, "phone", text, country)
            )
        account["email"] = account.get("email") or row.contact.get("email_1", "")
        shared = {
            name: account.get(name, "") for name in ("name_ar", "name_en", "city", "country", "language")
        }
        own = {name: value for name, value in row.contact.items() if value}
        row.contact = {
            **shared,
            "phone_1": account.get("phone", ""),
            "phone_1_e164": account.get("phone_e164", ""),
            "email_1": account["email"],
            **own,
        }

    def _consent(self, row: CheckedRow, texts: dict[str, str]) -> None:
        """Opting out wins, also over what was never clear."""
        for key in ("opt_out", "opt_in"):
            if key not in texts or row.consent:
                continue
            answer = values.yes_or_no(texts[key])
            if key == "opt_out" and answer is None:
                row.note(key, "opt_out_unclear", texts[key])
                answer = True
            if key == "opt_out" and answer:
                row.consent = "withdrawn"
            elif key == "opt_in" and answer is not None:
                row.consent = "given" if answer else "withdrawn"
            row.consent_wording = f"{self.headings[self.mapping.index(key)]}: {texts[key]}"[:2000]
        if row.consent and not row.contact:
            if row.consent == "withdrawn":
                row.note("opt_out", "opt_out_nowhere", texts.get("opt_out") or texts["opt_in"])
            row.consent = ""


def _join_person_name(texts: dict[str, str]) -> None:
    """First, middle and last name as one, unless the row says the whole name too."""
    parts = [texts.pop(key) for key in PERSON_NAME_PARTS if key in texts]
    if parts and not any(key in texts for key in ("contact_name", "contact_name_ar", "contact_name_en")):
        texts["contact_name"] = " ".join(parts)


def _part_lists(texts: dict[str, str]) -> None:
    """Several values in one cell, as Google writes them: the further ones go where there is room."""
    for places in (PHONES, ("contact_email_1", "contact_email_2"), ("phone",), ("email",)):
        for key in places:
            first, *others = texts.get(key, "").split(LIST_SIGN)
            if others:
                texts[key] = first.strip()
                free = [place for place in places if place not in texts]
                texts.update(zip(free, (other.strip() for other in others), strict=False))


def _make_the_person_the_customer(texts: dict[str, str]) -> None:
    """A row of a person without a company is a customer of kind person; one that says “company” is that company."""
    names = [key for key in ("contact_name", "contact_name_ar", "contact_name_en") if key in texts]
    if not names:
        return
    if "kind" in texts and _is_company(texts["kind"]):
        for key in [key for key in texts if key.startswith("contact_")]:
            text, own = texts.pop(key), OF_A_COMPANY.get(key, key.removeprefix("contact_"))
            if own in BY_KEY:
                texts.setdefault(own, text)
        return
    texts.update((key.removeprefix("contact_"), texts[key]) for key in names)
    texts["kind"] = Account.Kind.PERSON
    if "contact_city" in texts:
        texts.setdefault("city", texts["contact_city"])
    if "contact_country" in texts:
        texts.setdefault("country", texts["contact_country"])


def _is_company(text: str) -> bool:
    try:
        return values.choice("kind", text) == Account.Kind.COMPANY
    except Unfit:
        return False


def placed_names(texts: dict[str, str], key: str) -> tuple[str, str, str]:
    """Arabic name, English name, and what was left: a name of one column goes where its script belongs."""
    name_ar, name_en, name = texts.get(f"{key}_ar", ""), texts.get(f"{key}_en", ""), texts.get(key, "")
    if not name or fold(name) in (fold(name_ar), fold(name_en)):
        return name_ar, name_en, ""
    is_arabic = not ARABIC_LETTERS.isdisjoint(name)
    if is_arabic and not name_ar:
        return name, name_en, ""
    if not name_en and not (is_arabic and name_ar):
        return name_ar, name, ""
    return name_ar, name_en, name


def _with_name(names: str, name: str) -> str:
    return f"{name} | {names}" if names else name


def _tried(row: CheckedRow, key: str, text: str, take: Callable) -> None:
    try:
        take(row, text)
    except Unfit as error:
        row.note(key, error.code, text)


def _set_phone(fields: dict[str, Any], name: str, text: str, country: str) -> None:
    found = values.phone(text, country)
    fields[name], fields[f"{name}_e164"] = found.typed, found.e164


def _set_amount(row: CheckedRow, text: str, currency: str) -> None:
    row.account["annual_revenue_minor"] = values.amount(text, currency)


def _into(part: str, name: str, parse: Callable[[str], Any]) -> Callable:
    def take(row: CheckedRow, text: str) -> None:
        getattr(row, part)[name] = parse(text)

    return take


def _as(name: str, parse: Callable[[str], Any] = str) -> Callable:
    def take(row: CheckedRow, text: str) -> None:
        setattr(row, name, parse(text))

    return take


def _choice(key: str) -> Callable[[str], str]:
    return lambda text: values.choice(key, text)


TAKERS: dict[str, Callable] = {
    **{
        key: _into("account", key, _choice(key))
        for key in ("kind", "status", "tier", "management_type", "size", "source")
    },
    "country": _into("account", "country", values.country),
    "language": _into("account", "language", values.language),
    "currency": _into("account", "currency", values.currency),
    "website": _into("account", "website", values.website),
    "email": _into("account", "email", values.email),
    "city": _into("account", "city", str),
    "campaign": _into("account", "campaign", str),
    "description": _into("account", "description", str),
    "industry": _as("industry", values.lookup),
    "region": _as("region", values.lookup),
    "parent": _as("parent"),
    "tags": _as("tags", values.labels),
    "contact_email_1": _into("contact", "email_1", values.email),
    "contact_email_2": _into("contact", "email_2", values.email),
    "contact_birth_on": _into("contact", "birth_on", values.day),
    "contact_gender": _into("contact", "gender", _choice("contact_gender")),
    "contact_city": _into("contact", "city", str),
    "contact_country": _into("contact", "country", values.country),
    "contact_language": _into("contact", "language", values.language),
    "contact_preferred_channel": _into("contact", "preferred_channel", _choice("contact_preferred_channel")),
    "contact_description": _into("contact", "description", str),
    "contact_interests": _as("interests", values.labels),
}


def fits(key: str, samples: list[str]) -> bool:
    """Whether the values of a column with few possible values are among them.

    «Type» or «الفئة» may well mean something else; an e-mail address is one whatever it looks like.
    """
    tries: dict[str, Callable[[str], Any]] = {
        **{name: _choice(name) for name in values.CHOICES},
        "country": values.country,
        "language": values.language,
        "currency": values.currency,
    }
    attempt = tries.get(key)
    if attempt is None:
        return True
    unfit = 0
    for text in samples[:SAMPLE_VALUES]:
        try:
            attempt(clean(original(text)))
        except Unfit:
            unfit += 1
    return unfit * 2 <= min(len(samples), SAMPLE_VALUES)
