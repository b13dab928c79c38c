"""The demo's leads: where each prospect stands and how it came there, why others were lost, what customers cost."""

from itertools import pairwise

from django.utils import timezone

from accounts.demo.draw import Draw
from accounts.demo.seed import BATCH, MARKETS, insert_numbered
from accounts.leads.costs import first_of_months
from accounts.models import (
    Account,
    AccountStatus,
    AcquisitionCost,
    Conversion,
    LeadStage,
    LeadStay,
    LossReason,
)
from accounts.models.leads import begin_lists
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.working_hours import working_hours_of

MONTHS = 6
# In the currency's main unit a month, by source.
COSTS = {
    "campaign": (9_000, 24_000),
    "event": (0, 45_000),
    "social": (3_000, 9_000),
    "website": (2_000, 4_500),
}
UNASSIGNED = 4
REASON_WEIGHTS = [30, 22, 14, 12, 10, 8, 4]


def seed_leads(stage: Stage) -> None:
    begin_lists()
    slug = stage.workspace.slug
    weekend = working_hours_of(stage.workspace).weekend
    draw = Draw(stage.random("leads"), MARKETS[slug], stage.today, stage.zone, weekend)
    way = LeadWay(draw)
    way.walk_prospects()
    way.walk_former()
    way.keep()
    seed_costs(stage, draw)


class LeadWay:
    def __init__(self, draw: Draw):
        self.draw = draw
        self.stages, self.reasons = list(LeadStage.objects.in_use()), list(LossReason.objects.in_use())
        self.stays: list[LeadStay] = []
        self.events: list[Event] = []
        self.conversions: list[Conversion] = []

    def through(self, account, begin, end, last: int, *, is_over: bool) -> LeadStay:
        """The stays from the first stage to the one at `last`, in shares of the time between."""
        by = account.owner or account.created_by
        cuts = sorted(self.draw.random.uniform(0.05, 0.95) for _stage in range(last))
        moments = [begin, *(begin + (end - begin) * cut for cut in cuts)]
        rows = [
            LeadStay(account=account, stage=stage, from_at=at, until_at=until, by=by)
            for stage, at, until in zip(
                self.stages, moments, [*moments[1:], end if is_over else None], strict=False
            )
        ]
        self.stays += rows
        for old, new in pairwise(rows):
            labels = {"old_ar": old.stage.label_ar, "old_en": old.stage.label_en}
            labels |= {"new_ar": new.stage.label_ar, "new_en": new.stage.label_en}
            self.events.append(past_event("account.stage_moved", account, by=by, at=new.from_at, **labels))
        return rows[-1]

    def walk_prospects(self) -> None:
        found = list(Account.objects.prospects().select_related("owner", "created_by").order_by("number"))
        begun = began_of(found, "prospect")
        now = timezone.now()
        for place, account in enumerate(found):
            last = place % len(self.stages)
            stay = self.through(account, begun[account.pk].from_at, now, last, is_over=False)
            account.lead_stage, account.lead_stage_at = stay.stage, stay.from_at
        newest = sorted((each for each in found if not each.archived_at), key=lambda each: each.created_at)[
            -UNASSIGNED:
        ]
        for account in newest:
            account.owner = None
        Account.objects.bulk_update(found, ["lead_stage", "lead_stage_at", "owner"], BATCH)

    def walk_former(self) -> None:
        """Of who was a prospect once: the way until then; a conversion, or why it was lost."""
        rows = AccountStatus.objects.filter(status="prospect", until_at__isnull=False)
        found = {row.account_id: row for row in rows.select_related("account__owner", "account__created_by")}
        next_rows = AccountStatus.objects.filter(account__in=found, status__in=["active", "lost"]).order_by(
            "-from_at"
        )
        after = {row.account_id: row for row in next_rows}
        lost = []
        for key, row in sorted(found.items()):
            last = self.draw.random.randrange(1, len(self.stages))
            stay = self.through(row.account, row.from_at, row.until_at, last, is_over=True)
            follower = after.get(key)
            if follower is None:
                continue
            if follower.status == "lost":
                follower.loss_reason = self.draw.pick(self.reasons, REASON_WEIGHTS[: len(self.reasons)])
                lost.append(follower)
            else:
                fields = {"at": follower.from_at, "by": follower.by, "stage": stay.stage}
                self.conversions.append(
                    Conversion(account=row.account, owner_before=row.account.owner, **fields)
                )
        AccountStatus.objects.bulk_update(lost, ["loss_reason"], BATCH)

    def keep(self) -> None:
        LeadStay.objects.bulk_create(self.stays, BATCH)
        Conversion.objects.bulk_create(self.conversions, BATCH)
        self.events.sort(key=lambda event: event.at)
        Event.objects.bulk_create(self.events, BATCH)


def began_of(accounts, status) -> dict[int, AccountStatus]:
    rows = AccountStatus.objects.filter(account__in=accounts, status=status).order_by("from_at")
    return {row.account_id: row for row in rows}


def seed_costs(stage: Stage, draw: Draw) -> None:
    head = stage.members.get("mona") or next(iter(stage.members.values()))
    rows = [
        AcquisitionCost(
            source=source,
            month=month,
            amount_minor=draw.random.randrange(least, most, 500) * 100,
            currency=stage.workspace.currency,
            created_by=head,
        )
        for month in first_of_months(stage.today, MONTHS)
        for source, (least, most) in COSTS.items()
        if source != "event" or month.month % 3 == 0
    ]
    insert_numbered(rows)
