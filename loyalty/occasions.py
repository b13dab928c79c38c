"""Points for what is no purchase: by a daily round (candidates.py), or as it comes (give_for).

The round asks for each local day and rule who has an occasion; answers to surveys and the end of complaints come by
themselves. Every occasion has a name, and a rule gives for it once.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone

from accounts.models import Account
from interactions.models.standing import MISSED
from loyalty.booking import Source
from loyalty.candidates import ROWS, VISITS, Candidate, candidates
from loyalty.earning import local_days
from loyalty.granting import Giver, Occasion
from loyalty.models import Grant, LoyaltyProgram, OccasionRound, RuleVersion
from loyalty.models.rule import Trigger
from loyalty.rules import Rulebook, is_for
from sales.models import Testimonial

log = structlog.get_logger(__name__)
BATCH = 50
# What nobody looked for so long ago is past.
MOST_DAYS_LATE = 7


def give_for(account, trigger: Trigger, name: str, source: Source, day: date | None = None) -> int:
    """What all rules of a trigger give for an occasion, now or before; the customer's row is locked."""
    program = LoyaltyProgram.objects.standing()
    day = day or timezone.localdate()
    if not is_earning(program, day) or account.is_archived:
        return 0
    versions = [each for each in Rulebook().on(day, [trigger]) if each.is_within(day)]
    return sum(_give(account, program, each, Occasion(name, day, source)) for each in versions)


def is_earning(program: LoyaltyProgram, day: date) -> bool:
    return program.is_running and (program.starts_on is None or program.starts_on <= day)


def _give(account, program, version: RuleVersion, occasion: Occasion) -> int:
    if not is_for(version, account):
        return 0
    giver = Giver(account, program)
    standing = giver.given(version, occasion)
    if standing is not None:
        return standing.points  # once, on the day on which it came first
    grant = giver.give(version, occasion, version.points)
    return grant.points if grant else 0


def take_back_for(account, name: str) -> None:
    """It was no such occasion after all; the customer's row is locked."""
    _bring(account, name, is_one=False)


def give_again_for(account, name: str) -> None:
    """It is one after all: what was taken back comes again, as far as the limits leave it; the row is locked."""
    _bring(account, name, is_one=True)


def _bring(account, name: str, *, is_one: bool) -> None:
    grants = list(Grant.objects.filter(occasion=name).select_related("rule", "rule_version").order_by("pk"))
    if not grants:
        return
    with local_days():
        giver = Giver(account)
        for grant in grants:
            if not is_one and grant.points:
                giver.take_back(grant)
            elif is_one and not grant.points:
                giver.give_again(grant)


def follow_interaction(interaction) -> None:
    """A visit that is off the record, or turns out to be none, takes its points along; brought back it has them."""
    bring = give_again_for if is_visit(interaction) else take_back_for
    bring(interaction.account, f"visit/{interaction.pk}")


def is_visit(interaction) -> bool:
    took_place = interaction.channel in VISITS and interaction.outcome not in MISSED
    return took_place and not interaction.is_removed


def follow_testimonial(testimonial) -> None:
    """One that was put aside takes its points along; brought back it has them."""
    is_given = testimonial.state == Testimonial.State.GIVEN and not testimonial.is_archived
    bring = give_again_for if is_given else take_back_for
    bring(testimonial.account, f"testimonial/{testimonial.pk}")


def welcome(account, wallet) -> None:
    """A customer has joined; the round finds those who did with their first points."""
    give_for(account, Trigger.SIGN_UP, f"sign_up/{wallet.pk}", Source.of(wallet))


def follow_answer(answer) -> None:
    """A survey was answered: the customer's row is locked by whoever took the answer."""
    account = answer.invitation.account
    with local_days():
        give_for(account, Trigger.SURVEY, f"survey/{answer.pk}", Source.of(answer))


def give_next() -> int:
    """The next occasions of the round of today, each customer in a transaction of the own; how many there were."""
    with local_days_of_workspace():
        found = _next()
        if found is None:
            return 0
        standing, version, rows = found
        for each in rows:
            try:
                _give_one(each, version, standing.day)
            except SoftTimeLimitExceeded:
                raise
            except Exception:
                # What one customer stumbles over keeps no other waiting.
                log.exception("occasion_failed", occasion=each.occasion)
        with transaction.atomic():
            OccasionRound.objects.filter(
                pk=standing.pk, day=standing.day, rule_key=standing.rule_key, after=standing.after
            ).update(rule_key=version.rule_id, after=rows[-1].key)
        return len(rows)


@transaction.atomic
def local_days_of_workspace():
    return local_days()


@transaction.atomic
def _next() -> tuple[OccasionRound, RuleVersion, list[Candidate]] | None:
    """Where the round stands, and who is next; None when the day is done."""
    program, today = LoyaltyProgram.objects.standing(), timezone.localdate()
    if program.pk is None or not is_earning(program, today):
        return None
    standing, _is_new = OccasionRound.objects.get_or_create(defaults={"day": today})
    if standing.is_done:
        if standing.day >= today:
            return None
        standing.day = max(standing.day + timedelta(days=1), today - timedelta(days=MOST_DAYS_LATE))
        standing.rule_key, standing.after, standing.is_done = 0, 0, False
        standing.save()
    for version in _rules_after(standing):
        after = standing.after if version.rule_id == standing.rule_key else 0
        rows = candidates(version, standing.day, after=after, most=BATCH)
        if rows:
            return standing, version, rows
    OccasionRound.objects.filter(pk=standing.pk, day=standing.day).update(is_done=True)
    return None


def _rules_after(standing: OccasionRound) -> Iterable[RuleVersion]:
    held = [each for each in Rulebook().on(standing.day, list(ROWS)) if each.is_within(standing.day)]
    return sorted((each for each in held if each.rule_id >= standing.rule_key), key=lambda each: each.rule_id)


@transaction.atomic
def _give_one(found: Candidate, version: RuleVersion, day: date) -> None:
    account = (
        Account.objects.filter(pk=found.account_id).select_for_update(no_key=True).order_by("pk").first()
    )
    if account is None or account.is_archived:
        return
    program = LoyaltyProgram.objects.standing()
    if is_earning(program, day):
        _give(account, program, version, Occasion(found.occasion, day, found.source))
