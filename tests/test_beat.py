"""What beat asks for is done by a worker outside any transaction: each batch opens its own."""

import pytest
from django.db import DatabaseError, connection

from accounts.models import Account
from campaigns import crediting, draining, issuing, settling_responses, starting, tending
from campaigns.automations import walking
from complaints import escalating, satisfaction, silence
from interactions import asking_reminders, quiet, reminding
from lib.tenancy.state import workspace
from loyalty import earning, notices, occasions, qualifying
from meetings import reminding as meetings
from planning import reviewing
from reports import mailing
from reports.figures import keeping as figures
from reports.rollups import keeping
from sales import opportunities
from surveys import rounds
from updates import rhythms
from visits import forgetting

BATCHES = {
    "escalations": escalating.escalate_next,
    "complaints that wait": silence.remind_next,
    "satisfaction": satisfaction.ask_next,
    "surveys sent by themselves": rounds.go_on,
    "requests": asking_reminders.remind_next,
    "quiet customers": quiet.tell_quiet,
    "follow-ups": reminding.remind_next,
    "meetings": meetings.remind_next,
    "plans": reviewing.tell_due,
    "opportunities": opportunities.tell_overdue,
    "updates": rhythms.draft_due,
    "old visits": forgetting.forget_next,
    "points of purchases": earning.settle_next,
    "points for occasions": occasions.give_next,
    "referrals by a code": qualifying.look_next,
    "letters about points": notices.write_next,
    "issues of series": issuing.issue_next,
    "automations": walking.go_on,
    "purchases of campaigns": crediting.credit_next,
    "campaigns that begin": starting.start_next,
    "parts of campaigns": draining.drain,
    "responses to campaigns": settling_responses.settle_next,
    "campaigns that are over": tending.tend_next,
    "rollups": keeping.keep_up,
    "figures": figures.keep_up,
    "reports by e-mail": mailing.send_next,
}


@pytest.mark.django_db(transaction=True)
def test_a_batch_reads_its_workspace_outside_a_transaction(noor):
    assert not connection.in_atomic_block
    with workspace(noor.pk), pytest.raises(DatabaseError):
        list(Account.objects.all())
    for name, batch in BATCHES.items():
        with workspace(noor.pk):
            assert batch() == 0, name
