"""Letters to members: one a day for whom there is something to tell, by a round that starts at nine local time.

What is told has a key and is told once: points that expire 30, 7 and 1 local days before, as far as they are still
there when the letter is written; a change of the tier; a voucher; what was earned until the evening before, as one sum.
Of points whose day was missed, such as while no worker ran, it is told within the days of LATE. Whoever wants no
letters gets none, and neither does a customer in the archive or without an address. Order of locks: customer, wallet.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Account
from interactions.mailing import send_letter
from interactions.ready_answers import LANGUAGES
from lib import formats
from lib.dates import start_of_day
from loyalty.links import addressee_of
from loyalty.models import (
    Lot,
    LoyaltyProgram,
    NoticeRefusal,
    NoticeRound,
    NoticeTerms,
    PointsEntry,
    PointsLink,
    PointsNotice,
    TierChange,
    TierStanding,
    Voucher,
    Wallet,
)
from loyalty.notice_letters import Facts, written
from loyalty.occasions import local_days_of_workspace
from loyalty.points import end_of
from timeline.services import record
from workspaces.models import Workspace

log = structlog.get_logger(__name__)
Kind, Move = PointsEntry.Kind, TierChange.Move
BATCH = 50
LONGEST_BACK = timedelta(days=7)
# Days before the end, and on how many of the days after these it is still told where it was not.
STAGES = {30: 3, 7: 2, 1: 0}
OF_VOUCHERS = {7: 2, 1: 0}
EARNED = (Kind.EARN, Kind.BONUS, Kind.REFERRAL, Kind.BIRTHDAY, Kind.ANNIVERSARY)


def write_next() -> int:
    """The next members of the round of today, each in a transaction of the own; how many were looked at."""
    with local_days_of_workspace():
        found = _next()
        if found is None:
            return 0
        standing, keys = found
        for pk in keys:
            try:
                write_to(pk, standing)
            except SoftTimeLimitExceeded:
                raise
            except Exception:
                # What one member stumbles over keeps no other waiting.
                log.exception("notice_failed", wallet=pk)
        with transaction.atomic():
            rows = NoticeRound.objects.filter(pk=standing.pk, day=standing.day, after=standing.after)
            rows.update(after=keys[-1])
        return len(keys)


@transaction.atomic
def _next() -> tuple[NoticeRound, list[int]] | None:
    """Where the round stands, and whose wallets are next; None when the day is done."""
    terms, program = NoticeTerms.objects.standing(), LoyaltyProgram.objects.standing()
    if not terms.is_any or program.pk is None or program.state == LoyaltyProgram.State.DRAFT:
        return None
    today = timezone.localdate()
    standing, _is_new = NoticeRound.objects.get_or_create(
        defaults={"day": today, "earned_since": terms.since}
    )
    if standing.day < today:
        begun = max(start_of_day(standing.day), start_of_day(today) - LONGEST_BACK, terms.since)
        standing.day, standing.earned_since, standing.after, standing.is_done = today, begun, 0, False
        standing.save()
    if standing.is_done:
        return None
    keys = candidates(terms, standing)
    if not keys:
        NoticeRound.objects.filter(pk=standing.pk, day=standing.day).update(is_done=True)
        return None
    return standing, keys


def candidates(terms: NoticeTerms, standing: NoticeRound) -> list[int]:
    """The next wallets of whom there may be something to tell, by their keys."""
    wallets = Wallet.objects.filter(pk__gt=standing.after, merged_into=None)
    wallets = wallets.exclude(account__in=NoticeRefusal.objects.values("account")).order_by("pk")
    found: set[int] = set()
    for rows in sources(terms, standing):
        found.update(wallets.filter(rows).values_list("pk", flat=True)[:BATCH])
    return sorted(found)[:BATCH]


def sources(terms: NoticeTerms, standing: NoticeRound) -> Iterable[Q]:
    if terms.tells_earned:
        rows = earned_rows(standing).filter(points__gt=0)
        yield Q(pk__in=rows.order_by().values("wallet"))
    if terms.tells_expiry:
        rows = Lot.objects.filter(remaining_points__gt=F("held_points")).filter(ending(standing.day))
        yield Q(pk__in=rows.order_by().values("wallet"))
    if terms.tells_tiers:
        yield Q(pk__in=changes(standing).order_by().values("wallet"))
    if terms.tells_vouchers:
        yield Q(account__in=vouchers_ending(standing.day).order_by().values("account"))


def earned_rows(standing: NoticeRound):
    """What came, and what of it was taken back again, until the evening before."""
    rows = PointsEntry.objects.filter(at__gte=standing.earned_since, at__lt=start_of_day(standing.day))
    of_these = Q(reverses__kind__in=EARNED, reverses__at__gte=standing.earned_since)
    return rows.filter(Q(kind__in=EARNED) | Q(kind=Kind.REVERSAL) & of_these)


def days_of(stages: dict[int, int], today: date) -> dict[date, int]:
    """Last days that are told of today, each with the stage it is of."""
    return {
        today + timedelta(days=stage - late): stage
        for stage, most in stages.items()
        for late in range(most + 1)
    }


def ending(today: date) -> Q:
    zone, found = timezone.get_current_timezone_name(), Q(pk__in=[])
    for day in days_of(STAGES, today):
        found |= Q(expires_at__gt=end_of(day - timedelta(days=1), zone), expires_at__lte=end_of(day, zone))
    return found


def changes(standing: NoticeRound):
    return TierChange.objects.filter(move__in=(Move.RISE, Move.WARN), at__gte=standing.earned_since)


def vouchers_ending(today: date):
    return Voucher.objects.open().filter(valid_until__in=list(days_of(OF_VOUCHERS, today)))


@transaction.atomic
def write_to(pk: int, standing: NoticeRound) -> bool:
    """The letter of one member, as everything stands under the locks; whether there was one."""
    seen = Wallet.objects.filter(pk=pk).values_list("account", flat=True).first()
    account = Account.objects.filter(pk=seen).select_for_update(no_key=True).order_by("pk").first()
    if account is None or account.is_archived or NoticeRefusal.objects.filter(account=account).exists():
        return False
    wallet = (
        Wallet.objects.filter(pk=pk, merged_into=None).select_for_update(no_key=True).order_by("pk").first()
    )
    if wallet is None:
        return False
    facts = Gathering(wallet, account, NoticeTerms.objects.standing(), standing).facts()
    contact, to_address = addressee_of(account)
    if facts.is_empty or not to_address:
        return False
    opened = Workspace.objects.get(pk=account.workspace_id)
    spoken = [each.language for each in (contact, account) if each and each.language in LANGUAGES]
    language = (spoken or [opened.language])[0]
    with override(language), formats.use(opened.formats(language)):
        name = LoyaltyProgram.objects.standing().name or opened.name
        subject, text = written(facts, name=name, called=contact.name if contact else account.name)
    entry = send_letter(
        account=account, contact=contact, to_address=to_address, subject=subject, text=text, language=language,
        by=None, is_automatic=True,
    )  # fmt: skip
    PointsLink.objects.create(account=account, mail=entry.outgoing, language=language)
    PointsNotice.objects.bulk_create(
        PointsNotice(account=account, key=key, mail=entry.outgoing) for key in facts.keys
    )
    return True


class Gathering:
    """What there is to tell a member whose rows are locked, without what was told before."""

    def __init__(self, wallet: Wallet, account: Account, terms: NoticeTerms, standing: NoticeRound):
        self.wallet, self.account, self.terms, self.standing = wallet, account, terms, standing
        told = PointsNotice.objects.filter(account=account, at__gte=timezone.now() - timedelta(days=60))
        self.told = set(told.values_list("key", flat=True))
        self.now, self.found = timezone.now(), Facts()

    def facts(self) -> Facts:
        if self.terms.tells_earned:
            self.earned()
        if self.terms.tells_expiry:
            self.expiring()
        if self.terms.tells_tiers:
            self.tiers()
        if self.terms.tells_vouchers:
            self.vouchers()
        return self.found

    def is_new(self, key: str) -> bool:
        return key not in self.told

    def earned(self) -> None:
        key = f"earned/{self.wallet.pk}/{self.standing.day}"
        sums = earned_rows(self.standing).filter(wallet=self.wallet).aggregate(points=Sum("points"))
        if (sums["points"] or 0) > 0 and self.is_new(key):
            self.found.earned_points = sums["points"]
            self.found.usable_points = self.wallet.usable_points(self.now)
            self.found.keys.append(key)

    def expiring(self) -> None:
        """By their last days, as far as nothing holds them and nobody has spent them."""
        lots = self.wallet.lots.usable(at=self.now).filter(ending(self.standing.day))
        sums: dict[date, int] = {}
        for lot in lots.order_by("expires_at", "pk"):
            day = timezone.localdate(lot.expires_at - timedelta(microseconds=1))
            sums[day] = sums.get(day, 0) + lot.remaining_points - lot.held_points
        stages, lines = days_of(STAGES, self.standing.day), []
        for day, points in sums.items():
            key = f"expiry/{self.wallet.pk}/{day}/{stages[day]}"
            if points > 0 and self.is_new(key):
                lines.append((day, points))
                self.found.keys.append(key)
        self.found.expiring = lines

    def tiers(self) -> None:
        """The last one reached, where the member stands in it still; a step down that is still announced."""
        rows = changes(self.standing).filter(wallet=self.wallet).select_related("to_tier").order_by("pk")
        rows = [each for each in rows if self.is_new(f"tier/{each.pk}")]
        place = TierStanding.objects.filter(wallet=self.wallet).select_related("tier").first()
        if not rows or place is None or place.tier is None:
            return
        last = rows[-1]
        if last.move == Move.RISE and last.to_tier_id == place.tier_id:
            self.found.reached = place.tier
        elif last.move == Move.WARN and place.falls_on is not None:
            self.found.falling, self.found.falls_on = place.tier, place.falls_on
        else:
            return
        self.found.keys += [f"tier/{each.pk}" for each in rows]

    def vouchers(self) -> None:
        stages, lines = days_of(OF_VOUCHERS, self.standing.day), []
        for each in (
            vouchers_ending(self.standing.day).filter(account=self.account).order_by("valid_until", "pk")
        ):
            key = f"voucher/{each.pk}/{stages[each.valid_until]}"
            if self.is_new(key):
                lines.append(each)
                self.found.keys.append(key)
        self.found.vouchers = lines


@transaction.atomic
def want_notices(account: Account, *, wanted: bool) -> None:
    """The member says by the own page whether letters about points are wanted; twice changes nothing."""
    account.wait_to_change()
    refusals = NoticeRefusal.objects.filter(account=account)
    if wanted:
        gone, _rows = refusals.delete()
        if gone:
            record("pointsnotices.wanted", account, by=None)
    elif not refusals.exists():
        NoticeRefusal.objects.create(account=account)
        record("pointsnotices.refused", account, by=None)
