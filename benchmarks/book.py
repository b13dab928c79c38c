"""A workspace as account management fills it: leads, customers, what is sold to them and planned with them.

The same in every run of one size. Forty colleagues look after it; the first leads four of them, and beside every
twentieth customer somebody else stands in its team. Nobody but the owner sees everything.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import (
    Account,
    AccountStatus,
    Contact,
    Industry,
    LeadStage,
    LeadStay,
    Position,
    Region,
    TeamMember,
)
from accounts.models.leads import begin_lists
from benchmarks.grievances import TABLES as COMPLAINTS
from benchmarks.grievances import add_complaints
from benchmarks.words import CITIES, FAMILY_NAMES, FIRST_NAMES, OTHERS, TRADES, WORDS
from interactions.models import FollowUp, Interaction
from lib.tenancy.copying import copy_rows, reserve_ids
from lib.tenancy.models import take_numbers
from planning.models import AccountPlan, AccountScore, Assessment, Objective, TierProposal
from planning.scoring import FACTORS
from sales.models import Opportunity, OpportunityStage, Purchase, PurchaseLine, PurchaseTotals
from sales.stages import keep_usual
from workspaces.models import Membership, User, Workspace
from workspaces.roles import Role

AT_ONCE = 20_000
COLLEAGUES, TEAM_OF_FIRST, BESIDE = 40, 5, 20
CURRENCY = "SAR"
# Whose indexes are built afterwards.
TABLES = [
    model._meta.db_table
    for model in (
        Account, AccountStatus, LeadStay, TeamMember, Opportunity, Purchase, PurchaseLine, PurchaseTotals,
        AccountPlan, Objective, Assessment, AccountScore, TierProposal,
    )
] + COMPLAINTS  # fmt: skip


def fill(opened: Workspace, rows: int, *, has_only_complaints: bool = False) -> None:
    """So many leads, customers, opportunities, purchases, plans and complaints into the open workspace."""
    Workspace.objects.filter(pk=opened.pk).update(visibility=Workspace.Visibility.TEAM)
    members = [each.pk for each in add_colleagues()]
    if has_only_complaints:
        customers = add_accounts(rows, members, status="active", lead_stage_id=lambda _n: None)
        add_teams(customers, members)
        add_complaints(customers, members, write)
        return
    stages = lead_stages()
    leads = add_accounts(
        rows, members, status="prospect", lead_stage_id=lambda n: stages[n * 31 % len(stages)]
    )
    customers = add_accounts(rows, members, status="active", lead_stage_id=lambda _n: None)
    add_stays(leads, stages)
    add_teams([*leads, *customers], members)
    add_opportunities(customers, members)
    add_purchases(customers)
    add_plans(customers, members)
    add_scores(customers)
    add_complaints(customers, members, write)


def email_of(place: int) -> str:
    return f"benchmark-{place}@sila.example"


@transaction.atomic
def add_colleagues(count: int = COLLEAGUES) -> list[Membership]:
    """The first leads the next four; all of them look after customers."""
    made: list[Membership] = []
    for place in range(count):
        email = email_of(place)
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, None, name=f"{FIRST_NAMES[place % 15]} {FAMILY_NAMES[place % 12]}", language="ar"
        )
        role = Role.ACCOUNT_MANAGER if place else Role.MANAGER
        boss = made[0] if 0 < place < TEAM_OF_FIRST else None
        made.append(Membership.objects.create(user=user, role=role, reports_to=boss))
    return made


@transaction.atomic
def lead_stages() -> list[int]:
    begin_lists()
    return list(LeadStage.objects.in_use().values_list("pk", flat=True))


def write(model, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Rows as the import writes them, with keys and, where the model has them, numbers; the keys."""
    rows, keys = list(rows), []
    for begin in range(0, len(rows), AT_ONCE):
        some = rows[begin : begin + AT_ONCE]
        with transaction.atomic():
            part = reserve_ids(model, len(some))
            told: list[dict[str, Any]] = [{"id": pk, **row} for pk, row in zip(part, some, strict=True)]
            if any(field.name == "number" for field in model._meta.concrete_fields):
                first = take_numbers(model, len(some))
                for place, each in enumerate(told):
                    each["number"] = first + place
            copy_rows(model, told)
        keys += part
    return keys


