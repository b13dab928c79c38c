"""A worker sends a part of a campaign: claimed for itself, group by group, and written down.

The row of the part is lease, fence and journal (docs/adr/0009). Before each group one UPDATE says up to where the
answers are known and up to where messages may now leave; it changes nothing where the lease is over or the campaign
does not run any more, and then nothing leaves. In its transaction stands what the last group came to, as far as that
is not «sent»: so whoever finds the row of a dead worker knows of every recipient what is known.
"""

import time
from collections import deque
from datetime import timedelta
from functools import cached_property

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns import lanes
from campaigns.addressing import Groups, Message
from campaigns.channels.ways import line_of, writer_of
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.outcomes import Outcome, is_about_the_recipient, outcome_of, rest_of, stops, wants_rest
from campaigns.scheduling import pause
from campaigns.sending_hours import put_off
from campaigns.settling import add, close, moved, tell_late, write_down
from campaigns.starting import finish_if_over
from campaigns.states import NotNow
from lib.tenancy.compiled import Compiled, moment_mark, number_mark
from messaging.answers import LATER, NEVER, judge

log = structlog.get_logger(__name__)
Why = Campaign.Why

GROUP = 20
# Taken from the lane at once, where they are there: what is left of them in the end comes back with time.
TOKENS = 100
# Of one turn: so long does another workspace wait at most behind a long campaign, and a worker that is to stop.
SECONDS = 3
LEASE = timedelta(seconds=120)
# Parts of one workspace that are sent at the same time.
MOST_AT_ONCE = 2
NAP_SECONDS = 0.2
# Parts that are looked at, where it is too late or too early of the day for those in them.
MOST_PUT_OFF = 100
# Seconds; with the turn itself less than the time limit of a task.
PATIENCE = 8
# What changes from group to group in the statement that Django writes once.
NOW, UNTIL, DONE, INTENT = moment_mark(1), moment_mark(2), number_mark(1), number_mark(2)
# A campaign pauses when of the last so many more than a fifth were refused; never for a handful.
LOOKED_AT, LEAST_LOOKED_AT, MOST_REFUSED = 200, 20, 0.2


def drain() -> int:
    """Send one part of a campaign of the open workspace, as far as a turn goes; how many the server took."""
    chunk = claim()
    return 0 if chunk is None else Drain(chunk).run()


@transaction.atomic
def claim() -> SendChunk | None:
    """The next part, for this worker alone until its lease ends; None when nothing may be sent now."""
    now = timezone.now()
    lanes.lane_of_workspace()
    leased = SendChunk.objects.filter(state=SendChunk.State.LEASED, due_at__gt=now)
    if leased.count() >= MOST_AT_ONCE:
        return None
    campaigns = Campaign.objects.sending(now).exclude(channel__in=lanes.resting())
    open_ones = SendChunk.objects.filter(state=SendChunk.State.OPEN, due_at__lte=now)
    open_ones = open_ones.filter(campaign__in=campaigns.values("pk"))
    open_ones = open_ones.select_related("campaign")
    for _part in range(MOST_PUT_OFF):
        chunk = open_ones.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk").first()
        if chunk is None:
            return None
        if not put_off(chunk, chunk.campaign.purpose, now):
            break
    else:
        return None
    chunk.state, chunk.epoch, chunk.due_at = SendChunk.State.LEASED, chunk.epoch + 1, now + LEASE
    chunk.pass_at, chunk.done_seq, chunk.intent_seq = now, chunk.lo - 1, chunk.lo - 1
    chunk.save()
    return chunk


