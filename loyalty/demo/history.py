"""What happened to the points of one member of the demo, in the order of time, by the verbs that do it every day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Contact
from loyalty import codes, holding, ledger
from loyalty.booking import Source
from loyalty.earning import Settling
from loyalty.expiring import expire
from loyalty.granting import Occasion
from loyalty.models import LoyaltyProgram, PointsEntry, Redemption, Reward, Wallet
from loyalty.models.rule import Trigger
from loyalty.points import end_of
from sales.models import Purchase, Referral, Testimonial
from surveys.models import SurveyAnswer
from timeline.models import Event
from timeline.services import event_of
from workspaces.demo import Stage

DAY = timedelta(days=1)
# What some brought along from the former system, and how many days from today it holds.
BROUGHT = ((1_850, 30), (620, 7), (2_400, 1), (900, -90), (310, 30), (1_200, -35), (750, 7), (940, 1))
# How many days ago somebody took a reward, and which.
TAKEN = (
    (300, "delivery"),
    (230, "coffee"),
    (150, "delivery"),
    (95, "fuel"),
    (60, "coffee"),
    (35, "delivery"),
)
LIMITED_TO = 7  # those who are told of in rewards.py keep what is limited for there


@dataclass
class Member:
    stage: Stage
    program: LoyaltyProgram
    account: object
    place: int

    @property
    def joined_on(self) -> date:
        return self.program.starts_on + 2 * self.place * DAY

    def at(self, day: date, hour: int = 12) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=self.stage.zone)


def last_celebration(born: date, until: date) -> date:
    """The last birthday until a day; of 29 February the 28th."""
    day = born + relativedelta(year=until.year)
    return day if day <= until else born + relativedelta(year=until.year - 1)


Deed = tuple[datetime, int, Callable[[datetime], None]]


def play(member: Member, rewards: dict[str, Reward]) -> None:
    """Everything of the past that this member has, the oldest first."""
    wallet = ledger.wallet_of(member.account)
    Wallet.objects.filter(pk=wallet.pk).update(joined_at=member.at(member.joined_on, 8))
    wallet.refresh_from_db()
    telling = Telling(member, wallet, rewards)
    deeds: list[Deed] = []
    for rank, (at, deed) in enumerate(telling.all()):
        deeds.append((at, rank, deed))
    now = timezone.now()
    for at, _rank, deed in sorted(deeds, key=lambda each: each[:2]):
        if at <= now:
            deed(at)
    Event.objects.bulk_create(telling.events)


class Telling:
    """Of one member: pairs of a moment and what is done then."""

    def __init__(self, member: Member, wallet: Wallet, rewards: dict[str, Reward]):
        self.member, self.wallet, self.rewards = member, wallet, rewards
        self.stage, self.account = member.stage, member.account
        self.settling = Settling(self.account, member.program)
        self.giver = self.settling.giver
        self.events: list[Event] = []

    def all(self) -> Iterable[tuple[datetime, Callable]]:
        yield from self.joining()
        yield from self.purchases()
        yield from self.occasions()
        yield from self.redemptions()
        yield from self.ends()

    def joining(self):
        joined_at = self.member.at(self.member.joined_on, 8)
        self.events.append(
            event_of(
                "wallet.enrolled",
                self.wallet,
                by=self.stage.member("salem"),
                context=self.account,
                at=joined_at,
            )
        )
        yield joined_at, self.occasion(Trigger.SIGN_UP, f"sign_up/{self.wallet.pk}", Source.of(self.wallet))
        if self.member.place < len(BROUGHT):
            points, days = BROUGHT[self.member.place]
            until = end_of(self.stage.today + days * DAY, str(self.stage.zone))
            yield joined_at, lambda at: self.bring(points, until, at)

    def bring(self, points: int, until: datetime, at: datetime) -> None:
        ledger.credit(
            self.wallet, points, kind=PointsEntry.Kind.OPENING, key=f"demo/opening/{self.wallet.pk}",
            expires_at=until, reason=f"OLD-{1_000 + 7 * self.member.place}", by=self.stage.member("mona"), at=at,
        )  # fmt: skip

    def purchases(self):
        rows = Purchase.objects.filter(
            account=self.account, ordered_on__gte=self.member.joined_on, archived_at=None
        )
        found = list(rows.prefetch_related("lines__product").order_by("ordered_on", "pk"))
        self.settling.read(found)
        now = timezone.now()
        for each in found:
            evening = min(self.member.at(each.ordered_on, 18), now)
            if each.refunded_minor or not each.is_counted:
                yield evening, lambda at, bought=each: self.settle(bought, at, is_refunded=False)
                yield min(evening + 6 * DAY, now), lambda at, bought=each: self.settle(bought, at)
            else:
                yield evening, lambda at, bought=each: self.settle(bought, at)

    def settle(self, purchase: Purchase, at: datetime, *, is_refunded=True) -> None:
        """As it is; or as it was before it was paid back."""
        refunded, status = purchase.refunded_minor, purchase.status
        self.giver.at = at
        if not is_refunded:
            purchase.refunded_minor, purchase.status = 0, Purchase.Status.DELIVERED
        self.settling.settle(purchase)
        purchase.refunded_minor, purchase.status = refunded, status
        if not is_refunded:
            self.settling.read([purchase])

    def occasions(self):
        account = self.account
        for answer in SurveyAnswer.objects.filter(invitation__account=account, at__gte=self.since()):
            yield answer.at, self.occasion(Trigger.SURVEY, f"survey/{answer.pk}", Source.of(answer))
        given = Testimonial.objects.kept().filter(account=account, state=Testimonial.State.GIVEN)
        for each in given.filter(given_on__gt=self.member.joined_on):
            gift = self.occasion(Trigger.TESTIMONIAL, f"testimonial/{each.pk}", Source.of(each))
            yield self.member.at(each.given_on), gift
        customers = Referral.objects.kept().filter(account=account).with_outcome()
        for each in customers.filter(
            outcome=Referral.Outcome.CUSTOMER, referred__isnull=False, on_day__gt=self.member.joined_on
        ):
            gift = self.occasion(Trigger.REFERRAL, f"referral/{each.pk}", Source.of(each))
            yield self.member.at(each.on_day), gift
        yield from self.birthdays()

    def birthdays(self):
        main = Contact.objects.filter(
            positions__account=self.account,
            positions__is_primary=True,
            birth_on__isnull=False,
            archived_at=None,
        )
        for born in main:
            day = last_celebration(born.birth_on, self.stage.today - DAY)
            if day > self.member.joined_on:
                gift = self.occasion(Trigger.BIRTHDAY, f"birthday/{day.year}/{born.pk}", Source.of(born))
                yield self.member.at(day, 9), gift

    def since(self) -> datetime:
        return self.member.at(self.member.joined_on, 9)

    def occasion(self, trigger: Trigger, name: str, source: Source) -> Callable[[datetime], None]:
        def give(at: datetime) -> None:
            self.giver.at = at
            day = at.astimezone(self.stage.zone).date()
            for version in self.settling.rulebook.on(day, [trigger]):
                self.giver.give(version, Occasion(name, day, source), version.points)

        return give

    def redemptions(self):
        for number, (ago, key) in enumerate(TAKEN):
            is_own = (number + self.member.place) % 3 == 0
            if (key == "fuel" and self.member.place < LIMITED_TO) or (number + self.member.place) % 2:
                continue
            day = self.stage.today - (ago + self.member.place % 20) * DAY
            yield (
                self.member.at(day, 14),
                lambda at, taken=key, own=is_own: self.redeem(taken, at, is_own=own),
            )

    def redeem(self, key: str, at: datetime, *, is_own: bool) -> None:
        """Where there are points enough at that time; handed over at once."""
        reward, by = self.rewards[key], self.stage.member("salem")
        if self.wallet.usable_points(at) < reward.cost_points:
            return
        until, name = at + 14 * DAY, f"demo/redemption/{self.wallet.pk}/{at:%Y%m%d}"
        held = holding.hold(self.wallet, reward.cost_points, until_at=until, key=name, at=at)
        made = Redemption.objects.create(
            account=self.account, wallet=self.wallet, reward=reward, hold=held, points=reward.cost_points,
            code=codes.new_code(Redemption), until_at=until, is_by_customer=is_own, asked_by=None if is_own else by,
            handed_over_by=by, state=Redemption.State.FULFILLED, captured_at=at, fulfilled_at=at, created_at=at,
        )  # fmt: skip
        holding.capture(held, reason=reward.name, source=Source.of(made), by=by, at=at)
        told = {"reward": [reward.name_ar, reward.name_en], "points": made.points}
        verb = "redemption.wanted" if is_own else "redemption.asked"
        self.events.append(
            event_of(verb, made, by=None if is_own else by, context=self.account, at=at, **told)
        )

    def ends(self):
        """Shortly after midnight, as the job does: of what was brought along, and of each month that is a year old."""
        first = self.stage.today.replace(day=1)
        days = {first, (first - DAY).replace(day=1)}
        if self.member.place < len(BROUGHT) and BROUGHT[self.member.place][1] < 0:
            days.add(self.stage.today + (BROUGHT[self.member.place][1] + 1) * DAY)
        for day in sorted(days):
            yield self.member.at(day, 1), lambda at: expire(self.wallet, at=at)
