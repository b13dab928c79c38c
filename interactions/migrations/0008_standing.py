"""How things stand with customers that were there before: worked out once from their rows."""

from django.db import migrations

MISSED = """
    'no_answer', 'busy', 'voicemail', 'wrong_number', 'postponed', 'cancelled', 'no_show', 'not_delivered'
"""
LAST = f"""
UPDATE accounts_account account SET
    last_event_at = found.event, last_contact_at = coalesce(found.contact, account.last_contact_at),
    usual_channel = coalesce(found.channel, '')
FROM (
    SELECT account_id, max(at) AS event,
        max(at) FILTER (WHERE channel <> 'note' AND outcome NOT IN ({MISSED})) AS contact,
        mode() WITHIN GROUP (ORDER BY channel) FILTER (WHERE channel <> 'note' AND place <= 100) AS channel
    FROM (
        SELECT account_id, at, channel, outcome,
            row_number() OVER (PARTITION BY account_id ORDER BY at DESC, id DESC) AS place
        FROM interactions_interaction WHERE removed_at IS NULL
    ) each_one GROUP BY account_id
) found WHERE account.id = found.account_id
"""  # nosec B608: nothing in it comes from outside
NEXT = """
UPDATE accounts_account account SET next_step_on = found.due
FROM (
    SELECT account_id, min(due_on) AS due FROM interactions_followup WHERE state = 'open' GROUP BY account_id
) found WHERE account.id = found.account_id
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0007_reminders_due"), ("accounts", "0011_standing")]
    operations = [migrations.RunSQL(LAST, migrations.RunSQL.noop), migrations.RunSQL(NEXT, migrations.RunSQL.noop)]
