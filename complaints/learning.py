"""The search for patterns: every night, and whenever somebody asks for it, as one job.

Safe to be run twice, to be stopped and to be killed: each batch commits what it found with the cursor, what is found
again is the row it was, and nothing that was found is lost by a search that does not come to its end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.keeping import MOST_EVIDENCE, Found, forget_gone, keep
from complaints.likening import alike, compare_next, to_compare
from complaints.models import Complaint, Finding
from complaints.models.action import beginning_of
from complaints.patterns import LEAST_CASES, REPEAT_DAYS, WEEKS_BEFORE, pareto, repeats, spike, week_of
from complaints.unvoiced import signs_after
from interactions.models.contact_schedule import opened_workspace
from interactions.week import first_weekday
from lib.tenancy.state import require_workspace_id
from timeline.jobs import JobKind, start_job
from timeline.models import Job
from workspaces.models import Workspace
from workspaces.working_hours import working_hours_of

JOB = "complaints.learn"
ACCOUNTS = 300
YEAR = timedelta(days=365)
# A spike is worth an action for so many weeks after it.
WEEKS_LOOKED_AT = 4
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Search:
    """One run: its moment, by which its findings are known, and the calendar of the workspace."""

    now: datetime
    today: date
    first_weekday: int

    @property
    def window(self) -> timedelta:
        return timedelta(days=REPEAT_DAYS)


# Each phase does one piece after `after` and answers how much is new, and where to go on; None when it is through.
Phase = Callable[[Search, int], tuple[int, int | None]]


def compare_texts(search: Search, after: int):
    """What is compared is not there to be compared any more: so the cursor only counts."""
    count = compare_next(search.now)
    return 0, after + count if count else None


def find_repeats(search: Search, after: int):
    """Of the next customers who complained twice about one thing."""
    filed = Complaint.objects.standing().filter(
        category__isnull=False, filed_at__gte=search.now - 2 * search.window
    )
    several = filed.filter(account_id__gt=after).values("account_id").annotate(count=Count("pk"))
    several = several.filter(count__gt=1).order_by("account_id").values_list("account_id", flat=True)
    accounts = list(several[:ACCOUNTS])
    rows = filed.filter(account_id__in=accounts).order_by("account_id", "category_id", "filed_at", "pk")
    found = []
    for about, group in groupby(
        rows.values_list("account_id", "category_id", "filed_at", "pk"), key=itemgetter(0, 1)
    ):
        keys = repeats([row[2:] for row in group], now=search.now)
        if keys:
            found.append(
                Found(
                    Finding.Kind.REPEAT, len(keys), account_id=about[0], category_id=about[1], complaints=keys
                )
            )
    return keep(found, now=search.now), accounts[-1] if len(accounts) == ACCOUNTS else None


def find_spikes(search: Search, after: int):
    """Of the last weeks, each against the twelve before it."""
    this_week = week_of(search.today, first_weekday=search.first_weekday)
    weeks = [this_week - place * WEEK for place in range(WEEKS_LOOKED_AT + WEEKS_BEFORE)]
    filed = Complaint.objects.standing().filter(category__isnull=False, filed_at__gte=beginning_of(weeks[-1]))
    counts: dict[int, dict[date, int]] = {}
    by_day = (
        filed.annotate(day=TruncDate("filed_at")).values("category_id", "day").annotate(count=Count("pk"))
    )
    for row in by_day:
        week = week_of(row["day"], first_weekday=search.first_weekday)
        held = counts.setdefault(row["category_id"], {})
        held[week] = held.get(week, 0) + row["count"]
    found = []
    for category, held in sorted(counts.items()):
        for place, week in enumerate(weeks[:WEEKS_LOOKED_AT]):
            before = [held.get(each, 0) for each in weeks[place + 1 : place + 1 + WEEKS_BEFORE]]
            high = spike(held.get(week, 0), before)
            if high is not None:
                of_week = filed.filter(category=category, filed_at__gte=beginning_of(week))
                of_week = of_week.filter(filed_at__lt=beginning_of(week + WEEK))
                found.append(
                    Found(
                        Finding.Kind.SPIKE,
                        high.count,
                        category_id=category,
                        since=week,
                        figures={"mean": round(high.mean, 2), "bound": high.bound},
                        complaints=newest(of_week),
                    )
                )
    return keep(found, now=search.now), None


def find_alike(search: Search, after: int):
    found = [
        Found(Finding.Kind.ALIKE, len(group), category_id=category, complaints=group)
        for category, group in alike(search.now)
    ]
    return keep(found, now=search.now), None


def find_main_causes(search: Search, after: int):
    """The vital few of the last year, of those that are more than a handful."""
    closed = Complaint.objects.standing().filter(root_cause__isnull=False, filed_at__gte=search.now - YEAR)
    counts = dict(
        closed.values("root_cause_id")
        .annotate(count=Count("pk"))
        .order_by("-count", "root_cause_id")
        .values_list("root_cause_id", "count")
    )
    found = [
        Found(
            Finding.Kind.PARETO,
            part.percent,
            root_cause_id=part.key,
            figures={"count": part.count, "together": round(100 * part.together)},
            complaints=newest(closed.filter(root_cause=part.key)),
        )
        for part in pareto(counts)
        if part.is_vital and part.count >= LEAST_CASES
    ]
    return keep(found, now=search.now), None


def find_unvoiced(search: Search, after: int):
    found, last = signs_after(after, now=search.now, today=search.today)
    return keep(found, now=search.now), last


def forget_rest(search: Search, after: int):
    forget_gone(search.now)
    return 0, None


def newest(complaints) -> list[int]:
    return list(complaints.order_by("-pk").values_list("pk", flat=True)[:MOST_EVIDENCE])


PHASES: tuple[Phase, ...] = (
    compare_texts,
    find_repeats,
    find_spikes,
    find_alike,
    find_main_causes,
    find_unvoiced,
    forget_rest,
)


class Learning(JobKind):
    label = _("Looking for patterns in complaints")
    result_label = _("Show the patterns")
    icon = "activity"
    may_run_again = True

    def page(self, job):
        return "complaints:learning", {}

    def batch(self, job, prepared):
        opened = opened_workspace()
        place, after = job.cursor.get("phase", 0), job.cursor.get("after", 0)
        with timezone.override(opened.time_zone):
            search = Search(
                job.created_at,
                timezone.localdate(job.created_at),
                first_weekday(working_hours_of(opened)),
            )
            new, go_on = PHASES[place](search, after)
        job.result = {"found": job.result.get("found", 0) + new}
        if go_on is not None:
            job.done = min(go_on, job.total) if place == 0 else job.done
            job.cursor = {"phase": place, "after": go_on}
            return True
        # The last piece of the texts, and then each further phase as one.
        job.done = job.total - (len(PHASES) - 1) + place
        job.cursor = {"phase": place + 1, "after": 0}
        return place + 1 < len(PHASES)


@transaction.atomic
def learn(*, by=None) -> Job:
    """Look for patterns in the background; one search at a time in a workspace, and asked for twice it is one."""
    Workspace.objects.select_for_update(no_key=True).get(pk=require_workspace_id())
    running = Job.objects.open().filter(kind=JOB).first()
    if running:
        return running
    return start_job(JOB, by=by, total=to_compare(timezone.now()).count() + len(PHASES) - 1)


def last_search() -> Job | None:
    return Job.objects.filter(kind=JOB, state=Job.State.DONE).order_by("-pk").first()
