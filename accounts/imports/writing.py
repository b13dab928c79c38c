"""A batch of checked rows into the database: accounts, contacts and what hangs on them, and what became of each.

In the open transaction of the batch. Many rows at once (lib/tenancy/copying.py), so no model's save() is asked;
the columns the database keeps itself (folded names, search, hosts) come true by themselves.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.assignment.services import assign_imported
from accounts.custom.definitions import Of
from accounts.imports.checking import CheckedRow
from accounts.imports.consents import consents_brought
from accounts.imports.custom import write_values
from accounts.imports.matching import Candidate, Customers, Outcome, candidate, note_renamed
from accounts.imports.numbers import NumberStock
from accounts.imports.owners import leave_out_refused_types
from accounts.imports.people import People
from accounts.imports.sight import Sight, sight_of
from accounts.imports.stages import stage_of, stand_in_stages
from accounts.imports.updating import KnownCustomers, Update, make
from accounts.models import (
    Account,
    AccountStatus,
    AccountTag,
    Consent,
    Contact,
    ContactInterest,
    Import,
    ImportRow,
    Industry,
    Position,
    Region,
    Tag,
)
from lib.tenancy.copying import copy_rows, reserve_ids
from lib.text import fold
from timeline.models import Event
from timeline.services import part_of
from workspaces.models import Membership

# Two imports at once would not see each other's customers: their batches take turns.
TURNS = 7_301


def take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, current_setting('app.workspace_id')::int)", [TURNS])


@dataclass
class Plan:
    """What one row comes to."""

    row: CheckedRow
    outcome: str
    signs: frozenset[str] = frozenset()  # what tells the contact of the row
    account_id: int | None = None
    twin_id: int | None = None
    contact_id: int | None = None
    is_primary: bool = False
    held_contact_id: int | None = None  # who the contact of the row turned out to be
    may_update: bool = False
    update: Update | None = None
    former: dict[str, Any] = field(default_factory=dict)
    account_version: int | None = None
    contact_version: int | None = None


@dataclass
class Batch:
    """The rows of one transaction."""

    origin: Import
    numbers: dict[str, NumberStock]
    by: Membership
    now: Any = field(default_factory=timezone.now)
    plans: list[Plan] = field(default_factory=list)
    people: People = field(init=False)
    sight: Sight | None = field(init=False)  # None for who sees everybody's customers

    def __post_init__(self):
        self.sight = sight_of(self.by)

    def write(self, rows: list[CheckedRow]) -> None:
        take_turn()
        self._plan_accounts(rows)
        self._plan_contacts()
        self._write_accounts()
        self._write_contacts()
        with part_of(**{"import": self.origin.number}):
            self._write_updates()
        self._write_events()
        copy_rows(ImportRow, [self._import_row(plan) for plan in self.plans])

    # Who is new, who is known
    def _plan_accounts(self, rows: list[CheckedRow]) -> None:
        customers = Customers(self.origin, self.sight)
        wanted = {row.number: candidate(row) for row in rows if not row.refused}
        customers.load(wanted.values())
        ids = iter(reserve_ids(Account, len(wanted)))
        for row in rows:
            if row.refused:
                self.plans.append(Plan(row, Outcome.REFUSED))
                continue
            outcome, found = customers.match(wanted[row.number])
            plan = Plan(row, outcome, signs=wanted[row.number].people)
            if outcome == Outcome.REFUSED:
                row.refused = "no_number"
            elif found is not None and outcome == Outcome.KNOWN:
                note_renamed(row, wanted[row.number], found)
                self._plan_known(plan, found)
            else:
                plan.account_id, plan.twin_id = next(ids), found.pk if found else None
                customers.add(
                    replace(
                        wanted[row.number],
                        pk=plan.account_id,
                        owner_id=row.owner_id or self.origin.owner_id,
                        number=None,
                        is_of_this_file=True,
                    )
                )
            self.plans.append(plan)

    def _plan_known(self, plan: Plan, found: Candidate) -> None:
        plan.account_id, found.is_of_this_file = found.pk, True
        plan.may_update = self.origin.updates
        if self.sight is not None and not self.sight.includes(found.pk, found.owner_id):
            self._leave(plan, "not_yours")
        elif found.is_archived:
            self._leave(plan, "archived")

    def _leave(self, plan: Plan, code: str) -> None:
        """Somebody else's customer, or one of the archive, is neither changed nor given a contact."""
        plan.may_update = False
        person = plan.row.contact
        if person:
            plan.row.note("contact_name", code, person.get("name_en") or person["name_ar"])
            plan.row.contact = {}

    @property
    def added(self) -> list[Plan]:
        return [plan for plan in self.plans if plan.outcome in (Outcome.CREATED, Outcome.TWIN)]

    # Contacts
    def _plan_contacts(self) -> None:
        """A contact is added unless the account has one of that name, e-mail address or mobile already."""
        plans = [plan for plan in self.plans if plan.row.contact and plan.account_id]
        known = [plan for plan in self.plans if plan.outcome == Outcome.KNOWN]
        wanted = [plan for plan in known if plan.may_update or plan.row.contact]
        self.people = People(plan.account_id for plan in wanted if plan.account_id)
        ids = iter(reserve_ids(Contact, len(plans)))
        for plan in plans:
            plan.held_contact_id = self.people.find(plan.account_id, plan.signs)
            if plan.held_contact_id:
                continue
            plan.contact_id = next(ids)
            self.people.add(plan.account_id, plan.contact_id, plan.signs)
            plan.is_primary = plan.account_id not in self.people.with_main
            self.people.with_main.add(plan.account_id)

    # Updates
    def _write_updates(self) -> None:
        plans = [plan for plan in self.plans if plan.may_update and plan.account_id]
        if not plans:
            return
        customers = KnownCustomers(self.origin, {plan.account_id for plan in plans}, self.people, held=True)
        customers.accounts_above |= {plan.account_id for plan in self.added}
        for plan in plans:
            plan.update = customers.update(plan.row, plan.account_id, plan.held_contact_id)
        made = [plan for plan in plans if plan.update]
        for plan in made:
            plan.outcome = Outcome.UPDATED
            plan.former = make(plan.update, plan.row, self.origin)
        # A person and its contact follow each other, so the versions are read when all is done.
        accounts = _versions(Account, [plan.account_id for plan in made])
        contacts = _versions(Contact, [plan.held_contact_id for plan in made if plan.held_contact_id])
        for plan in made:
            plan.account_version = accounts[plan.account_id]
            if plan.update.on_contact:
                plan.contact_version = contacts[plan.held_contact_id]

    # Rows
    def _write_accounts(self) -> None:
        added = self.added
        industries = self._lookups(Industry, {plan.row.industry for plan in added})
        regions = self._lookups(Region, {plan.row.region for plan in added})
        parents = self._parents()
        leave_out_refused_types([plan.row for plan in added], self.origin.owner_id)
        rows = []
        for plan in added:
            row = plan.row
            rows.append({
                **dict.fromkeys(ACCOUNT_TEXTS, ""),
                "annual_revenue_minor": None,
                "kind": Account.Kind.COMPANY,
                "status": self.origin.status,
                **row.account,
                "source": row.account.get("source") or Account.Source.IMPORT,
                "id": plan.account_id,
                "number": self.numbers["accounts"].take(),
                "owner_id": row.owner_id or self.origin.owner_id,
                "parent_id": self._parent_of(plan, parents),
                "industry_id": industries[fold(row.industry)] if row.industry else None,
                "region_id": regions[fold(row.region)] if row.region else None,
                "lead_stage_id": stage_of(row, self.origin.status),
                "created_by_id": self.origin.created_by_id,
            })  # fmt: skip
        copy_rows(Account, rows)
        assign_imported([row["id"] for row in rows if not row["owner_id"]], by=self.by)
        copy_rows(
            AccountStatus,
            [
                {
                    "account_id": row["id"],
                    "status": row["status"],
                    "from_at": self.now,
                    "by_id": row["created_by_id"],
                }
                for row in rows
            ],
        )
        stand_in_stages(rows, self.now)
        self._label(
            AccountTag, "account_id", Tag.Kind.TAG, [(plan.account_id, plan.row.tags) for plan in added]
        )
        write_values(self.origin.created_by, Of.ACCOUNT, [(plan.account_id, plan.row) for plan in added])

    def _write_contacts(self) -> None:
        new = [plan for plan in self.plans if plan.contact_id]
        copy_rows(
            Contact,
            [
                {
                    **dict.fromkeys(CONTACT_TEXTS, ""),
                    "birth_on": None,
                    **plan.row.contact,
                    "id": plan.contact_id,
                    "number": self.numbers["contacts"].take(),
                    "created_by_id": self.origin.created_by_id,
                }
                for plan in new
            ],
        )
        copy_rows(
            Position,
            [
                {
                    "contact_id": plan.contact_id,
                    "account_id": plan.account_id,
                    "title": plan.row.title,
                    "is_primary": plan.is_primary,
                }
                for plan in new
            ],
        )
        interests = [(plan.contact_id, plan.row.interests) for plan in new]
        self._label(ContactInterest, "contact_id", Tag.Kind.INTEREST, interests)
        write_values(self.origin.created_by, Of.CONTACT, [(plan.contact_id, plan.row) for plan in new])
        copy_rows(Consent, consents_brought(self.origin, new, self.plans, at=self.now))

    def _label(self, model, owner: str, kind: str, labels: list[tuple[int | None, list[str]]]) -> None:
        known = self._lookups(Tag, {name for _pk, names in labels for name in names}, kind=kind)
        copy_rows(model, [{owner: pk, "tag_id": known[fold(name)]} for pk, names in labels for name in names])

    def _lookups(self, model, names: set[str], **fields) -> dict[str, int]:
        """Ids of these entries of a small list by folded name; new ones are made."""
        wanted = {fold(name): name for name in sorted(names) if fold(name)}
        if not wanted:
            return {}
        entries = model.objects.filter(name_fold__in=wanted, **fields)
        missing = wanted.keys() - set(entries.values_list("name_fold", flat=True))
        if missing:
            new = [model(name=wanted[name], **fields) for name in sorted(missing)]
            model.objects.bulk_create(new, ignore_conflicts=True)
        return dict(entries.values_list("name_fold", "pk"))

    def _parents(self) -> dict[str, list[int]]:
        """Accounts that may be meant as parents: those there were, and those of rows above."""
        names = {fold(plan.row.parent) for plan in self.added if plan.row.parent} - {""}
        if not names:
            return {}
        accounts = Account.objects.visible_to(self.by).filter(name_fold__in=names)
        found: dict[str, list[int]] = defaultdict(list)
        for name, pk in accounts.values_list("name_fold", "pk"):
            found[name].append(pk)
        for plan in self.added:
            for name in candidate(plan.row).names & names:
                found[name].append(plan.account_id or 0)
        return found

    def _parent_of(self, plan: Plan, parents: dict[str, list[int]]) -> int | None:
        if not plan.row.parent:
            return None
        found = [pk for pk in parents.get(fold(plan.row.parent), []) if pk != plan.account_id]
        # One that was there before this row: so accounts of one file never stand below each other in a ring.
        if len(found) == 1 and found[0] < (plan.account_id or 0):
            return found[0]
        plan.row.note("parent", "parent", plan.row.parent)
        return None

    # What is told
    def _write_events(self) -> None:
        told = []
        for plan in self.added:
            told.append(self._event("account.imported", plan, Account, plan.account_id, None))
        for plan in self.plans:
            if plan.contact_id:
                told.append(self._event("contact.imported", plan, Contact, plan.contact_id, plan.account_id))
            elif plan.held_contact_id and plan.row.consent == Consent.State.WITHDRAWN:
                told.append(self._event("consent.withdrawn", plan, Contact, plan.held_contact_id, None))
        copy_rows(Event, told)

    def _event(self, verb, plan, model, subject_id, context_id) -> dict[str, Any]:
        return {
            "verb": verb,
            "actor_id": self.origin.created_by_id,
            "subject_kind": model._meta.label_lower,
            "subject_id": subject_id,
            "context_kind": Account._meta.label_lower if context_id else "",
            "context_id": context_id,
            "is_part": True,
            "detail": {
                "file": self.origin.file_name,
                "row": str(plan.row.number),
                "import": self.origin.number,
            },
        }

    def _import_row(self, plan: Plan) -> dict[str, Any]:
        row = plan.row
        return {
            "origin_id": self.origin.pk,
            "row_number": row.number,
            "outcome": plan.outcome,
            "account_id": plan.account_id,
            "contact_id": plan.held_contact_id if plan.contact_version else plan.contact_id,
            "account_version": plan.account_version,
            "contact_version": plan.contact_version,
            "former": plan.former,
            "twin_id": plan.twin_id,
            "reason": row.refused,
            "problems": row.problems,
            "cells": [cell.replace("\0", "") for cell in row.cells] if row.refused else None,
        }


def _versions(model, ids: list[int]) -> dict[int, int]:
    return dict(model.objects.filter(pk__in=ids).values_list("pk", "version"))


ACCOUNT_TEXTS = (
    "tier", "management_type", "city", "country", "size", "currency", "language", "website", "phone", "phone_e164",
    "email", "campaign", "description",
)  # fmt: skip
CONTACT_TEXTS = (
    "name_ar", "name_en", "phone_1", "phone_1_e164", "phone_2", "phone_2_e164", "phone_3", "phone_3_e164",
    "email_1", "email_2", "gender", "city", "country", "language", "preferred_channel", "description",
)  # fmt: skip