def add_accounts(
    count: int,
    members: list[int | None],
    *,
    status: str,
    lead_stage_id: Callable[[int], int | None],
    parent: int | None = None,
) -> list[int]:
    random, now = Random(count), timezone.now()
    with transaction.atomic():
        industries = [Industry.objects.named(name).pk for name in TRADES]
        regions = [Region.objects.named(name).pk for name in CITIES]
    rows = []
    for n in range(count):
        words = f"{random.choice(WORDS)} {random.choice(OTHERS)} {random.choice(TRADES)}"
        stage = lead_stage_id(n)
        rows.append(
            {
                "name_ar": f"شركة {words} {n}",
                "status": status,
                "tier": random.choice("ABCD"),
                "management_type": random.choice(("sales", "sales", "sales", "regional", "key", "strategic")),
                "owner_id": random.choice(members),
                "parent_id": parent,
                "lead_stage_id": stage,
                "lead_stage_at": now - timedelta(minutes=n * 2 + 1) if stage else "1900-01-01T00:00:00+00:00",
                "industry_id": random.choice(industries),
                "region_id": random.choice(regions),
                "city": random.choice(CITIES),
                "country": "SA",
                "size": random.choice(Account.Size.values),
                "language": random.choice(("ar", "en")),
                "source": random.choice(Account.Source.values),
                "currency": CURRENCY,
                "annual_revenue_minor": random.randrange(1_000_000, 200_000_000),
                "phone_e164": f"+9661{random.randrange(10**7, 10**8)}",
                "email": f"info@{status}{n}.example",
                "created_at": now - timedelta(minutes=5 * n),
                "updated_at": now - timedelta(minutes=5 * n),
            }
        )
    keys = write(Account, rows)
    write(
        AccountStatus,
        (
            {"account_id": pk, "status": status, "from_at": row["created_at"]}
            for pk, row in zip(keys, rows, strict=True)
        ),
    )
    return keys


def add_stays(leads: list[int], stages: list[int]) -> None:
    """Where each stands, and for who stands further on, where it stood before."""
    now, rows = timezone.now(), []
    for n, pk in enumerate(leads):
        since, place = now - timedelta(minutes=n * 2 + 1), n * 31 % len(stages)
        rows.append({"account_id": pk, "stage_id": stages[place], "from_at": since, "until_at": None})
        if place:
            began = since - timedelta(days=3)
            rows.append(
                {"account_id": pk, "stage_id": stages[place - 1], "from_at": began, "until_at": since}
            )
    write(LeadStay, rows)


def add_teams(accounts: list[int], members: list[int]) -> None:
    write(
        TeamMember,
        (
            {"account_id": pk, "member_id": members[n % len(members)]}
            for n, pk in enumerate(accounts[::BESIDE])
        ),
    )


