"""After anything that may happen, in any order, each kept month is what the facts say: 1,000 cells by chance.

The whole takes long: SILA_FULL=1 runs it, a plain run a part of it.
"""

import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from accounts.archiving import MayNotArchive
from accounts.deletion import delete_for_good
from accounts.merging.refusals import NotMerged
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Account, Merge
from accounts.models.record import Archived
from accounts.services import add_account
from complaints.filing import file_complaint
from complaints.models import Complaint
from interactions.models import Interaction
from interactions.services import change_interaction, log_interaction
from lib.undo import TooLate
from reports.cohorts import Grain, added_up, customers, from_facts, from_months
from reports.models.rollups import FACTS
from reports.rollups.keeping import keep_up
from reports.tests.oracle import brought_up, cohorts, kept, worked_out
from sales.models import Purchase
from sales.models.purchase import NotNow, RefundTooLarge
from sales.purchasing import Line, PaidBackMore, add_purchase, change_purchase
from tests.samples import FULL

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_noor")]
CELLS = 1_000 if FULL else 150
REFUSALS = (Archived, MayNotArchive, NotMerged, NotNow, PaidBackMore, RefundTooLarge, TooLate)
FIRST = date(2026, 1, 1)


class World:
    """What people do to a few customers, drawn by chance."""

    def __init__(self, by, draw):
        self.by, self.draw = by, draw

    def account(self):
        return self.draw.choice(list(Account.objects.filter(archived_at=None)) or [self.arrive()])

    def one(self, rows):
        return self.draw.choice(list(rows) or [None])

    def arrive(self):
        return add_account(by=self.by, fields={"name_en": f"Customer {self.draw.random()}", "owner": self.by})

    def day(self):
        return FIRST + timedelta(days=self.draw.randint(0, 180))

    def moment(self):
        """Around midnight of one clock or another, at the turn of a month more often than not."""
        day = self.draw.choice([date(2026, month, 1) for month in range(1, 7)] + [self.day()])
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return start + timedelta(minutes=self.draw.randint(-12 * 60, 12 * 60))

    def step(self):
        with suppress(*REFUSALS), transaction.atomic():
            self.draw.choice(self.STEPS)(self)

    def buy(self):
        fields = {"ordered_on": self.day(), "currency": self.draw.choice(["SAR", "SAR", "USD"])}
        lines = [Line("Coffee", unit_price_minor=self.draw.randint(0, 9_000))]
        add_purchase(account=self.account(), by=self.by, fields=fields, lines=lines)

    def move_purchase(self):
        if row := self.one(Purchase.objects.select_related("account")):
            row.ordered_on = self.day()
            change_purchase(row, by=self.by, read_version=row.version, changed=["ordered_on"])

    def refund(self):
        if row := self.one(Purchase.objects.select_related("account")):
            row.refund(self.draw.randint(1, 9_000), by=self.by)

    def take_refund_back(self):
        row = self.one(Purchase.objects.exclude(refunded_minor=0).select_related("account"))
        if row and (part := row.refunds.first()):
            row.take_refund_back(part, by=self.by)

    def set_status(self):
        if row := self.one(Purchase.objects.select_related("account")):
            row.set_status(self.draw.choice(["delivered", "returned", "cancelled"]), by=self.by)

    def put_away(self):
        row = self.one([*Purchase.objects.select_related("account"), *Interaction.objects.all()])
        if isinstance(row, Purchase):
            (row.restore if row.is_archived else row.archive)(by=self.by)
        elif row:
            (row.restore if row.is_removed else row.remove)(by=self.by)

    def call(self):
        fields = {"channel": "call", "minutes": self.draw.choice([None, 5, 90])}
        log_interaction(account=self.account(), by=self.by, at=self.moment(), fields=fields)

    def move_call(self):
        if row := self.one(Interaction.objects.all()):
            row.at = self.moment()
            change_interaction(row, by=self.by, read_version=row.version, changed=["at"])

    def complain(self):
        fields = {"subject": "Cups", "text": "Broken", "language": "en"}
        file_complaint(account=self.account(), by=self.by, at=self.moment(), fields=fields)

    def reject(self):
        if row := self.one(Complaint.objects.filter(state="new").select_related("account")):
            row.reject(by=self.by, reason="An advertisement")

    def merge(self):
        merge(self.account(), self.account(), by=self.by)

    def unmerge(self):
        if row := self.one(Merge.objects.filter(undone_at=None, part_of=None)):
            undo_merge(row, by=self.by)

    def archive(self):
        account = self.one(Account.objects.standing())
        if account:
            (account.restore if account.is_archived else account.archive)(by=self.by)

    def delete(self):
        if self.draw.random() < 0.3:
            delete_for_good(self.account(), by=self.by)

    STEPS = (
        arrive, buy, buy, buy, move_purchase, refund, take_refund_back, set_status, put_away, call, call, move_call,
        complain, reject, merge, unmerge, archive, delete,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "seed"), [("Asia/Riyadh", 1), ("America/Los_Angeles", 2), ("Pacific/Kiritimati", 3)]
)
def test_every_kept_month_is_what_the_facts_say(noor, huda, zone, seed):
    noor.time_zone = zone
    noor.save()
    draw = random.Random(seed)
    world, compared = World(huda, draw), 0
    for _customer in range(6):
        world.arrive()
    while compared < CELLS / 3:
        for _step in range(draw.randint(1, 30)):
            world.step()
            if draw.random() < 0.1:
                keep_up()  # a part of it is read before the rest has happened
        brought_up()
        said, stands = worked_out(noor), kept()
        assert stands == said, f"seed {seed}"
        compared += min(len(said) * len(FACTS), 30)
        for grain in Grain:
            with transaction.atomic():
                from_rollup = added_up(from_months(customers(), grain))
                from_rows = added_up(from_facts(customers(), grain, noor.currency))
            assert sorted(map(repr, from_rollup)) == sorted(map(repr, from_rows))
            if grain == Grain.MONTH:
                found = {
                    (each.cohort, each.period): (each.customers, each.revenue_minor) for each in from_rollup
                }
                assert found == cohorts(noor)
