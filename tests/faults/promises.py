"""Follow-ups whose time has come, written past the pages, and what their owner was told of them."""

import email.policy
import re
from collections import Counter
from email.parser import BytesHeaderParser

from tests.faults.browser import customer

MAKE = """
with made as (
    insert into interactions_followup (workspace_id, number, account_id, owner_id, reason, due_on, due_at,
        priority, owed_by, source, state, repeat_unit, version, created_at)
    select account.workspace_id, (select coalesce(max(number), 0) from interactions_followup) + step, account.id,
        account.created_by_id, account.name_en || ' ' || step, current_date, now() + interval '15 minutes',
        'normal', 'us', 'person', 'open', '', 1, now()
    from accounts_account account, generate_series(1, %s) step where account.name_en = %s
    returning id, workspace_id
)
insert into interactions_reminder (workspace_id, follow_up_id, kind, at)
select workspace_id, id, 'due', now() from made
"""
TOLD = """
select told.times, count(*) from timeline_notification told
join interactions_followup promise on promise.id = told.subject_id
join accounts_account account on account.id = promise.account_id
where told.kind = 'followup.due' and account.name_en = %s group by promise.id, told.times
"""


class Promises:
    """So many follow-ups of one customer, all of them due now, by people who are reminded at any hour."""

    def __init__(self, sila, name: str, count: int):
        self.sila, self.name, self.count = sila, name, count
        sila.sql("update workspaces_membership set is_reminded_any_time = true")
        assert sila.browser("huda").post("/w/noor/accounts/new/", **customer(name)).status == 303
        sila.sql(MAKE, count, name)

    def told(self) -> int:
        """Of how many their owner was told; each of them once and no more."""
        rows = self.sila.sql(TOLD, self.name)
        assert all(row == (1, 1) for row in rows), rows
        return len(rows)

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
