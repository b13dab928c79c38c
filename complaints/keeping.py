"""Keeping what a search has found: one row for each pattern, with its evidence, proposed once.

What somebody took up or dismissed is proposed again only when there is more of it than there was then: complaints
that were not weighed, of a main cause a greater share; and not while what it became is still being done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from complaints.models import CorrectiveAction, Finding, FindingEvidence
from interactions.models import FollowUp
from lib.tenancy.models import take_numbers

MOST_EVIDENCE = 100
Kind, State = Finding.Kind, Finding.State
RECORDS = ("complaint_id", "purchase_id", "answer_id")


@dataclass
class Found:
    kind: str
    measure: int
    account_id: int | None = None
    category_id: int | None = None
    root_cause_id: int | None = None
    since: date | None = None
    figures: dict = field(default_factory=dict)
    complaints: list[int] = field(default_factory=list)
    purchases: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def identity(self) -> tuple:
        return self.account_id, self.category_id, self.root_cause_id, self.since

    @property
    def records(self) -> set[tuple]:
        """As they are kept; of very many complaints the newest."""
        return {
            *((key, None, None) for key in sorted(self.complaints)[-MOST_EVIDENCE:]),
            *((None, key, None) for key in self.purchases),
            *((None, None, key) for key in self.answers),
        }


def keep(found: list[Found], *, now: datetime) -> int:
    """Write all of one kind; how many are proposed that were not before. Doing it again changes nothing."""
    if not found:
        return 0
    rows = known_alike(found) if found[0].kind == Kind.ALIKE else known(found)
    new = [place for place, row in enumerate(rows) if row is None]
    if new:
        first = take_numbers(Finding, len(new))
        for offset, place in enumerate(new):
            each = found[place]
            about = dict(
                zip(("account_id", "category_id", "root_cause_id", "since"), each.identity, strict=True)
            )
            rows[place] = Finding(
                number=first + offset, kind=each.kind, measure=each.measure, found_at=now, **about
            )
    for each, row in zip(found, rows, strict=True):
        row.measure, row.figures, row.seen_at = each.measure, each.figures, now
    Finding.objects.bulk_create([rows[place] for place in new])
    grown = keep_evidence(found, rows)
    again = propose_again(rows, grown)
    Finding.objects.bulk_update(rows, ["measure", "figures", "seen_at", "state", "found_at"])
    return len(new) + again


def known(found: list[Found]) -> list[Finding | None]:
    """The row of each of them that is there already."""
    kind = found[0].kind
    rows = Finding.objects.filter(kind=kind).select_for_update(no_key=True).order_by("pk")
    if any(each.account_id for each in found):
        rows = rows.filter(account_id__in={each.account_id for each in found})
    by_identity = {(row.account_id, row.category_id, row.root_cause_id, row.since): row for row in rows}
    return [by_identity.get(each.identity) for each in found]


def known_alike(found: list[Found]) -> list[Finding | None]:
    """A group goes on as the finding with which it shares most complaints; each goes on as one group."""
    locked = Finding.objects.filter(kind=Kind.ALIKE).select_for_update(no_key=True).order_by("pk")
    rows = {row.pk: row for row in locked}
    shared: dict[int, set[int]] = {}
    for finding, complaint in FindingEvidence.objects.filter(
        finding__in=rows, complaint__isnull=False
    ).values_list("finding_id", "complaint_id"):
        shared.setdefault(complaint, set()).add(finding)
    taken: set[int] = set()
    answer: list[Finding | None] = []
    for each in found:
        counts: dict[int, int] = {}
        for complaint in each.complaints:
            for finding in shared.get(complaint, ()):
                if rows[finding].category_id == each.category_id and finding not in taken:
                    counts[finding] = counts.get(finding, 0) + 1
        best = min(counts, key=lambda key: (-counts[key], key), default=None)
        taken.add(best)
        answer.append(rows.get(best))
    return answer


def keep_evidence(found: list[Found], rows: list[Finding]) -> set[int]:
    """Bring it in line; of which findings there is some that nobody has weighed."""
    standing: dict[int, dict[tuple, FindingEvidence]] = {row.pk: {} for row in rows}
    for each in FindingEvidence.objects.filter(finding__in=rows):
        standing[each.finding_id][tuple(getattr(each, name) for name in RECORDS)] = each
    new, gone, grown = [], [], set()
    for each, row in zip(found, rows, strict=True):
        held, wanted = standing[row.pk], each.records
        gone += [held[key].pk for key in held.keys() - wanted]
        new += [
            FindingEvidence(finding=row, **dict(zip(RECORDS, key, strict=True)))
            for key in sorted(wanted - held.keys(), key=str)
        ]
        if wanted - held.keys() or any(not held[key].was_weighed for key in held.keys() & wanted):
            grown.add(row.pk)
    FindingEvidence.objects.filter(pk__in=gone).delete()
    FindingEvidence.objects.bulk_create(new)
    return grown


def propose_again(rows: list[Finding], grown: set[int]) -> int:
    decided = [row for row in rows if row.state != State.PROPOSED]
    busy = being_done(decided)
    count = 0
    for row in decided:
        is_more = row.measure > row.decided_measure if row.kind == Kind.PARETO else row.pk in grown
        if is_more and row.pk not in busy:
            row.state, row.found_at = State.PROPOSED, row.seen_at
            count += 1
    return count


def being_done(rows: Iterable[Finding]) -> set[int]:
    """Those whose action, or check-in, is not over yet."""
    keys = [row.pk for row in rows]
    actions = CorrectiveAction.objects.filter(finding__in=keys, state__in=("open", "done"))
    steps = FollowUp.objects.filter(
        pk__in=[row.follow_up_id for row in rows if row.follow_up_id], state="open"
    )
    open_steps = set(steps.values_list("pk", flat=True))
    return {*actions.values_list("finding_id", flat=True)} | {
        row.pk for row in rows if row.follow_up_id in open_steps
    }


def forget_gone(now: datetime) -> None:
    """What this search did not find any more, and nobody has decided about, is proposed no longer."""
    Finding.objects.proposed().filter(seen_at__lt=now).delete()
