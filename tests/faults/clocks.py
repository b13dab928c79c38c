"""Programs whose clock is not the one of the machine, and complaints filed at a moment of such a clock."""

from pathlib import Path

from tests.faults.deadlines import FILE, Deadlines

FOLDER = Path(__file__).resolve().parent / "another_clock"
HOUR = 3600
LEVELS = """
select level.percent, level.reached_at, level.to_id is not null, coalesce((
    select sum(told.times) from timeline_notification told
    where told.kind = 'complaint.escalated' and told.subject_id = clock.complaint_id
    and (told.detail ->> 'percent')::int = level.percent), 0)
from complaints_escalation level join complaints_complaintclock clock on clock.id = level.clock_id
join complaints_complaint complaint on complaint.id = clock.complaint_id
join accounts_account account on account.id = complaint.account_id
where account.name_en = %s order by clock.complaint_id, level.percent
"""


class Clock:
    """Whoever is started with `env` of it tells this time, and jumps with it."""

    def __init__(self, sila, name: str):
        self.path = sila.data.path / f"clock-{name}"
        self.set(0)
        self.env = {**sila.env, "PYTHONPATH": str(FOLDER), "CLOCK_OFF_BY": str(self.path)}

    def set(self, seconds: int) -> None:
        written = self.path.with_suffix(".new")
        written.write_text(str(seconds))
        written.replace(self.path)


class DeadlinesOf(Deadlines):
    """Filed when the test says so, and at another moment than half an hour ago, by the clock that judges them."""

    def file(self, count: int) -> None:
        self.count = count
        self.sila.sql(FILE, count, self.name)

    def file_at(self, moment) -> None:
        keys = (
            "select complaint.id from complaints_complaint complaint"
            " join accounts_account account on account.id = complaint.account_id where account.name_en = %s"
        )
        self.sila.sql(
            f"update complaints_complaint set filed_at = %s where id in ({keys})", moment, self.name
        )
        self.sila.sql(
            f"update complaints_complaintevent set at = %s where complaint_id in ({keys})", moment, self.name
        )
        self.sila.sql(
            "update complaints_complaintclock set started_at = %s, due_at = %s + interval '1 hour',"
            f" next_level_at = %s + interval '30 minutes' where complaint_id in ({keys})",
            *[moment] * 3,
            self.name,
        )

    def levels(self) -> list[tuple]:
        """Of each complaint and level: percent, when it was reached, whether somebody was told, and how often."""
        return self.sila.sql(LEVELS, self.name)
