"""A hundred thousand open complaints swept for those whose time runs out: bin/benchmark escalation.

Each has two promises under way, a first response in 9 hours and a resolution in 45; the office never closes. A sweep is
what a worker does on a tick: it asks which workspaces have something due, and settles it, with its notifications.
"""

import argparse
import time
from random import Random

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account
from benchmarks.copying import Work, worked
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import EMAIL, add_customers, tell_the_planner, throw_away_workspace
from complaints.models import Complaint, ComplaintClock, Escalation, SlaVersion
from complaints.policies import keep_usual_policy
from complaints.tasks import remind_of_deadlines
from lib.tenancy.state import workspace
from workspaces.models import Membership
from workspaces.roles import Role
from workspaces.working_hours import change_hours

COUNT = 100_000
DUE = 1_000
CUSTOMERS = 1_000
GOAL_SECONDS = 5
BATCH = 2_000
# The first ones were filed so long ago that half of the first response is used, the others some hours later.
COMPLAINTS = """
    with filed as (
        insert into complaints_complaint (workspace_id, number, version, created_at, account_id, subject, text,
            channel, language, remedy, remedy_text, impact, urgency, severity, state, state_since, level, owner_id,
            decision, decision_text, resolution, reopened_count, filed_at, due_at)
        select %(workspace)s, n, 1, at, (%(accounts)s)[1 + n %% cardinality(%(accounts)s)], 'تأخر الطلبية ' || n,
            'تأخرت الطلبية', 'phone', 'ar', '', '', 2, 2, 2, 'acknowledged', at, 1, %(member)s,
            '', '', '', 0, at, at + interval '9 hours'
        from generate_series(%(first)s, %(last)s) n, lateral (
            select now() - case when n <= %(due)s then interval '271 minutes'
                else interval '4 hours' * n / %(count)s end as at
        ) moment
        returning id, filed_at
    ), facts as (
        insert into complaints_complaintevent (workspace_id, complaint_id, at, step, what, by_id, detail)
        select %(workspace)s, id, filed_at + step.minutes * interval '1 minute', step.name, step.what, %(member)s, '{}'
        from filed, (values (0, 'file', 'filed'), (1, 'acknowledge', 'acknowledged')) step (minutes, name, what)
        order by id, step.minutes
    )
    insert into complaints_complaintclock (workspace_id, complaint_id, kind, number, version_id, target_minutes,
        is_around_the_clock, started_at, due_at, is_paused, is_late, is_dropped, next_level, next_level_at)
    select %(workspace)s, id, promise.kind, 1, %(version)s, promise.hours * 60, false, filed_at,
        filed_at + promise.hours * interval '1 hour', false, false, false, 50,
        filed_at + promise.hours * interval '30 minutes'
    from filed, (values ('first_response', 9), ('resolution', 45)) promise (kind, hours)
"""


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark escalation", description=__doc__)
    parser.add_argument("--complaints", type=int, default=COUNT, help=f"open ones ({COUNT})")
    parser.add_argument("--due", type=int, default=DUE, help=f"of which so many have reached a level ({DUE})")
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Settling with DEBUG on is another thing: unset DEBUG.")
    require_migrated()
    with throw_away_workspace(fill) as (opened, _user):
        with workspace(opened.pk):
            complain(options.complaints, options.due)
        tell_the_planner()
        settled, *first = sweep(opened)
        _same, *second = sweep(opened)
    print(machine())
    print(f"{options.complaints:,} open complaints, {settled:,} of which have reached a level:")
    for name, (work, wall) in (("the sweep", first), ("the next, with nothing due", second)):
        cpu = f"CPU {work.all:.2f} s, {work.database:.2f} of them in PostgreSQL"
        print(f"  {name}: {cpu}; {wall:.2f} s by the clock")
    print(f"goal: less than {GOAL_SECONDS} s of CPU")


@transaction.atomic
def fill() -> None:
    """Customers, and an office that never closes."""
    add_customers(Random(1_000), range(CUSTOMERS))
    owner = Membership.objects.get(role=Role.OWNER, user__email=EMAIL)
    change_hours(by=owner, week=[[[0, 1440]]] * 7, country="")
    keep_usual_policy()


def complain(count: int, due: int) -> None:
    """In batches, each in a transaction."""
    for first in range(1, count + 1, BATCH):
        with transaction.atomic():
            complain_some(first, min(first + BATCH - 1, count), count, due)
    with transaction.atomic():
        found = Complaint.objects.open().count(), ComplaintClock.objects.running().count()
    if found != (count, 2 * count):
        raise SystemExit("The complaints were not written.")


def complain_some(first: int, last: int, count: int, due: int) -> None:
    owner = Membership.objects.get(role=Role.OWNER, user__email=EMAIL)
    told = {
        "workspace": owner.workspace_id,
        "accounts": list(Account.objects.order_by("pk").values_list("pk", flat=True)),
        "member": owner.pk,
        "version": SlaVersion.objects.get().pk,
        "count": count,
        "due": due,
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(COMPLAINTS, told)


def sweep(opened) -> tuple[int, Work, float]:
    """How many levels were noted, and what that cost: CPU here and in the database, time by the clock."""
    wall = time.perf_counter()
    with worked("default") as work:
        while True:
            remind_of_deadlines()
            with workspace(opened.pk), transaction.atomic():
                if not ComplaintClock.objects.due_for_escalation(timezone.now()).exists():
                    break
    with workspace(opened.pk), transaction.atomic():
        return Escalation.objects.count(), work, time.perf_counter() - wall
