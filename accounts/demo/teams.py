"""The demo's teams: who works beside the account managers, and the rules that assign new customers."""

from datetime import datetime, time, timedelta

from django.db.models import Count

from accounts.assignment.services import add_rule
from accounts.demo.seed import insert_numbered
from accounts.models import Account, Industry, Region, TeamMember, TeamRole
from timeline.models import Event
from workspaces.demo import Stage, past_event

TEAMS, LARGE_TEAMS = 30, 2
HELPERS = ("faisal", "lama", "yasser", "turki", "nouf", "mona")
POOLS = (("salem", "lama"), ("yasser", "turki"))


def seed_teams(stage: Stage) -> None:
    """In the larger workspace: in the other one three people know each other's customers."""
    if all(name in stage.members for name in HELPERS):
        put_together(stage)
        write_rules(stage)


def put_together(stage: Stage) -> None:
    random, roles = stage.random("teams"), list(TeamRole.objects.order_by("pk"))
    accounts = Account.objects.kept().filter(owner__isnull=False).select_related("owner").order_by("number")
    rows = []
    for place, account in enumerate(accounts[:TEAMS]):
        people = [stage.members[name] for name in HELPERS]
        people = sorted({each for each in people if each != account.owner}, key=lambda each: each.pk)
        for member in random.sample(
            people, min(len(people), 3 if place < LARGE_TEAMS else random.randint(1, 2))
        ):
            begins = stage.today - timedelta(days=random.randint(20, 300))
            row = TeamMember(account=account, member=member, from_on=begins, created_by=account.owner)
            row.role = random.choice(roles) if roles else None
            rows.append(row)
    insert_numbered(rows)
    told = [
        past_event("team.added", row, by=row.created_by, at=begun(row, stage), context=row.account)
        for row in rows
    ]
    Event.objects.bulk_create(sorted(told, key=lambda event: event.at))


def begun(row: TeamMember, stage: Stage) -> datetime:
    return datetime.combine(row.from_on, time(10), stage.zone)


def write_rules(stage: Stage) -> None:
    """The two largest regions, the largest industry, and who helps with large customers."""
    huda = stage.member("huda")
    for region, pool in zip(largest(Region)[:2], POOLS, strict=False):
        members = [stage.members[name] for name in pool]
        add_rule(by=huda, name=f"عملاء {region.name}", region=region, pool=members)
    for industry in largest(Industry)[:1]:
        pool = [stage.members["nouf"], stage.members["lama"]]
        name = f"قطاع {industry.name}"
        add_rule(by=huda, name=name, industry=industry, pool=pool, prefers_specialists=True)
    add_rule(
        by=huda,
        name="دعم الحسابات الكبيرة",
        size="1000+",
        gives="team",
        team_role=TeamRole.objects.order_by("place", "pk").first(),
        pool=[stage.members["faisal"]],
    )


def largest(model):
    return model.objects.annotate(customers=Count("account")).order_by("-customers", "name_fold")
