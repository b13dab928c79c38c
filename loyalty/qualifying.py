"""What comes of friends who came by a code: bought, rewarded, taken back, expired; whoever looks twice changes nothing.

Each is looked at when a purchase of the friend changes and when its time is over: `due_at` says when. The first
purchase that counts qualifies: points of both sides are given by the rules of its day and waited for as long as it can
be sent back. Sent back or cancelled before, the points are taken back and the friend has yet to buy; afterwards they
stay. Order of locks: both customers by their keys, the referral, wallets.
"""

from datetime import timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Account
from lib.tenancy.tasks import publish
from loyalty.booking import Source
from loyalty.granting import Giver, Occasion
from loyalty.models import CodeReferral, Grant, LoyaltyProgram, ReferralTerms
from loyalty.models.rule import Trigger
from loyalty.occasions import is_earning, local_days_of_workspace
from loyalty.points import end_of
from loyalty.rules import Rulebook, is_for
from loyalty.trial import usable_at
from sales.models import Purchase
from timeline.services import record

log = structlog.get_logger(__name__)
State = CodeReferral.State
BATCH = 20
REST = timedelta(minutes=5)


def follow_friends(accounts: list[int]) -> None:
    """Purchases of these customers changed, in the transaction of the change."""
    rows = CodeReferral.objects.open().filter(friend__in=accounts)
    if rows.update(due_at=timezone.now()):
        from loyalty.tasks import look_at_referrals

        publish(look_at_referrals, CodeReferral().workspace_id)


def hold_people(keys) -> dict[int, Account]:
    """Lock customers in the order of their keys; archived ones too."""
    wanted = {pk for pk in keys if pk is not None}
    held = Account.objects.filter(pk__in=wanted).select_for_update(no_key=True, of=("self",)).order_by("pk")
    return {each.pk: each for each in held}


def look_next() -> int:
    """The next that are due, each in a transaction of its own; how many there were."""
    with local_days_of_workspace():
        with transaction.atomic():
            due = CodeReferral.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
            waiting = list(due.values_list("pk", flat=True)[:BATCH])
        for pk in waiting:
            try:
                look(pk)
            except SoftTimeLimitExceeded:
                raise
            except Exception:
                # What one stumbles over keeps no other waiting; it is tried again after a while.
                log.exception("referral_failed", referral=pk)
                with transaction.atomic():
                    CodeReferral.objects.filter(pk=pk, due_at__isnull=False).update(
                        due_at=timezone.now() + REST
                    )
    return len(waiting)


@transaction.atomic
def look(pk: int) -> None:
    seen = CodeReferral.objects.filter(pk=pk).first()
    if seen is None:
        return
    people = hold_people([seen.account_id, seen.friend_id])
    due = CodeReferral.objects.filter(pk=pk, due_at__lte=timezone.now()).select_for_update(no_key=True)
    found = due.order_by("pk").first()
    if found is None or {found.account_id, found.friend_id} != {*people}:
        return  # somebody was faster, or a merge took it along: then it is due again
    Look(found, people).take()


class Look:
    """One look at a referral whose people are locked."""

    def __init__(self, found: CodeReferral, people: dict[int, Account]):
        self.found, self.people = found, people
        self.program, self.terms = LoyaltyProgram.objects.standing(), ReferralTerms.objects.standing()
        self.now, self.today = timezone.now(), timezone.localdate()
        self.zone = timezone.get_current_timezone_name()

    def take(self) -> None:
        found = self.found
        if found.account_id == found.friend_id:
            self.over(State.REJECTED)  # a merge has made one of them
        elif found.state == State.QUALIFIED and self.counting().filter(pk=found.purchase_key).exists():
            if found.settled_at <= self.now:
                self.over(State.REWARDED)
            else:
                found.due_at = found.settled_at
        else:
            if found.state == State.QUALIFIED:
                self.begin_again()
            self.wait_for_a_purchase()
        found.save()

    def counting(self):
        """Purchases of the friend in the time that they have, neither sent back nor below the least."""
        found = self.found
        first = timezone.localdate(found.created_at)
        rows = Purchase.objects.counted().filter(account=found.friend_id)
        rows = rows.filter(ordered_on__gte=first, ordered_on__lte=found.until_on)
        rows = rows.alias(left=F("total_minor") - F("refunded_minor"))
        if self.terms.least_minor:
            return rows.filter(left__gte=self.terms.least_minor, currency=self.terms.currency)
        return rows.filter(left__gt=0)

    def wait_for_a_purchase(self) -> None:
        found = self.found
        purchase = self.counting().order_by("ordered_on", "pk").first()
        is_here = not any(each.is_archived for each in self.people.values())
        if purchase is None:
            if found.until_on < self.today:
                self.over(State.EXPIRED)
            else:
                found.due_at = end_of(found.until_on, self.zone)
        elif is_here and is_earning(self.program, purchase.ordered_on):
            self.qualify(purchase)
        else:
            found.due_at = end_of(self.today, self.zone)

    def qualify(self, purchase) -> None:
        found = self.found
        found.state, found.purchase_key = State.QUALIFIED, purchase.pk
        found.qualified_on = purchase.ordered_on
        found.settled_at = found.due_at = usable_at(self.program, purchase.ordered_on, self.now)
        rulebook, day = Rulebook(), purchase.ordered_on
        occasion = Occasion(found.occasion, day, Source.of(found), hangs_on_a_purchase=True)
        for pk, trigger in ((found.account_id, Trigger.REFERRAL), (found.friend_id, Trigger.FRIEND)):
            account = self.people[pk]
            giver = Giver(account, self.program)
            for version in rulebook.on(day, [trigger]):
                if version.is_within(day) and is_for(version, account):
                    giver.give(version, occasion, version.points)
        self.tell("qualified")

    def begin_again(self) -> None:
        take_back(self.found, self.people)
        self.found.state = State.REGISTERED
        self.found.purchase_key = self.found.qualified_on = self.found.settled_at = None
        self.tell("sent_back")

    def over(self, state) -> None:
        if state != State.REWARDED:
            take_back(self.found, self.people)
        self.found.state, self.found.due_at = state, None
        self.tell(str(state))

    def tell(self, step: str) -> None:
        record(f"codereferral.{step}", self.found, by=None, context=self.people[self.found.account_id])


def take_back(found: CodeReferral, people: dict[int, Account]) -> None:
    """What both have for it, whose rows are locked."""
    grants = Grant.objects.filter(occasion=found.occasion, points__gt=0, account__in=people)
    for grant in grants.select_related("rule", "rule_version").order_by("pk"):
        Giver(people[grant.account_id]).take_back(grant)