class Drain:
    """One worker with the part that it has claimed."""

    def __init__(self, chunk: SendChunk):
        # Up to where the answers are known; whose message is at hand.
        self.chunk, self.done, self.at = chunk, chunk.lo - 1, chunk.lo - 1
        self.outcomes: list[Outcome] = []  # not written down yet; those that are not «sent»
        self.sent: list[int] = []  # places, since the fence last went through
        self.channel = chunk.campaign.channel
        self.line = line_of(self.channel)
        self.ends = time.monotonic() + SECONDS
        self.lease_ends = time.monotonic() + LEASE.total_seconds()
        self.last: deque[bool] = deque(maxlen=LOOKED_AT)
        self.taken = self.tokens = 0
        self.is_over = self.is_slowed = False

    def run(self) -> int:
        try:
            self._work()
        except Exception:
            log.exception("campaign_part_broke_off", chunk=self.chunk.pk)
            # Of the message that was at hand nobody knows, once it had left.
            self._settle_patiently(doubt=self.at if self.line.was_handed else self.done)
            raise
        finally:
            self.line.drop()
        self._settle_patiently(doubt=self.done)
        finish_if_over(self.chunk.campaign_id)
        return self.taken

    def _work(self) -> None:
        with transaction.atomic():
            writer = writer_of(Campaign.objects.get(pk=self.chunk.campaign_id))
            groups = Groups(writer, self.chunk, GROUP)
        while not self.is_over and time.monotonic() < self.ends:
            if not self._reach():
                return
            group = self._next_group(groups)
            if group is None:
                return
            rows, messages = group
            if rows:
                self._send(rows, messages)
                self._look_at_errors()
            else:
                time.sleep(NAP_SECONDS)

    def _reach(self) -> bool:
        """A line that stands before anything is meant to go over it."""
        try:
            self.line.open()
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            if not self._stops(error):
                self._rest(error, is_asked=False)
            return False
        return True

    def _next_group(self, groups: Groups) -> tuple[list[Recipient], dict[int, Message]] | None:
        """Whom to write to now, once that is written down; nobody while the lane has no tokens; None at the end."""
        self.tokens = self.tokens or lanes.take_tokens(TOKENS, self.channel)
        if not self.tokens:
            return [], {}
        with transaction.atomic():
            group = groups.after(self.done, min(self.tokens, GROUP))
            rows = group.rows
            if not rows:
                return None
            messages, others = groups.writer.sort(group)
            if not self._fence(rows[-1].seq):
                return None
            found = [Outcome(row.pk, row.seq, *others[row.pk]) for row in rows if row.pk in others]
            # The part first, then its rows: as whoever reaps it does.
            if counts := write_down([*self.outcomes, *found]):
                SendChunk.objects.filter(pk=self.chunk.pk).update(**moved(counts))
        self.outcomes, self.sent = [], []
        self.tokens -= len(rows)
        self.lease_ends = time.monotonic() + LEASE.total_seconds()
        return rows, messages

    def _fence(self, intent: int) -> bool:
        """The one statement that says whether messages may leave. Nothing is joined: were it, PostgreSQL would look at
        the row as it was before whoever changes it now.
        """
        now = timezone.now()
        found = {NOW: now, UNTIL: now + LEASE, DONE: self.done, INTENT: intent}
        return bool(self._cursor.change(found))

    @cached_property
    def _cursor(self) -> Compiled:
        runs = Campaign.objects.sending(NOW).filter(pk=OuterRef("campaign_id"))
        mine = SendChunk.objects.filter(
            Exists(runs),
            pk=self.chunk.pk,
            state=SendChunk.State.LEASED,
            epoch=self.chunk.epoch,
            due_at__gt=NOW,
        )
        return Compiled.changing(mine, done_seq=DONE, intent_seq=INTENT, due_at=UNTIL, deaths=0)

    def _send(self, rows: list[Recipient], messages: dict[int, Message]) -> None:
        # What is under way must end within the lease: each step of SMTP may take the whole patience.
        patience = 6 * settings.EMAIL_TIMEOUT
        for row in rows:
            message = messages.get(row.pk)
            if message is not None:
                if self.is_over or self.lease_ends - time.monotonic() < patience:
                    self.is_over = True
                    return
                self.at = row.seq
                if not self._deliver(row, message):
                    self.is_over = True
                    return
            self.done = row.seq

    def _deliver(self, row: Recipient, message: Message) -> bool:
        """Hand it over; whether anything is known of it now. If not it has not left, and waits."""
        for is_last in (False, True):
            try:
                self.line.send(message.sender, message.to, message.raw)
            except SoftTimeLimitExceeded:
                raise
            except Exception as error:
                verdict = judge(error, was_handed=self.line.was_handed)
                log.info("campaign_mail_not_taken", recipient=row.pk, verdict=verdict.kind)
                if self._stops(error):
                    return False
                is_rest = wants_rest(error)
                if is_rest:
                    self._rest(error, is_asked=True)
                if verdict.kind != LATER or is_about_the_recipient(error):
                    self._note(outcome_of(row, verdict), is_refused=verdict.kind == NEVER)
                    return True
                if is_rest:
                    return False
                # The line broke before the message had left: once more over a new one.
                if is_last or not self._reach():
                    self._rest(error, is_asked=False)
                    return False
            else:
                self.sent.append(row.seq)
                self.last.append(False)
                self.taken += 1
                return True
        return False

    def _note(self, outcome: Outcome, *, is_refused: bool) -> None:
        self.outcomes.append(outcome)
        self.last.append(is_refused)

    def _rest(self, error: Exception, *, is_asked: bool) -> None:
        log.warning("campaign_lane_rests", error=type(error).__name__, is_asked=is_asked)
        lanes.rest(self.channel, is_asked=is_asked, least=rest_of(error))
        self.is_over = self.is_slowed = True

    def _look_at_errors(self) -> None:
        if len(self.last) >= LEAST_LOOKED_AT and sum(self.last) > MOST_REFUSED * len(self.last):
            self._stop(Why.ERRORS)

    def _stops(self, error: Exception) -> bool:
        """Whether this ends it for now: the campaign is paused then."""
        if why := stops(error):
            self._stop(why)
        return bool(why)

    def _stop(self, why: str) -> None:
        """Sila pauses the campaign; people look why, and resume it."""
        self.is_over = True
        try:
            with transaction.atomic():
                pause(Campaign.objects.get(pk=self.chunk.campaign_id), by=None, why=why)
        except NotNow:
            log.info("campaign_stands_already", campaign=self.chunk.campaign_id)

    def _settle_patiently(self, *, doubt: int) -> None:
        """A database that was restarted meanwhile is waited for: what this worker knows nobody else does."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._settle(doubt=doubt)
            except (OperationalError, InterfaceError):
                if time.monotonic() > until or connection.in_atomic_block:
                    raise
                connection.close()
                time.sleep(NAP_SECONDS)

    def _settle(self, *, doubt: int) -> None:
        """Give the part back with what is known; a later worker than this one may have it meanwhile."""
        with transaction.atomic():
            lanes.note_served(self.taken, self.channel, is_well=not self.is_slowed)
            row = SendChunk.objects.select_for_update().get(pk=self.chunk.pk)
            is_mine = row.epoch == self.chunk.epoch and row.state == SendChunk.State.LEASED
            if is_mine:
                add(row, write_down(self.outcomes))
                close(row, done=self.done, intent=doubt)
        if not is_mine:
            tell_late(self.chunk, sent=self.sent, outcomes=self.outcomes)