def add_opportunities(customers: list[int], members: list[int]) -> None:
    """One of five is open; the others were won or lost in the last three years."""
    with transaction.atomic():
        keep_usual(OpportunityStage)
        stages = list(OpportunityStage.objects.order_by("place"))
    going, ends = [[each for each in stages if each.is_open is is_open] for is_open in (True, False)]
    today, now = timezone.localdate(), timezone.now()
    rows = []
    for n, pk in enumerate(customers):
        stage = going[n // 5 % len(going)] if n % 5 == 0 else ends[n % len(ends)]
        closed = None if stage.is_open else timedelta(days=n * 7919 % 1_000)
        rows.append(
            {
                "account_id": pk,
                "name": f"توريد {WORDS[n % len(WORDS)]} {n}",
                "stage_id": stage.pk,
                "state": stage.kind,
                "stage_since": now - (closed or timedelta(minutes=n)),
                "closed_at": now - closed if closed is not None else None,
                "amount_minor": n * 7919 % 90_000_000,
                "currency": CURRENCY,
                "expected_on": today + (-closed if closed is not None else timedelta(days=n % 400 - 60)),
                "probability": stage.probability,
                "owner_id": members[n * 7 % len(members)],
            }
        )
    write(Opportunity, rows)


def add_purchases(customers: list[int]) -> None:
    """One each, with a line, and what it sums up to."""
    days = [timezone.localdate() - timedelta(days=n * 13 % 700) for n in range(len(customers))]
    amounts = [1_000 + n * 7919 % 90_000_000 for n in range(len(customers))]
    found = list(zip(customers, days, amounts, strict=True))
    keys = write(
        Purchase,
        (
            {
                "account_id": pk,
                "ordered_on": day,
                "currency": CURRENCY,
                "status": "delivered",
                "total_minor": amount,
            }
            for pk, day, amount in found
        ),
    )
    write(
        PurchaseLine,
        (
            {"purchase_id": pk, "place": 0, "text": "طلبية", "total_minor": amount}
            for pk, amount in zip(keys, amounts, strict=True)
        ),
    )
    write(PurchaseTotals, (totals(pk, day, amount) for pk, day, amount in found))


def totals(account: int, day: date, amount: int) -> dict[str, Any]:
    return {
        "account_id": account, "currency": CURRENCY, "count": 1, "amount_minor": amount, "first_on": day,
        "last_on": day,
    }  # fmt: skip


def add_plans(customers: list[int], members: list[int]) -> None:
    """Seven of ten in force, one a draft, two closed; an objective each."""
    today, now = timezone.localdate(), timezone.now()
    rows = []
    for n, pk in enumerate(customers):
        state = "draft" if n % 10 == 0 else "closed" if n % 10 in (1, 2) else "active"
        rows.append(
            {
                "account_id": pk,
                "owner_id": members[n * 7 % len(members)],
                "from_on": today - timedelta(days=n % 300),
                "until_on": today + timedelta(days=365 - n % 300),
                "state": state,
                "currency": CURRENCY,
                "revenue_goal_minor": n * 7919 % 90_000_000,
                "next_review_on": today + timedelta(days=n * 17 % 360 - 30) if state == "active" else None,
                "activated_at": None if state == "draft" else now,
                "closed_at": now if state == "closed" else None,
            }
        )
    keys = write(AccountPlan, rows)
    write(
        Objective,
        (
            {
                "plan_id": pk,
                "text": "عدد الفروع التي نورّد لها",
                "baseline": 2,
                "target": 5,
                "due_on": row["until_on"],
                "owner_id": row["owner_id"],
            }
            for pk, row in zip(keys, rows, strict=True)
        ),
    )


def add_assessments(customers: list[int], members: list[int]) -> None:
    today = timezone.localdate()
    write(
        Assessment,
        (
            {
                "account_id": pk,
                "on": today - timedelta(days=n % 200),
                "by_id": members[n % len(members)],
                **{factor: 1 + (n * 7 + place * 3) % 5 for place, factor in enumerate(FACTORS)},
            }
            for n, pk in enumerate(customers)
        ),
    )


def add_scores(customers: list[int]) -> None:
    """What the rules would have kept, and a proposal for every other customer."""
    values = [n * 7919 % 200_000_000 for n in range(len(customers))]
    known = list(zip(customers, values, strict=True))
    write(
        AccountScore,
        ({"account_id": pk, "value_minor": value, "rank": value // 2_000_000} for pk, value in known),
    )
    write(
        TierProposal,
        (
            {
                "account_id": pk,
                "before": "D",
                "after": "ABC"[value % 3],
                "by_value": "C",
                "value_minor": value,
            }
            for pk, value in known[::2]
        ),
    )


def add_group(branches: int, members: list[int], *, across: int | None = None) -> Account:
    """A parent with so many branches, right under it or under `across` of them; each with what happened there."""
    (parent,) = add_accounts(1, members, status="active", lead_stage_id=lambda _n: None)

    def under(count: int, above: int) -> list[int]:
        return add_accounts(count, members, status="active", lead_stage_id=lambda _n: None, parent=above)

    keys = under(across or branches, parent)
    if across:
        keys += [pk for above in list(keys) for pk in under((branches - across) // across, above)]
    add_purchases(keys)
    now, today = timezone.now(), timezone.localdate()
    people = write(
        Contact, ({"name_ar": f"{FIRST_NAMES[n % 15]} {FAMILY_NAMES[n % 12]} {n}"} for n in range(len(keys)))
    )
    write(
        Position,
        ({"contact_id": person, "account_id": pk} for person, pk in zip(people, keys, strict=True)),
    )
    write(
        Interaction,
        (
            {
                "account_id": pk,
                "logged_by_id": members[n % len(members)],
                "at": now - timedelta(hours=n * 7 + day * 24),
                "text": "متابعة الطلبية",
                "outcome": "reached",
            }
            for n, pk in enumerate(keys)
            for day in range(5)
        ),
    )
    write(
        FollowUp,
        (
            {
                "account_id": pk,
                "owner_id": members[n % len(members)],
                "due_on": today + timedelta(days=n % 60),
                "reason": "عرض سعر",
            }
            for n, pk in enumerate(keys)
        ),
    )
    with transaction.atomic():
        return Account.objects.get(pk=parent)
