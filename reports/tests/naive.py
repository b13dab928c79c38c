"""What every KPI must come to: worked out row by row in Python from what its definition says, without its code.

Here: which rows count in a period; what they come to stands in oracles.py. Days are those of the workspace's clocks,
read off each moment.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Account, AccountStatus
from accounts.models.acquisition import AcquisitionCost
from campaigns.models import Campaign, CampaignCost, Credit
from complaints.models import Complaint, ComplaintClock, ComplaintEvent
from interactions.models import FollowUp, Interaction
from reports.periods import Period
from sales.models import Opportunity, Purchase, PurchaseLine, Referral, Testimonial
from surveys.models import QuestionAnswer

CUSTOMER = ("active", "dormant")
EVER = Period(date(1990, 1, 1), date(2100, 1, 1))
REACHED_NOBODY = {
    "no_answer", "busy", "voicemail", "wrong_number", "postponed", "cancelled", "no_show", "not_delivered", "automatic",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """`kind` tells rows of one KPI apart that count on different sides of it."""

    account: int | None
    record: Any
    is_part: bool = False
    amount: int = 0
    kind: str = ""


class Recorded:
    """Everything that is recorded, of customers of `seen` alone (all: None)."""

    def __init__(self, opened, seen=None):
        self.zone, self.currency, self.now = ZoneInfo(opened.time_zone), opened.currency, timezone.now()
        self.today = self.now.astimezone(self.zone).date()
        self.seen = seen
        self.accounts = {each.pk: each for each in Account.objects.all()}
        self.read = {}

    def all(self, model, *related):
        """Read once: nothing changes while it is looked at."""
        if model not in self.read:
            self.read[model] = list(
                model.objects.select_related(*related) if related else model.objects.all()
            )
        return self.read[model]

    def of(self, records, account=lambda each: each.account_id):
        return [each for each in records if self.seen is None or account(each) in self.seen]

    def day(self, moment):
        return moment.astimezone(self.zone).date()

    def is_in(self, when, period) -> bool:
        if when is None:
            return False
        day = self.day(when) if hasattr(when, "hour") else when
        return period.first_on <= day < period.until_on

    # Customers

    def histories(self):
        if AccountStatus in self.read:
            return self.read[AccountStatus]
        found = defaultdict(list)
        for each in sorted(AccountStatus.objects.all(), key=lambda each: (each.from_at, each.pk)):
            if self.accounts[each.account_id].merged_into_id is None:
                found[each.account_id].append(each)
        self.read[AccountStatus] = {
            key: rows for key, rows in found.items() if self.seen is None or key in self.seen
        }
        return self.read[AccountStatus]

    def were_customers(self, day):
        """{account: stretch} of who was one when this day began."""
        found = {}
        for key, stretches in self.histories().items():
            put_away = self.accounts[key].archived_at
            if put_away is not None and self.day(put_away) < day:
                continue
            begun = [each for each in stretches if self.day(each.from_at) < day]
            if begun and begun[-1].status in CUSTOMER:
                found[key] = begun[-1]
        return found

    def changes(self, period):
        """(kind, stretch) of each time somebody came, came back or was lost in the period."""
        for stretches in self.histories().values():
            former, was_one = "", False
            for each in stretches:
                comes = each.status in CUSTOMER and former not in CUSTOMER
                kind = ("back" if was_one else "new") if comes else ""
                if each.status == "lost" and former in CUSTOMER:
                    kind = "lost"
                if kind and self.is_in(each.from_at, period):
                    yield kind, each
                former, was_one = each.status, was_one or each.status in CUSTOMER

    def customers(self, period):
        return [Row(key, each) for key, each in self.were_customers(period.until_on).items()]

    def came_or_went(self, period, kind):
        return [Row(each.account_id, each) for found, each in self.changes(period) if found == kind]

    def stayed(self, period):
        end = self.were_customers(period.until_on)
        return [Row(key, each, key in end) for key, each in self.were_customers(period.first_on).items()]

    def left(self, period):
        return [Row(each.account, each.record, not each.is_part) for each in self.stayed(period)]

    def base(self, period):
        return [
            Row(key, each, kind=kind)
            for kind, day in (("begin", period.first_on), ("end", period.until_on))
            for key, each in self.were_customers(day).items()
        ]

    # Sales

    def bought(self, period, in_own=False):
        rows = [
            each
            for each in self.of(self.all(Purchase))
            if each.archived_at is None and each.status not in ("cancelled", "returned", "refunded")
        ]
        return [
            Row(each.account_id, each, amount=each.total_minor - each.refunded_minor)
            for each in rows
            if self.is_in(each.ordered_on, period) and (each.currency == self.currency or not in_own)
        ]

    def revenue(self, period):
        return self.bought(period, in_own=True)

    def revenue_until(self, period):
        return self.revenue(Period(EVER.first_on, period.until_on))

    def worth_and_won(self, period):
        kinds = {
            "brought": self.revenue_until(period),
            "spent": self.spent(period),
            "won": self.came_or_went(period, "new"),
        }
        return [
            Row(each.account, each.record, amount=each.amount, kind=kind)
            for kind, rows in kinds.items()
            for each in rows
        ]

    def revenue_kept(self, period):
        year = period.year_before()
        if period.is_open(self.today):
            year = year.first_days(period.elapsed(self.today))
        then = self.revenue(year)
        buyers = {each.account for each in then}
        now = [each for each in self.revenue(period) if each.account in buyers]
        return [Row(each.account, each.record, amount=each.amount, kind="then") for each in then] + [
            Row(each.account, each.record, amount=each.amount, kind="now") for each in now
        ]

    def goods(self, period):
        """Lines of customers who had bought on an earlier day; of the part, what they had not bought before."""
        counted = {}
        for each in self.of(self.all(Purchase)):
            if each.archived_at is None and each.status not in ("cancelled", "returned", "refunded"):
                counted[each.pk] = each
        lines = [each for each in self.all(PurchaseLine) if each.purchase_id in counted and each.product_id]
        found = []
        for line in lines:
            purchase = counted[line.purchase_id]
            before = {
                each.pk
                for each in counted.values()
                if each.account_id == purchase.account_id and each.ordered_on < purchase.ordered_on
            }
            if before and self.is_in(purchase.ordered_on, period):
                had = {each.product_id for each in lines if each.purchase_id in before}
                found.append(Row(purchase.account_id, line, line.product_id not in had))
        return found

    def won(self, period):
        return [
            Row(each.account_id, each, amount=each.amount_minor)
            for each in self.of(self.all(Opportunity))
            if each.state == "won"
            and each.archived_at is None
            and each.currency == self.currency
            and self.is_in(each.closed_at, period)
        ]

    def referrals(self, period):
        rows = [each for each in self.of(self.all(Referral)) if each.archived_at is None]
        return [Row(each.account_id, each) for each in rows if self.is_in(each.on_day, period)]

    def testimonials(self, period):
        rows = [each for each in self.of(self.all(Testimonial)) if each.archived_at is None]
        return [
            Row(each.account_id, each, each.state == "given")
            for each in rows
            if self.is_in(each.asked_on, period)
        ]

    # Satisfaction

    def ratings(self, period, measure, least=0):
        rows = self.all(QuestionAnswer, "answer__invitation", "question")
        rows = [each for each in rows if each.question.measure == measure]
        return [
            Row(each.answer.invitation.account_id, each, each.value >= least, each.value)
            for each in self.of(rows, lambda each: each.answer.invitation.account_id)
            if self.is_in(each.answer.at, period)
        ]

    def promoters(self, period):
        last = {}
        for row in self.ratings(period, "nps", 9):
            contact, key = row.record.answer.invitation.contact_id, (row.record.answer.at, row.record.pk)
            if contact not in last or key > last[contact][0]:
                last[contact] = key, row
        return [row for _key, row in last.values()]

    # Complaints

    def standing(self):
        rows = self.of(self.all(Complaint))
        return [each for each in rows if each.state not in ("rejected", "merged")]

    def complaints(self, period):
        return [Row(each.account_id, each) for each in self.standing() if self.is_in(each.filed_at, period)]

    def repeats(self, period):
        def had(complaint):
            return any(
                each.account_id == complaint.account_id
                and each.category_id == complaint.category_id is not None
                and (each.filed_at, each.pk) < (complaint.filed_at, complaint.pk)
                and each.filed_at >= complaint.filed_at - timedelta(days=90)
                for each in self.standing()
            )

        return [Row(each.account, each.record, had(each.record)) for each in self.complaints(period)]

    def closed(self, period):
        closings = defaultdict(list)
        for each in self.all(ComplaintEvent):
            if each.step == "close":
                closings[each.complaint_id].append(each.at)
        return [
            Row(each.account_id, each, each.reopened_count > 0)
            for each in self.standing()
            if any(self.is_in(at, period) for at in closings[each.pk])
        ]

    def clocks(self):
        standing = {each.pk for each in self.standing()}
        rows = self.all(ComplaintClock, "complaint")
        return [each for each in rows if each.complaint_id in standing and not each.is_dropped]

    def times(self, period, kind):
        return [
            Row(each.complaint.account_id, each, amount=each.used_seconds)
            for each in self.clocks()
            if each.kind == kind
            and each.number == 1
            and each.stopped_at is not None
            and self.is_in(each.complaint.filed_at, period)
        ]

    def promises(self, period):
        return [
            Row(each.complaint.account_id, each, each.stopped_at is not None and not each.is_late)
            for each in self.clocks()
            if self.is_in(each.due_at, period) and (each.stopped_at or each.due_at <= self.now)
        ]

    # Work

    def contacts(self, period):
        return [
            Row(each.account_id, each)
            for each in self.of(self.all(Interaction))
            if each.removed_at is None
            and each.channel != "note"
            and each.outcome not in REACHED_NOBODY
            and self.is_in(each.at, period)
        ]

    def due(self, period):
        found = []
        for each in self.of(self.all(FollowUp, "done_by")):
            if each.source != "schedule" or not self.is_in(each.scheduled_on, period):
                continue
            is_called_off = each.state == "cancelled" and each.closed_by_id is not None
            is_missed = each.state == "open" and each.scheduled_on < self.today
            if each.scheduled_on <= self.today and (each.state == "done" or is_called_off or is_missed):
                done_at = each.done_by.at if each.done_by else each.closed_at
                in_time = each.state == "done" and self.day(done_at) <= each.scheduled_on
                found.append(Row(each.account_id, each, in_time))
        return found

    # Marketing, of the whole workspace

    def spent(self, period):
        rows = [each for each in self.all(AcquisitionCost) if each.currency == self.currency]
        return [Row(None, each, amount=each.amount_minor) for each in rows if self.is_in(each.month, period)]

    def campaigns(self, period):
        found = []
        for each in self.all(Campaign):
            own = [row for row in self.all(CampaignCost) if row.campaign_id == each.pk]
            cost = sum(row.amount_minor for row in own if row.currency == self.currency)
            if cost and self.is_in(each.started_at, period):
                sold = {row.purchase_id for row in self.all(Credit) if row.campaign_id == each.pk}
                revenue = sum(row.amount for row in self.revenue(EVER) if row.record.pk in sold)
                found.append(Row(None, each, amount=cost, kind="cost"))
                found.append(Row(None, each, amount=revenue, kind="revenue"))
        return found
