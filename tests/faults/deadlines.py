"""Complaints whose time runs out, written past the pages, and who was told of them."""

import email.policy
import re
from collections import Counter
from email.parser import BytesHeaderParser

from tests.faults.browser import customer

# Filed long enough ago that half of the time of a resolution, an hour around the clock, is used.
MAKE = """
with policy as (
    insert into complaints_slapolicy (workspace_id, number, version, created_at, name_ar, name_en, place, tier)
    select id, 1, 1, now(), '', 'Usual times', 1, '' from workspaces_workspace where slug = 'noor'
    on conflict do nothing returning id, workspace_id
), version as (
    insert into complaints_slaversion (workspace_id, policy_id, round, at)
    select workspace_id, id, 1, now() from policy returning id, workspace_id
)
insert into complaints_slatarget (workspace_id, version_id, severity, kind, minutes, is_around_the_clock)
select version.workspace_id, version.id, severity, kind, 60, true from version, generate_series(1, 4) severity,
    unnest(array['acknowledgement', 'first_response', 'next_response', 'resolution']) kind
"""
FILE = """
with filed as (
    insert into complaints_complaint (workspace_id, number, version, created_at, account_id, subject, text, channel,
        language, remedy, remedy_text, impact, urgency, severity, state, state_since, level, owner_id, decision,
        decision_text, resolution, reopened_count, filed_at)
    select account.workspace_id, (select coalesce(max(number), 0) from complaints_complaint) + step, 1, now(),
        account.id, account.name_en || ' ' || step, 'text', 'phone', 'en', '', '', 2, 2, 2, 'new', now(), 1,
        account.created_by_id, '', '', '', 0, now() - interval '31 minutes'
    from accounts_account account, generate_series(1, %s) step where account.name_en = %s
    returning id, workspace_id, filed_at
), facts as (
    insert into complaints_complaintevent (workspace_id, complaint_id, at, step, what, detail)
    select workspace_id, id, filed_at, 'file', 'filed', '{}' from filed
)
insert into complaints_complaintclock (workspace_id, complaint_id, kind, number, version_id, target_minutes,
    is_around_the_clock, started_at, due_at, is_paused, is_late, is_dropped, next_level, next_level_at)
select filed.workspace_id, filed.id, 'resolution', 1, version.id, 60, true, filed_at, filed_at + interval '1 hour',
    false, false, false, 50, filed_at + interval '30 minutes'
from filed join complaints_slaversion version on version.workspace_id = filed.workspace_id
"""
TOLD = """
select
    (select count(*) from complaints_escalation level join complaints_complaintclock clock on clock.id = level.clock_id
        where clock.complaint_id = complaint.id),
    (select coalesce(sum(times), 0) from timeline_notification told
        where told.kind = 'complaint.escalated' and told.subject_id = complaint.id)
from complaints_complaint complaint join accounts_account account on account.id = complaint.account_id
where account.name_en = %s
"""


class Deadlines:
    """So many complaints of one customer, all of which have reached half of their time."""

    def __init__(self, sila, name: str, count: int):
        self.sila, self.name, self.count = sila, name, count
        assert sila.browser("huda").post("/w/noor/accounts/new/", **customer(name)).status == 303
        sila.sql(MAKE)
        sila.sql(FILE, count, name)

    def told(self) -> int:
        """Of how many their owner was told; each level of each was noted once and told once."""
        rows = self.sila.sql(TOLD, self.name)
        assert set(rows) <= {(0, 0), (1, 1)}, rows
        return rows.count((1, 1))

    def all_told(self) -> bool:
        return self.told() == self.count

    def mails(self) -> Counter[str]:
        """How often the mail server took which of them."""
        kept = (path.read_bytes() for path in (self.sila.data.path / "mail").glob("[0-9]*.eml"))
        heads = BytesHeaderParser(policy=email.policy.default)
        subjects = (heads.parsebytes(one)["subject"] for one in kept)
        found = (re.search(rf"{self.name} [0-9]+", subject) for subject in subjects)
        return Counter(each[0] for each in found if each)

    def wanted(self) -> Counter[str]:
        return Counter(f"{self.name} {step}" for step in range(1, self.count + 1))
